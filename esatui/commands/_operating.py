"""What `suspend`, `resume`, `offline` and their one-direction forms share (16.10)."""

from __future__ import annotations

from dataclasses import replace

from esatui.dialogue import InputError
from esatui.session import Session
from state.operating_mode import OperatingMode, read_mode, write_mode

WAIT_QUESTION = "Enter the number of seconds to wait before abruptly closing connections."


def seconds(text: str) -> int:
    """Return the number of seconds in `text`, 0 to 86400; raises `InputError`."""
    if not (text.isascii() and text.isdecimal()):
        raise InputError("The value must be an integer.")
    if not 0 <= int(text[:9]) <= 86400:
        raise InputError("The value must be between 0 and 86400.")
    return int(text)


def mode_of(session: Session) -> OperatingMode:
    """Return the operating mode of the appliance."""
    return read_mode(session.appliance.store.directory)


async def stop(
    session: Session, *, receiving: bool = False, delivery: bool = False, offline: bool = False
) -> None:
    """Ask how long to wait, then switch the named directions off."""
    dialogue = session.dialogue
    await dialogue.ask(WAIT_QUESTION, default="30", check=seconds)
    mode = mode_of(session)
    changed = replace(
        mode,
        offline=mode.offline or offline,
        receiving_suspended=mode.receiving_suspended or receiving,
        delivery_suspended=mode.delivery_suspended or delivery,
    )
    write_mode(session.appliance.store.directory, changed)
    lines = []
    if receiving:
        lines += ["Waiting for listeners to exit...", "Receiving suspended."]
    if delivery:
        lines += ["Waiting for outgoing deliveries to finish...", "Mail delivery suspended."]
    dialogue.block("\n".join(lines))


async def go_on(session: Session, *, receiving: bool = False, delivery: bool = False) -> None:
    """Switch the named directions on again; that also ends the offline state."""
    mode = mode_of(session)
    changed = replace(
        mode,
        offline=False,
        receiving_suspended=mode.receiving_suspended and not receiving,
        delivery_suspended=mode.delivery_suspended and not delivery,
    )
    write_mode(session.appliance.store.directory, changed)
    lines = ["Receiving resumed."] if receiving else []
    lines += ["Mail delivery resumed."] if delivery else []
    session.dialogue.block("\n".join(lines))
