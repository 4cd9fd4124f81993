"""The batch forms (CLI reference, 7.7)."""

from __future__ import annotations

from esatui.commands.listenerconfig.declaration import command
from esatui.session import Session
from state.objects import path_at
from state.operations.listeners import delete_listener, use_certificate

__all__ = ["command"]


@command.batch("listenerconfig edit <listener> certificate <profile>")
async def certificate(session: Session, listener: str, profile: str) -> None:
    """Give a listener another certificate."""
    draft = use_certificate(session.draft, listener, profile)
    session.update(draft, [path_at(draft.level, "listeners", "entries", listener)])


@command.batch("listenerconfig delete <listener>")
async def delete(session: Session, listener: str) -> None:
    """Remove a listener."""
    session.update(delete_listener(session.draft, listener))
