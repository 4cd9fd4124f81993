"""Whether the appliance receives and delivers: `suspend`, `resume`, `offline`.

This is not configuration: it takes effect at once, needs no commit and outlives a restart. It is
one small file in the state directory, replaced as a whole, so that every process sees one of two
modes and never half of one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from state.errors import StateError

FILE_NAME = "mode"

_WORDS = ("offline", "receiving-suspended", "delivery-suspended")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingMode:
    """What is switched off. Nothing is, on an appliance that is online."""

    offline: bool = False
    receiving_suspended: bool = False
    delivery_suspended: bool = False

    @property
    def status(self) -> str:
        """Return the words of `status` (CLI reference, 13)."""
        if self.offline:
            return "Offline"
        if self.receiving_suspended:
            return "Receiving Suspended"
        return "Delivery Suspended" if self.delivery_suspended else "Online"

    @property
    def idle(self) -> bool:
        """Return whether nothing is received and nothing delivered (`resetconfig` needs it)."""
        return self.offline or (self.receiving_suspended and self.delivery_suspended)


def read_mode(directory: Path) -> OperatingMode:
    """Return the mode of the appliance in the state directory `directory`.

    An appliance without the file is online. Raises `StateError` when the file cannot be read.
    """
    try:
        words = (directory / FILE_NAME).read_text("ascii").split()
    except FileNotFoundError:
        return OperatingMode()
    except (OSError, UnicodeDecodeError) as error:
        raise StateError("Error: the operating mode of the appliance cannot be read.") from error
    return OperatingMode(
        offline="offline" in words,
        receiving_suspended="receiving-suspended" in words,
        delivery_suspended="delivery-suspended" in words,
    )


class ModeReader:
    """Reads the mode for whoever asks all the time; the file only when it was replaced."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._path = directory / FILE_NAME
        self._known: tuple[tuple[int, int, int] | None, OperatingMode] | None = None

    def read(self) -> OperatingMode:
        """Return the mode at this moment; see `read_mode`."""
        signature = self._signature()
        if self._known is None or self._known[0] != signature:
            self._known = None
            self._known = (signature, read_mode(self._directory))
        return self._known[1]

    def _signature(self) -> tuple[int, int, int] | None:
        """Return what changes with the file: each mode is a file of its own."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def write_mode(directory: Path, mode: OperatingMode) -> None:
    """Make `mode` the mode of the appliance in `directory`.

    Raises `StateError` when the disk is full or not writable; the mode then stays as it was.
    """
    switched_off = (mode.offline, mode.receiving_suspended, mode.delivery_suspended)
    words = [word for word, off in zip(_WORDS, switched_off, strict=True) if off]
    path = directory / FILE_NAME
    temporary = directory / f".{FILE_NAME}.{os.getpid()}"
    try:
        temporary.write_text("\n".join(words), "ascii")
        temporary.replace(path)
    except OSError as error:
        raise StateError(
            f"Error: the operating mode cannot be changed: {error.strerror}."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
