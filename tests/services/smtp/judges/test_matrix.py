"""Each tool sees what was committed: certificate, chain, versions of TLS."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from esatui.lab.presented import Presented
from tests.services.smtp.judges.clients import CLIENTS
from tests.services.smtp.judges.scanners import SCANNERS
from tests.services.smtp.judges.sight import Judge, Place, Sight
from tests.services.smtp.live import everybody, live
from tests.services.smtp.tls import methods, presented, presents, root_file

pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Committed:
    """A certificate of the lab, with or without its intermediate, and the versions of TLS."""

    case: str
    key: str
    whole: bool
    method: str
    versions: tuple[str, ...]

    @property
    def chain(self) -> Presented:
        found = presented(self.case)
        return found if self.whole else replace(found, chain=())

    @property
    def sight(self) -> Sight:
        certificate = self.chain.server.certificate
        return Sight(
            subject="example.com",
            serial=certificate.serial_number,
            key=self.key,
            sent=2 if self.whole else 1,
            trusted=self.whole,
            version=self.versions[-1],
            versions=frozenset(self.versions),
        )


# Every version of TLS is possible somewhere and impossible elsewhere.
ALL = {
    "rsa": Committed("valid-rsa2048", "RSA 2048", True, "tlsv1_2tlsv1_3", ("TLSv1.2", "TLSv1.3")),
    "rsa-without-intermediate": Committed(
        "valid-rsa2048",
        "RSA 2048",
        False,
        "tlsv1_0tlsv1_1tlsv1_2",
        ("TLSv1.0", "TLSv1.1", "TLSv1.2"),
    ),
    "ecdsa": Committed("valid-p256", "EC P-256", True, "tlsv1_3", ("TLSv1.3",)),
    "ecdsa-without-intermediate": Committed(
        "valid-p256", "EC P-256", False, "tlsv1_1tlsv1_2", ("TLSv1.1", "TLSv1.2")
    ),
}


@pytest.mark.parametrize("committed", ALL.values(), ids=ALL)
@pytest.mark.parametrize("judge", [*CLIENTS, *SCANNERS], ids=lambda judge: judge.name)
def test_what_is_seen(tmp_path: Path, judge: Judge, committed: Committed) -> None:
    async def main() -> None:
        edits = (
            everybody(tls="preferred"),
            presents(committed.chain),
            methods(committed.method, "ALL:!aNULL:@SECLEVEL=0"),
        )
        async with live(tmp_path, *edits) as world:
            place = Place(world.port(), root_file(tmp_path), tmp_path)
            assert await judge.look(place) == judge.would_see(committed.sight)

    asyncio.run(main())
