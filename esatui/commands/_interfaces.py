"""IP interfaces as commands show them and let one be chosen."""

from __future__ import annotations

from esatui.session import Session
from state.errors import StateError
from state.model.interfaces import Interface

AUTO = "Auto"


def addresses(interface: Interface) -> str:
    """Return `192.168.42.42/24`, the IPv6 address, or both with a comma between."""
    found = []
    if interface.ip is not None:
        found.append(f"{interface.ip}/{interface.prefix}")
    if interface.ipv6 is not None:
        found.append(f"{interface.ipv6}/{interface.prefix6}")
    return ", ".join(found)


def summary(name: str, interface: Interface) -> str:
    """Return `Management (192.168.42.42/24: mail.example.com)`."""
    return f"{name} ({addresses(interface)}: {interface.hostname})"


async def choose_interface(session: Session, question: str, current: str | None) -> str | None:
    """Return the interface that is chosen, `None` for Auto; Enter keeps `current`."""
    choices: list[tuple[str | None, str]] = [(None, AUTO), *_choices(session)]
    return await session.dialogue.choose_value(choices, question=question, current=current)


async def choose_bound_interface(session: Session, question: str, current: str | None) -> str:
    """Return the interface that is chosen, without Auto; raises `StateError` if there is none."""
    choices = _choices(session)
    if not choices:
        raise StateError("No interfaces configured.")
    return await session.dialogue.choose_value(choices, question=question, current=current)


def _choices(session: Session) -> list[tuple[str, str]]:
    entries = session.draft.interfaces.entries
    return [(name, summary(name, entries[name])) for name in sorted(entries)]
