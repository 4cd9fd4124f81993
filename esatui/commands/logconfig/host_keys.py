"""HOSTKEYCONFIG: the SSH host keys, as a machine that joins a cluster asks for them."""

from __future__ import annotations

from collections.abc import Callable

from esatui.menu import Menu
from esatui.session import Session
from state.ssh_host_keys import HostKey, host_keys

NONE = "There are no SSH host keys. They are made when the SSH service first starts."

menu: Menu[Session] = Menu()


@menu.operation("HOST", "Display system host keys.", changes=False)
async def host(session: Session) -> None:
    """Print the public keys."""
    await show(session, lambda key: key.line)


@menu.operation("FINGERPRINT", "Display system host key fingerprints.", changes=False)
async def fingerprint(session: Session) -> None:
    """Print the fingerprints, in the old form and in that of today's clients."""
    await show(session, lambda key: f"{key.algorithm}\n   {key.md5}\n   {key.sha256}")


async def show(session: Session, text: Callable[[HostKey], str]) -> None:
    """Print a text about each key, numbered. Raises `StateError`."""
    directory = session.appliance.store.directory
    keys = await session.work(lambda: host_keys(directory))
    lines = [f"{number}. {text(key)}" for number, key in enumerate(keys, 1)]
    session.dialogue.block("\n".join(lines) or NONE)
