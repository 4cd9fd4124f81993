"""Choosing a machine of the cluster."""

from __future__ import annotations

from collections.abc import Callable

from esatui.session import Session
from state.errors import StateError
from state.model.cluster import Member
from state.operations.cluster import hostname_of, machine_key


def machines(session: Session) -> list[str]:
    """Return the serial numbers of all machines, sorted by host name."""
    configuration = session.draft.configuration
    return sorted(configuration.members, key=lambda serial: machine_key(configuration, serial))


async def ask_machine(
    session: Session,
    question: str,
    offered: Callable[[Member], bool] = lambda member: True,
    nothing: str = "",
) -> str:
    """Ask for a machine and return its serial number.

    Raises `StateError` with the text `nothing` when none is `offered`.
    """
    configuration = session.draft.configuration
    choices = [
        (serial, f"{hostname_of(configuration, serial)} (group {configuration.membership[serial]})")
        for serial in machines(session)
        if offered(configuration.members[serial])
    ]
    if not choices:
        raise StateError(nothing)
    return await session.dialogue.choose_value(choices, question=question)
