"""Whether the work queue is paused (`workqueue`): new messages wait before they are processed.

This is not configuration: it takes effect at once, needs no commit and outlives a restart. It is
one small file in the state directory, replaced as a whole.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from state.errors import StateError

FILE_NAME: Final = "workqueue"
LONGEST_REASON: Final = 200
_LARGEST: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Who paused the work queue, and why."""

    user: str
    reason: str
    last_mid: int
    """The last message that is still processed."""


def read_pause(directory: Path) -> Pause | None:
    """Return the pause of the appliance in the state directory, `None` while it works.

    Raises `StateError` when the file cannot be read.
    """
    try:
        with (directory / FILE_NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_LARGEST), type=Pause)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StateError("Error: the state of the work queue cannot be read.") from error


def write_pause(directory: Path, pause: Pause | None) -> None:
    """Pause the work queue, or let it go on. Raises `StateError`; then it stays as it was."""
    path = directory / FILE_NAME
    temporary = directory / f".{FILE_NAME}.{os.getpid()}"
    try:
        if pause is None:
            path.unlink(missing_ok=True)
            return
        temporary.write_bytes(msgspec.json.encode(pause))
        temporary.replace(path)
    except OSError as error:
        raise StateError(
            f"Error: the state of the work queue cannot be changed: {error.strerror}."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
