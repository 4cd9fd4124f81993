"""`featurekey`: which features the appliance has keys for, and until when."""

from __future__ import annotations

from esatui.registry import READERS, Command
from esatui.session import Session
from esatui.text.layout import cell_width, table

command = Command(
    "featurekey",
    "View system feature keys",
    cluster="machine",
    access=READERS | {"technician"},
)

HEADINGS = ("Module", "Quantity", "Status", "Remaining", "Expiration Date")


@command.interactive
async def run(session: Session) -> None:
    """Print the table. All keys are perpetual; new ones are a setting of `appliance.toml`."""
    keys = session.appliance.settings.feature_keys
    if not keys:
        session.dialogue.block("There are no feature keys installed.")
        return
    rows = [(key, "1", "Active", "Perpetual", "N/A") for key in keys]
    widths = [max(cell_width(row[n]) for row in (HEADINGS, *rows)) for n in range(len(HEADINGS))]
    session.dialogue.block(table(HEADINGS, widths, rows))
