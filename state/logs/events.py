"""Events of the journal as lines of the logs (mail log reference, 10.1 and 10.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from state.journal import (
    AUTHENTICATED,
    COMMIT,
    DISCONNECTED,
    LOGIN_FAILED,
    RESET,
    ROLLBACK,
    TROUBLE,
    Event,
)
from state.logs.lines import Level
from state.logs.subscriptions import AUTHENTICATION, SYSTEM

ROLLED_BACK_TO: Final = "Rolled back to "
"""How the comment of a rollback begins; the date of the old configuration follows."""


class Entry(NamedTuple):
    """A line that belongs into a log."""

    subscription: str
    text: str
    level: Level = "Info"


def entries(event: Event, process: int) -> tuple[Entry, ...]:
    """Return the lines that tell of `event`, in their order; `process` is a process number."""
    make = _MAKERS.get(event.type)
    return tuple(make(event, process)) if make else ()


def _system(process: int, user: str, did: str) -> Entry:
    return Entry(SYSTEM, f"PID {process}: User {user} {did}")


def _commit(event: Event, process: int) -> Iterator[Entry]:
    yield _system(process, event.user, f"commit changes: {event.data.get('comment', '')}")


def _rollback(event: Event, process: int) -> Iterator[Entry]:
    date = str(event.data.get("comment", "")).removeprefix(ROLLED_BACK_TO)
    yield _system(process, event.user, f"rolled back the configuration to {date}")


def _reset(event: Event, process: int) -> Iterator[Entry]:
    yield _system(process, event.user, "reset the configuration to factory defaults")


def _trouble(event: Event, process: int) -> Iterator[Entry]:
    yield Entry(SYSTEM, f"PID {process}: {event.data.get('text', '')}", "Warning")


def _authenticated(event: Event, process: int) -> Iterator[Entry]:
    privilege, how = event.data.get("privilege", ""), _connection(event)
    yield Entry(AUTHENTICATION, f"User {event.user} was authenticated successfully.")
    text = f"The user {event.user} successfully logged on from {event.remote}"
    yield Entry(AUTHENTICATION, f"{text} with privilege {privilege} using {how} connection.")


def _failed(event: Event, process: int) -> Iterator[Entry]:
    yield Entry(AUTHENTICATION, f"User {event.user} failed authentication.")
    text = f"An authentication attempt by the user {event.user} from {event.remote} failed"
    yield Entry(AUTHENTICATION, f"{text} using {_connection(event)} connection.")


def _disconnected(event: Event, process: int) -> Iterator[Entry]:
    if event.data.get("reason") == "inactivity":
        text = f"CLI: User {event.user} logged out from {event.remote}"
        yield Entry(AUTHENTICATION, f"{text} because of inactivity timeout")
    else:
        kind = event.data.get("connection", "")
        yield Entry(
            AUTHENTICATION, f"User {event.user} logged out of {kind} session {event.remote}"
        )


def _connection(event: Event) -> str:
    """Return `an SSH`, `an HTTPS`: the reference writes both with `an`."""
    return f"an {event.data.get('connection', '')}"


_MAKERS: dict[str, Callable[[Event, int], Iterator[Entry]]] = {
    COMMIT: _commit,
    ROLLBACK: _rollback,
    RESET: _reset,
    AUTHENTICATED: _authenticated,
    LOGIN_FAILED: _failed,
    DISCONNECTED: _disconnected,
    TROUBLE: _trouble,
}
