"""Certificate bombs: hosts with chains of a hundred certificates, or huge keys.

What is made of them is tested with the TLS engine; here a delivery that verifies meets them, and
others go out at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from esatui.lab.partners.town import DOMAIN, Town
from state.certificates.certificate import Certificate
from tests.services.delivery.hostile import ADDRESS, hostile, offers_tls, server_context
from tests.services.delivery.hostile import DOMAIN as EVIL
from tests.services.delivery.remote import Remote
from tests.services.delivery.test_service import GOOD, with_tls
from tests.services.delivery.world import hierarchy, world
from tests.services.smtp.test_attack_certificate_bomb import huge, hundred
from tests.services.tls.test_bombs import EXCESSIVE, huge_authorities
from tests.state.certificates.authority import Issued

Bomb = Callable[[], tuple[Issued, list[Certificate]]]
UNKNOWN = "verify error: unable to get local issuer certificate"


def too_much() -> tuple[Issued, list[Certificate]]:
    return huge()[0], huge_authorities(50)


@pytest.mark.parametrize(
    ("bomb", "reason"), [(hundred, UNKNOWN), (huge, UNKNOWN), (too_much, EXCESSIVE)]
)
def test_bombs(tmp_path: Path, bomb: Bomb, reason: str) -> None:
    own, chain = bomb()
    context = server_context(tmp_path, own, *chain)

    async def script(remote: Remote) -> None:
        await offers_tls(remote)
        await remote.writer.start_tls(context)
        assert await remote.hears() == b""

    async def main() -> None:
        town = Town(hierarchy(), [GOOD])
        edit = with_tls("required_verify")
        async with town, world(tmp_path / "a", town, edit) as here, hostile(here, script):
            await here.send(f"a@{EVIL}")
            await here.send(f"a@{GOOD}.{DOMAIN}")
            await here.lines.containing("Message finished MID 2 done")
            lines = await here.lines.containing("MID 1 to RID [0] pending till")
        (begun,) = [line for line in lines if f" address {ADDRESS} " in line]
        assert f"DCID {begun.split()[3]} TLS failed: {reason}" in lines
        assert [each.recipients for each in town.receipts()] == [(f"a@{GOOD}.{DOMAIN}",)]

    asyncio.run(main())
