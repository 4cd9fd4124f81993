"""The remote host that both clients of the delivery benchmark talk to.

    python -m bench._receiver CASE

A partner of the lab with a certificate of this kind. Prints its port and runs until its input ends.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from esatui.lab.keys import FreshKeys
from esatui.lab.partners.dialogue import PartnerProtocol
from esatui.lab.partners.faults import FAULTS
from esatui.lab.partners.town import server_tls
from esatui.lab.presented import LabHierarchy, Names
from state.clock import SystemClock


async def main(case: str) -> None:
    """Serve."""
    hierarchy = LabHierarchy(FreshKeys(), SystemClock())
    names = Names(domain="example.com", host="mx.example.com")
    # The yardstick has no certificate to present, and a signature costs as much as all the rest.
    fault = replace(FAULTS[case], asks=False)
    tls = server_tls(hierarchy.present(fault.case, names), fault.method)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: PartnerProtocol(case, names.host, fault, tls, lambda _: None), "127.0.10.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
