"""What a transcript needs of the world: sessions on an appliance, and its clock."""

from __future__ import annotations

from typing import Protocol

from esatui.transcript.header import SessionHeader
from esatui.transcript.turns import Actor


class Stage(Protocol):
    """One appliance with one front, as a transcript uses it."""

    def open(self, label: str, session: SessionHeader) -> Actor:
        """Return a new session of `session.user`, not yet started."""

    def tick(self) -> None:
        """Move the clock as far as the header says for each command line."""

    def close(self) -> None:
        """Release everything. All actors are closed by then."""
