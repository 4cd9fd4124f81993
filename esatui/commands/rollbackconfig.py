"""`rollbackconfig`: return to a committed configuration (CLI reference, 6.4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from esatui.dialogue import InputError
from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from esatui.text.dates import short_date
from esatui.text.layout import pad
from state.operations.values import shown
from state.store import CommitInfo

menu: Menu[Session] = Menu(
    state=lambda session: (
        "Rollback Configuration: " + ("Enabled" if session.draft.rollback.enabled else "Disabled")
    )
)
command = Command(
    "rollbackconfig",
    "Rollback configuration to a previously committed configuration",
    commit="own",
    cluster="none",
    access=ADMINISTRATORS,
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Run the menu."""
    await menu.run(session)


@menu.operation("ROLLBACK", "Roll back to a previously committed configuration.")
async def rollback(session: Session) -> None:
    """Choose one of the last ten saved commits, load it, and commit it if wished.

    Pending changes are replaced by the old configuration. A rollback is a commit of its own, so it
    can be undone by rolling back once more.
    """
    dialogue = session.dialogue
    points = session.appliance.store.rollback_points()
    if not points:
        dialogue.block("No configurations are available for rollback.")
        return
    dialogue.block(listing(points))
    point = await dialogue.ask(
        "Enter the number of the config to revert to.", check=lambda text: chosen(text, points)
    )
    sure = "Are you sure you want to roll back the configuration?"
    if not await dialogue.confirm(sure, default=False):
        return
    session.candidate.load(session.appliance.store.configuration_at(point.number))
    description = f"{short_date(point.time)} {point.user} {shown(point.comment)}".rstrip()
    dialogue.block(f"Reverted to {description}")
    now = "Do you want to commit this configuration now?"
    if session.candidate.pending and await dialogue.confirm(now, default=False):
        comment = f"Rolled back to {short_date(point.time)}"
        await session.work(
            lambda: session.candidate.commit(comment, save_for_rollback=True, kind="rollback")
        )
        dialogue.block("Committed the changes successfully")


def listing(points: Sequence[CommitInfo]) -> str:
    """Return the numbered table of commits, newest first."""
    lines = ["Previous Commits :", "   Committed On              User     Description", "-" * 75]
    for number, point in enumerate(points, 1):
        line = f"{number}. {short_date(point.time)}  {pad(point.user, 8)} {shown(point.comment)}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def chosen(text: str, points: Sequence[CommitInfo]) -> CommitInfo:
    """Return the commit with the number `text`; raises `InputError`."""
    if not text:
        raise InputError("Please enter a value.")
    if not (text.isascii() and text.isdecimal()):
        raise InputError("The value must be an integer.")
    if not 1 <= int(text[:9]) <= len(points):
        raise InputError(f"The value must be between 1 and {len(points)}.")
    return points[int(text) - 1]


@menu.operation("SETUP", "Enable or disable Rollback Configuration.")
async def setup(session: Session) -> None:
    """Switch saving for rollback on or off."""
    enabled = session.draft.rollback.enabled
    question = f"Do you want to {'disable' if enabled else 'enable'} the Rollback Configuration?"
    if await session.dialogue.confirm(question, default=not enabled):
        changed = dataclasses.replace(session.draft.rollback, enabled=not enabled)
        session.update(session.draft.write(rollback=changed))
