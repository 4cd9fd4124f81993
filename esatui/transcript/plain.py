"""Transcripts on the plain front: what a script without a terminal would send and get."""

from __future__ import annotations

from typing import Any

from esatui.fronts.base import Transmit, Worker
from esatui.fronts.plain import PlainFront
from esatui.requests import ReadSecret, Request
from esatui.transcript.front_actor import FrontActor
from esatui.transcript.turns import ActorError, Reply, Typed


class PlainActor(FrontActor):
    """One session without a terminal: nothing is echoed but the end of a secret's line."""

    def _make(self, transmit: Transmit, worker: Worker) -> PlainFront:
        return PlainFront(transmit, worker)

    def _said(self, sent: str, reply: Reply | None, asked: Request[Any] | None) -> str:
        if not (isinstance(reply, Typed) and isinstance(asked, ReadSecret)):
            return sent
        if not sent.startswith("\n"):
            raise ActorError("there is no line end after a secret")
        return sent[1:]
