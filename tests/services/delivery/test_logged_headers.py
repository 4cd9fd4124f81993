"""Headers of delivered messages in the log, as `logconfig` LOGHEADERS wishes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from esatui.lab.partners.town import DOMAIN, Town
from state.operations.logs import set_headers
from tests.services.delivery.test_service import GOOD
from tests.services.delivery.world import hierarchy, trusting, world


def test_headers_are_logged_once_they_are_committed(tmp_path: Path) -> None:
    async def main() -> None:
        town = Town(hierarchy(), [GOOD])
        async with town, world(tmp_path / "a", town, trusting) as here:
            await here.send(f"a@{GOOD}.{DOMAIN}")
            await here.lines.containing("Message finished")
            here.commit(lambda draft: set_headers(draft, ["Subject", "FROM"]))
            await here.settled()
            await here.send(f"a@{GOOD}.{DOMAIN}")
            lines = await here.lines.containing("Message finished", 2)
        assert [line.partition("RID ")[2] for line in lines if line.startswith("Message done")] == [
            "[0] ",
            "[0] [('from', '<a@example.com>'), ('subject', 'Hello')]",
        ]

    asyncio.run(main())
