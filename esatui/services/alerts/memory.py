"""Which expiry alerts were raised, over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from state.unfinished_file import UnfinishedFile

DIRECTORY: Final = "alerts"
FILE_NAME: Final = "expiry.json"
LARGEST_FILE: Final = 16 * 1024 * 1024


class ExpiryMemory:
    """The last stage of each certificate that was raised, in a file of the state directory."""

    def __init__(self, state_directory: Path) -> None:
        self._path = state_directory / DIRECTORY / FILE_NAME

    def read(self) -> dict[str, int]:
        """Return the stages by `Watched.key`; none without a file or in one that is damaged.

        Raises `OSError` when there is one that cannot be read.
        """
        try:
            with self._path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return {}
        try:
            return msgspec.json.decode(data, type=dict[str, int])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return {}

    def write(self, stages: Mapping[str, int]) -> None:
        """Replace all; it is on stable storage afterwards. Raises `OSError`."""
        with UnfinishedFile(self._path) as file:
            file.write(msgspec.json.encode(stages))
            file.finish()
