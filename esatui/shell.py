"""The shell: one line after another, each looked up, checked against the role and run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from esatui.batch import InvalidArguments, join_words, split_line
from esatui.modes import enter, mode_title
from esatui.registry import Command, completion_words, find
from esatui.requests import EndOfInput, Interrupted
from esatui.session import Leave, Session
from state.errors import StateError

if TYPE_CHECKING:
    from state.store.candidate import Checkpoint


def prompt(session: Session) -> str:
    """Return the main prompt (CLI reference, 1.4)."""
    mode = mode_title(session)
    return f"{session.hostname}> " if mode is None else f"({mode})> "


async def shell(session: Session) -> None:
    """Read and run commands until the person leaves or the input ends."""
    while True:
        try:
            session.prompt = prompt(session)
            line = await session.dialogue.command_line(session.prompt, completion_words)
            await run_line(session, line)
        except Interrupted:
            continue
        except (Leave, EndOfInput):
            return


async def run_line(session: Session, line: str) -> bool:
    """Run the commands of `line` one after the other; stop at the first that fails.

    Returns whether all succeeded. Raises `Leave` when a command ends the session.
    """
    try:
        commands = split_line(line)
    except StateError as error:
        session.dialogue.block(error.text)
        return False
    for words in commands:
        if not await run_command(session, words):
            return False
    return True


async def run_command(session: Session, words: Sequence[str]) -> bool:
    """Run one command given as words; return whether it succeeded.

    Ctrl-C and every error leave the candidate as it was before the command
    (CLI reference, 1.7: `-- Changes not recorded`), and so does a bug in a command, which is
    reported and does not end the session.
    """
    session.failed = False
    session.dialogue.confided = False
    _log(session, words)
    checkpoint = session.candidate.checkpoint()
    try:
        return await _run(session, words, checkpoint)
    except (Leave, EndOfInput):
        raise
    except Exception as error:  # noqa: BLE001 - a bug, whatever it is.
        from esatui.faults import report

        session.candidate.restore(checkpoint)
        report(session, error)
    return False


async def _run(session: Session, words: Sequence[str], checkpoint: Checkpoint) -> bool:
    command = find(words[0])
    if command is None or (command.clustered and not session.clustered):
        session.fail(f"Unknown command or missing feature key: {words[0]}")
        return False
    session.command = command
    if session.role not in command.access:
        session.fail(command.refusal)
        return False
    try:
        await _invoke(session, command, words)
    except InvalidArguments as error:
        session.fail(error.about(words))
    except StateError as error:
        session.candidate.restore(checkpoint)
        session.fail(error.text)
    except Interrupted:
        session.candidate.restore(checkpoint)
        session.fail("-- Changes not recorded")
    return not session.failed


def _log(session: Session, words: Sequence[str]) -> None:
    """Write the command into `cli_logs` (mail log reference, 10.4).

    Only the command: what it asks for, passphrases and pasted keys among it, is not written.
    """
    entered, shown = join_words(words), "\r\n" + (session.prompt or prompt(session))
    session.appliance.logs.cli(
        f"PID {os.getpid()}: User {session.login.user} entered {entered!r}; prompt was {shown!r}"
    )


async def _invoke(session: Session, command: Command, words: Sequence[str]) -> None:
    arguments = words[1:]
    session.batch = bool(arguments) or command.run is None
    values: list[Any] = []
    run, changes = command.run, command.changes
    if session.batch or run is None:
        matched = command.match(arguments)
        if matched is None:
            raise InvalidArguments
        form, values = matched
        run, changes = form.run, form.changes
    if changes:
        session.require_change()
    before = session.draft.level
    try:
        if await enter(session, command, batch=session.batch, changes=changes or not arguments):
            await run(session, *values)
    finally:
        if command.cluster != "all":
            session.candidate.switch(before)
