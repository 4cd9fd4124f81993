"""`help` and `?`: all commands, or the batch syntax of one (CLI reference, 16.9)."""

from __future__ import annotations

from esatui.registry import ALIASES, EVERYBODY, HIDDEN, Command, all_commands, find
from esatui.session import Session
from esatui.text.layout import pad, wrap
from state.errors import StateError

command = Command("help", "View help", access=EVERYBODY)


@command.interactive
async def run(session: Session) -> None:
    """Print the commands that the role of the user may use, with their descriptions."""
    summaries = {c.name: c for c in all_commands() if c.name not in HIDDEN}
    names = {**{name: name for name in summaries}, **ALIASES}
    usable = [
        (n, summaries[t]) for n, t in sorted(names.items()) if session.role in summaries[t].access
    ]
    width = max(len(name) for name, _ in usable) + 2
    session.dialogue.say()
    await session.dialogue.page("\n".join(pad(n, width) + c.summary for n, c in usable))


@command.batch("help <command>", changes=False)
async def batch(session: Session, name: str) -> None:
    """Print the batch syntax of `name`."""
    described = find(name)
    if described is None:
        raise StateError(f"Unknown command or missing feature key: {name}")
    if not described.forms:
        raise StateError(f'No batch help is available for the "{described.name}" command.')
    syntax = [described.name] if described.run else []
    syntax += [wrap(form.syntax) for form in described.forms]
    session.dialogue.say()
    options = ["", "Options:", *map(wrap, described.options)] if described.options else []
    await session.dialogue.page(
        "\n".join([described.summary, "", "Batch form:", *syntax, *options])
    )
