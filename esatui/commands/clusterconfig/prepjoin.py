"""PREPJOIN: machines that may join over CCS, with a key in place of a passphrase (17.3)."""

from __future__ import annotations

from esatui.commands.clusterconfig.addressing import check_host
from esatui.commands.clusterconfig.declaration import menu
from esatui.commands.clusterconfig.groups import changed
from esatui.menu import Menu
from esatui.session import Session
from state.errors import StateError
from state.operations import cluster
from state.operations.values import BLANK


def waiting(session: Session) -> str:
    """Return the machines that may join."""
    prepared = session.draft.configuration.prepared
    if not prepared:
        return (
            "Prepare Cluster Join Over CCS\n\nNo host entries waiting to be added to the cluster."
        )
    lines = [
        f"{number}. {entry.hostname} ({serial})"
        for number, (serial, entry) in enumerate(sorted(prepared.items()), 1)
    ]
    return "\n".join(["Prepare Cluster Join Over CCS", "", *lines])


prepare_menu: Menu[Session] = Menu(state=waiting)


@menu.operation("PREPJOIN", "Prepare the addition of a new machine over CCS.", submenu=prepare_menu)
async def prepjoin(session: Session) -> None:
    """Show the menu."""
    await prepare_menu.run(session)


@prepare_menu.operation("NEW", "Add a new host that will join the cluster.")
async def new(session: Session) -> None:
    """Ask for the machine and its key."""
    dialogue = session.dialogue
    host = await dialogue.ask("Enter the hostname of the system you want to add.", check=check_host)
    serial = await dialogue.ask(
        f"Enter the serial number of the host {host}.", check=_checked_serial
    )
    question = (
        f"Enter the user key of the host {host}.  This can be obtained by typing "
        f'"clusterconfig prepjoin print" in the CLI on {host}.  Press enter on a blank line to '
        "finish."
    )
    block = await dialogue.paste(question, end="")
    key = " ".join(block.text.split())[:_LONGEST_KEY]
    changed(
        session,
        lambda draft: cluster.prepare(draft, serial, host, key),
        f"Prepared the addition of {host}",
    )
    dialogue.block(f"Host {host} added.")


@prepare_menu.operation(
    "DELETE",
    "Delete a host from the pending join list.",
    when=lambda session: bool(session.draft.configuration.prepared),
)
async def delete(session: Session) -> None:
    """Ask for a machine that may join and take it off the list."""
    prepared = sorted(session.draft.configuration.prepared.items())
    serial = await session.dialogue.choose_value(
        [(serial, entry.hostname) for serial, entry in prepared],
        question="Choose the host to delete.",
    )
    comment = "Deleted a prepared host"
    changed(session, lambda draft: cluster.unprepare(draft, serial), comment)


_LONGEST_KEY = 1024
_LONGEST_SERIAL = 64


def _checked_serial(text: str) -> str:
    if not text:
        raise StateError(BLANK)
    return text[:_LONGEST_SERIAL].upper()
