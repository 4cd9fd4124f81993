"""The program with a command that has a bug: `broken` changes the candidate, then fails."""

from __future__ import annotations

import sys

import esatui.shell
from esatui.commands.sethostname import renamed
from esatui.registry import Command, find
from esatui.session import Session

broken = Command("broken", "Change something, then divide by zero")


@broken.interactive
async def run(session: Session) -> None:
    """Rename the host, then fall over."""
    session.update(renamed(session.draft, "broken.example.com"))
    await session.work(lambda: 1 // 0)


@broken.batch("broken <what>", changes=False)
async def fall(session: Session, what: str) -> None:
    """Raise an error that quotes what was typed, asked for in secret with `secret`."""
    if what == "secret":
        what = await session.dialogue.secret("Passphrase:")
    raise KeyError(what)


def find_broken(name: str) -> Command | None:
    """Return `broken`, or what is called `name` otherwise."""
    return broken if name == "broken" else find(name)


if __name__ == "__main__":
    from esatui.cli import main

    setattr(esatui.shell, "find", find_broken)  # noqa: B010 - a name that it imported.
    sys.exit(main())
