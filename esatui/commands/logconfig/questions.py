"""The questions about one log subscription."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from esatui.session import Session
from state.errors import StateError
from state.model.logs import LogLevel, LogSubscription, LogType
from state.operations.logs import FILES, SIZE, check_log_name

LEVELS: tuple[tuple[LogLevel, str], ...] = (
    ("Critical", "Critical"),
    ("Warning", "Warning"),
    ("Info", "Information"),
    ("Debug", "Debug"),
    ("Trace", "Trace"),
)


async def ask_new(session: Session) -> tuple[str, LogSubscription]:
    """Return name and settings of a new log."""
    types: tuple[LogType, ...] = get_args(LogType)
    kind = await session.dialogue.choose_value(
        [(each, each) for each in types],
        question="Choose the log file type for this subscription:",
    )
    name = await session.dialogue.ask(
        "Please enter the name for the log:", check=lambda text: new_name(session, text)
    )
    level = await ask_level(session, "Info")
    base = await session.dialogue.ask(
        "Filename to use for log files:", default=name, check=check_log_name
    )
    subscription = LogSubscription(type=kind, base=base, level=level)
    return name, await ask_sizes(session, subscription)


async def ask_subscription(session: Session, current: LogSubscription) -> LogSubscription:
    """Return a log as it shall be; type and file names stay."""
    level = await ask_level(session, current.level)
    return await ask_sizes(session, replace(current, level=level))


async def ask_level(session: Session, current: LogLevel) -> LogLevel:
    """Return the level below which nothing is written."""
    return await session.dialogue.choose_value(LEVELS, question="Log level:", current=current)


async def ask_sizes(session: Session, current: LogSubscription) -> LogSubscription:
    """Return the log with the sizes that are wished."""
    size = await session.dialogue.ask(
        "Please enter the maximum file size:", default=str(current.max_bytes), check=SIZE.parse
    )
    files = await session.dialogue.ask(
        "Please enter the maximum number of files:",
        default=str(current.max_files),
        check=FILES.parse,
    )
    return replace(current, max_bytes=size, max_files=files)


def new_name(session: Session, text: str) -> str:
    """Return the name of a log that does not exist yet; raises `StateError`."""
    name = check_log_name(text)
    if name in session.draft.logs.subscriptions:
        raise StateError(f'The log "{name}" already exists.')
    return name
