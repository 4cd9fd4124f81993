"""Clients by their reputation score: which sender group, and what the log says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.services.smtp.live import live, raw

CLIENT = "203.0.113.7"


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("-4.5", "REJECT SG BLOCKED_LIST match sbrs[-10.0:-3.0] SBRS -4.5"),
        ("-2", "ACCEPT SG SUSPECTLIST match sbrs[-3.0:-1.0] SBRS -2.0"),
        ("3.4", "ACCEPT SG UNKNOWNLIST match sbrs[-1.0:10.0] SBRS 3.4"),
        (None, "ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None"),
    ],
)
def test_the_sender_group(tmp_path: Path, score: str | None, said: str) -> None:
    async def main() -> None:
        async with live(tmp_path) as world:
            lab = f'[clients]\n"127.0.0.1" = "{CLIENT}"\n[reputation]\n'
            lab += f'"{CLIENT}" = {score}\n' if score is not None else ""
            (world.appliance.store.directory / "lab.toml").write_text(lab)
            async with raw(world.port()) as client:
                assert client is not None
            await world.logged("close")
            assert world.log()[1].startswith(f"Info: ICID 1 {said}")

    asyncio.run(main())
