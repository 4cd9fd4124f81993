"""`esatui` without a subcommand: a line, lines from a file, or a person at a terminal."""

from __future__ import annotations

import os
from pathlib import Path

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation
from esatui.fronts.plain import PlainFront
from esatui.fronts.tokens import cleaned
from esatui.login import LOCAL, LOCAL_USER, close_session, converse, last_login, open_session
from esatui.requests import EndOfInput
from esatui.session import Leave, Session
from esatui.shell import run_line
from state.errors import StateError


def run(directory: Path, line: str | None) -> int:
    """Open the appliance in `directory` and run `line`, or a shell when there is none.

    Returns the exit status. Raises `StateError` and `OSError`.
    """
    appliance = Appliance.open(directory)
    try:
        if line is not None:
            return run_batch(appliance, line)
        if os.isatty(0) and os.isatty(1):
            from esatui.cli.local import run_terminal

            return run_terminal(appliance)
        return run_lines(appliance)
    finally:
        appliance.store.close()


def run_batch(appliance: Appliance, line: str) -> int:
    """Run one line; return 0 when every command succeeded and 1 otherwise.

    Raises `StateError` when the line is not UTF-8.
    """
    from esatui.fronts.direct import DirectFront

    line = batch_line(line)

    succeeded: list[bool] = []

    async def conversation(session: Session) -> None:
        try:
            succeeded.append(await run_line(session, line))
        except Leave:
            succeeded.append(True)
        except EndOfInput:
            succeeded.append(False)
        finally:
            close_session(session)

    def start(front: PlainFront) -> Conversation:
        return conversation(_session(appliance, front, record=False))

    DirectFront().run(start)
    return 0 if succeeded == [True] else 1


def batch_line(argument: str) -> str:
    """Return an argument of the program as a line that could have been typed."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        raise StateError("The input is not valid UTF-8.") from None
    return cleaned(" ".join(argument.splitlines()))


def run_lines(appliance: Appliance) -> int:
    """Run the lines of standard input as a shell without a terminal."""
    from esatui.fronts.direct import DirectFront

    async def conversation(session: Session) -> None:
        try:
            await converse(session, last)
        finally:
            close_session(session)

    last = last_login(appliance.store.journal, LOCAL_USER)
    DirectFront().run(lambda front: conversation(_session(appliance, front, record=True)))
    return 0


def _session(appliance: Appliance, front: PlainFront, *, record: bool) -> Session:
    dialogue = Dialogue(front.write)
    return open_session(appliance, dialogue, user=LOCAL_USER, remote=LOCAL, record=record)
