"""Transcripts on the tty front: what a person sees on a terminal, the echo included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from esatui.fronts.base import Conversation, Transmit, Worker
from esatui.fronts.tty import TtyFront
from esatui.requests import Request
from esatui.transcript.echo import Seen
from esatui.transcript.front_actor import FrontActor
from esatui.transcript.turns import Reply


class TtyActor(FrontActor):
    """One session on a terminal of `columns`, with `rows` (0: so many that it does not matter)."""

    enter = b"\r"

    def __init__(
        self,
        converse: Callable[[Callable[[str], None]], Conversation],
        passes: Callable[[float], None],
        *,
        columns: int,
        rows: int,
    ) -> None:
        self._columns = columns
        self._rows = rows
        self._seen = Seen(columns)
        super().__init__(converse, passes)

    def _make(self, transmit: Transmit, worker: Worker) -> TtyFront:
        return TtyFront(transmit, worker, columns=self._columns, rows=self._rows)

    def _end(self) -> None:
        self._front.receive(b"\x04")

    def _said(self, sent: str, reply: Reply | None, asked: Request[Any] | None) -> str:
        return self._seen.said(sent, reply, asked)
