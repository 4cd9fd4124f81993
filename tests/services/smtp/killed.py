"""A process with listeners, to be killed: says its port, then takes mail until it dies.

python -m tests.services.smtp.killed DIRECTORY
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.smtp import SmtpService
from tests.services.engines import engine


async def serve(directory: Path) -> None:
    """Serve the appliance in a directory for ever."""
    appliance = Appliance.open(directory)
    appliance.store.settings = replace(appliance.store.settings, bind={"ports": "ephemeral"})

    def build(surroundings: Engine) -> list[Service]:
        queue = MailQueue(surroundings.store.directory, surroundings.counters)
        return [QueueService(surroundings, queue), SmtpService(surroundings, queue)]

    async with engine(appliance, build) as running:
        sys.stdout.write(f"{running.host.addresses()['smtp.InboundMail'].port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
