"""`version`: product, version and serial number (CLI reference, 12)."""

from __future__ import annotations

from esatui.registry import EVERYBODY, Command
from esatui.session import Session

command = Command("version", "View system version information", access=EVERYBODY)


@command.interactive
async def run(session: Session) -> None:
    """Print the version block."""
    settings = session.appliance.settings
    session.dialogue.block(
        f"""\
Current Version
===============
Product: {settings.product}
Model: {settings.model}
Version: {settings.release}
Build Date: {settings.build_date}
Install Date: {settings.install_date:%Y-%m-%d %H:%M:%S}
Serial #: {settings.serial}
BIOS: {settings.bios}
CPUs: {settings.cpus} expected, {settings.cpus} allocated
Memory: {settings.memory_mb} MB expected, {settings.memory_mb} MB allocated
RAID: NA
RAID Status: Unknown
RAID Type: NA
BMC: NA"""
    )
