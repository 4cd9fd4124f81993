"""`diagnostic`: REPORTING and TRACKING.

Neither has a database of its own here: reports are read from counters, tracking reads the logs.
"""

from __future__ import annotations

from esatui.menu import Menu
from esatui.session import Session

reporting_menu: Menu[Session] = Menu(state=lambda _: "The reporting system is currently enabled.")
tracking_menu: Menu[Session] = Menu(state=lambda _: "The tracking system is currently enabled.")


@reporting_menu.operation("DELETEDB", "Reinitialize all reporting data.", changes=False)
async def delete_reporting(session: Session) -> None:
    """Ask, and say that there is no database."""
    await _delete(session, "reporting")


@tracking_menu.operation("DELETEDB", "Reinitialize all tracking data.", changes=False)
async def delete_tracking(session: Session) -> None:
    """Ask, and say that there is no database."""
    await _delete(session, "tracking")


async def _delete(session: Session, what: str) -> None:
    session.dialogue.paragraph(
        f"This command will remove all {what} data and cannot be aborted. In some instances it may "
        "take several minutes to complete. Please do not attempt a system restart until the "
        "command has returned."
    )
    if await session.dialogue.confirm("Are you sure you want to continue?", default=False):
        session.dialogue.block(f"There is no {what} database. Counters and logs are unchanged.")
