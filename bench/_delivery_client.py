"""What a delivery connection costs: opened by the decision table, one message, closed.

    python -m bench._delivery_client PORT MESSAGES PARALLEL TLS DIRECTORY

Prints the seconds that it took. `DIRECTORY` is empty; a factory appliance is made in it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bench._aiosmtplib_client import CONTENT
from esatui.appliance import Appliance
from esatui.services.counters import CounterKeeper
from esatui.services.delivery import report
from esatui.services.delivery.connection import Connection, Opener, Target, Trust, closed
from esatui.services.delivery.local import delivery_interface
from esatui.services.delivery.transaction import Receiver, transact
from esatui.services.network import Network
from esatui.services.running import logs_of_server
from esatui.services.tls.client import ClientTls
from esatui.services.tls.peer import PeerVerifier
from state.certificates.peer_names import PeerNames
from state.crl_cache import CrlCache
from state.delivery.demand import demand_for
from state.logs.sink import Logs
from state.model.configuration import View

HOST = "127.0.10.1"


async def send(
    appliance: Appliance, logs: Logs, port: int, messages: int, parallel: int, *, tls: bool
) -> float:
    """Send so many messages over so many connections at a time; return the seconds."""
    store = appliance.store
    view = View.of_machine(store.head.configuration, store.settings.serial)
    network = Network(store.settings, store.directory)
    counters = CounterKeeper(store.directory, appliance.clock)
    opener = Opener(network=network, logs=logs, clock=appliance.clock, dcids=counters)
    verifier = PeerVerifier.from_view(view, CrlCache(store.directory / "crl"))
    trust = Trust(tls=ClientTls.from_view(view, store.private_key), verifier=verifier)
    target = Target(
        domain="example.com",
        host="mx.example.com",
        address=HOST,
        port=port,
        names=PeerNames(domain="example.com"),
        demand=demand_for("required" if tls else "off"),
    )
    interface = delivery_interface(view, network, HOST)
    assert interface is not None
    left = iter(range(messages))

    async def work() -> None:
        for number in left:
            made = await opener.open(target, interface, trust)
            assert isinstance(made, Connection), made
            logs.mail(report.start(made.route.dcid, number, [0]))
            receivers = [Receiver(0, "x@example.com")]
            result = await transact(made, "joe@example.com", receivers, CONTENT)
            assert result.delivered == [0]
            logs.mail(report.done(made.route.dcid, number, [0]))
            logs.mail(report.response(number, [0], result.response))
            await made.client.quit()
            logs.mail(closed(made.route))

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(parallel)))
    took = time.perf_counter() - begun
    counters.close()
    return took


def main() -> None:
    """Measure, with real logs."""
    port, messages, parallel = map(int, sys.argv[1:4])
    appliance = Appliance.open(Path(sys.argv[5]))
    tls = sys.argv[4] == "1"
    with appliance.store, logs_of_server(appliance.log_books, appliance.store) as logs:
        print(asyncio.run(send(appliance, logs, port, messages, parallel, tls=tls)))


if __name__ == "__main__":
    main()
