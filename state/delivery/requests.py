"""What a command asks of delivery in another process: one small file a request."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from state.errors import StateError

DIRECTORY: Final = "delivernow"
LONGEST: Final = 1024
MOST: Final = 1000
"""Requests that are looked at in one go."""
_ALL: Final = "*"


def request_delivery(directory: Path, domain: str | None = None) -> None:
    """Ask for an attempt at once, at everything that waits or at one domain (small letters).

    Raises `StateError` when it cannot be written.
    """
    place = directory / DIRECTORY
    name = f"{os.getpid()}.{secrets.token_hex(8)}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        temporary = place / f".{name}"
        temporary.write_text(domain or _ALL, "utf-8")
        temporary.replace(place / name)
    except OSError as error:
        raise StateError(f"Error: delivery cannot be asked for: {error.strerror}.") from error


def taken_requests(directory: Path) -> Iterator[str | None]:
    """Yield the domains that are asked for, `None` for all, and forget them.

    Costs one system call while there are none.
    """
    try:
        names = os.listdir(directory / DIRECTORY)  # noqa: PTH208 - twice a second, so it is cheap.
    except OSError:
        return
    for name in names[:MOST]:
        if name.startswith("."):
            continue
        path = directory / DIRECTORY / name
        try:
            with path.open("rb") as file:
                domain = file.read(LONGEST).decode("utf-8", "replace")
            path.unlink()
        except OSError:
            # Another process has taken it, or it is none of ours.
            continue
        yield None if domain == _ALL else domain
