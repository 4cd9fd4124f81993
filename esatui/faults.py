"""Application faults: what becomes of a bug in a command."""

from __future__ import annotations

import os
import traceback
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from esatui.session import Session

TOLD: Final = "An application fault occurred. The system log says more."
"""What the person at the shell reads."""
MOST_FRAMES: Final = 20
"""Calls that are told of, the innermost: a recursion that never ends has thousands."""
LONGEST_MESSAGE: Final = 200
_PACKAGES: Final = ("esatui", "screens", "state")


def report(session: Session, error: Exception) -> None:
    """Tell the log, the administrators and the person at the shell of an application fault.

    Raises `error` again where bugs are looked for (`Appliance.raise_faults`).
    """
    if session.appliance.raise_faults:
        raise error
    text = describe(error, confided=session.dialogue.confided)
    session.appliance.logs.system(f"PID {os.getpid()}: {text}", "Critical")
    session.appliance.alert("System", "Critical", text)
    session.fail(TOLD)


def describe(error: Exception, *, confided: bool) -> str:
    """Return a fault as the appliance words it in its critical alert, in one line.

    `An application fault occurred: ('commands/version.py show|12', "<class 'KeyError'>", "'x'",
    '[shell.py run|60] [commands/version.py show|12]')`: where, what, its message, the way there.
    With `confided` the message is left out: it may quote a passphrase or a key.
    """
    places = _places(error.__traceback__)
    where = places[-1] if places else "?"
    message = "" if confided else str(error)[:LONGEST_MESSAGE]
    way = " ".join(f"[{place}]" for place in places[-MOST_FRAMES:])
    return f"An application fault occurred: {(where, str(type(error)), message, way)}"


def _places(at: TracebackType | None) -> list[str]:
    frames = traceback.walk_tb(at)
    return [
        f"{_short(frame.f_code.co_filename)} {frame.f_code.co_name}|{line}"
        for frame, line in frames
    ]


def _short(filename: str) -> str:
    """Return the name of a source file from its package on, or the bare name of a foreign one."""
    parts = PurePath(filename).parts
    starts = [at for at, part in enumerate(parts[:-1]) if part in _PACKAGES]
    return "/".join(parts[starts[-1] :] if starts else parts[-1:])
