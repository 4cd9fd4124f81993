"""What the queue could not do."""

from __future__ import annotations

import errno
from typing import Final

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class QueueError(Exception):
    """A message that is not in the queue. `full`: there was no room (452), else a fault (451)."""

    def __init__(self, reason: str, *, full: bool = False) -> None:
        super().__init__(reason)
        self.full = full


def queue_error(error: OSError) -> QueueError:
    """Return what an error of the disk means to whoever wanted to store something."""
    return QueueError(error.strerror or "input/output error", full=error.errno in _NO_ROOM)
