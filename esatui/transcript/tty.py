"""Transcripts on the tty front: what a person sees on a terminal, the echo included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from esatui.fronts.base import Conversation, Transmit, Worker
from esatui.fronts.tty import TtyFront
from esatui.requests import Pause, ReadKey, ReadSecret, Request
from esatui.transcript.front_actor import FrontActor
from esatui.transcript.terminal import Terminal
from esatui.transcript.turns import ActorError, End, Interrupt, Key, Pasted, Reply, Typed


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
        self._terminal = Terminal(columns)
        self._shown = ""
        super().__init__(converse, passes)

    def _make(self, transmit: Transmit, worker: Worker) -> TtyFront:
        return TtyFront(transmit, worker, columns=self._columns, rows=self._rows)

    def _end(self) -> None:
        self._front.receive(b"\x04")

    def _said(self, sent: str, reply: Reply | None, asked: Request[Any] | None) -> str:
        self._terminal.feed(sent)
        text = self._terminal.take()
        said = text if reply is None else without_echo(text, self._shown, reply, asked)
        self._shown = text.rpartition("\n")[2]
        return said


def without_echo(text: str, prompt: str, reply: Reply, asked: Request[Any] | None) -> str:
    """Return what a terminal shows after what was typed.

    `text` begins with the line of `prompt`, on which the reply was typed. Raises `ActorError` when
    the terminal does not show what it should.
    """
    if isinstance(asked, (Pause, ReadKey)) and not isinstance(reply, Interrupt):
        return text.removeprefix(prompt)
    lines = text.split("\n")
    for wanted in _echoed(prompt, reply, secret=isinstance(asked, ReadSecret)):
        shown = lines.pop(0) if len(lines) > 1 else ""
        if shown.rstrip() != wanted.rstrip():
            raise ActorError(f"the terminal shows {shown!r} where {wanted!r} was typed")
    return "\n".join(lines)


def _echoed(prompt: str, reply: Reply, *, secret: bool) -> Sequence[str]:
    """Return the lines on which the terminal shows what was typed."""
    if isinstance(reply, Pasted):
        typed = [*reply.lines, "" if reply.end is None else reply.end]
        return [prompt + typed[0], *typed[1:]]
    if isinstance(reply, Typed):
        return [prompt if secret else prompt + reply.text]
    if isinstance(reply, (Interrupt, End, Key)):
        return [prompt + ("^C" if isinstance(reply, Interrupt) else "")]
    return []
