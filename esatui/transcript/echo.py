"""What a terminal shows of what was typed, taken away from what the appliance said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esatui.requests import Pause, ReadKey, ReadSecret, Request
from esatui.transcript.terminal import Terminal
from esatui.transcript.turns import ActorError, End, Interrupt, Pasted, Reply, Typed


class Seen:
    """A terminal and the person before it, who knows what was typed."""

    def __init__(self, columns: int) -> None:
        self._terminal = Terminal(columns)
        self._prompt = ""

    def said(self, sent: str, reply: Reply | None, asked: Request[Any] | None) -> str:
        """Return what was said after `reply` to `asked`, when the front has sent `sent`.

        Raises `ActorError` when the terminal does not show what was typed.
        """
        self._terminal.feed(sent)
        text = self._terminal.take()
        said = text if reply is None else without_echo(text, self._prompt, reply, asked)
        self._prompt = text.rpartition("\n")[2]
        return said


def without_echo(text: str, prompt: str, reply: Reply, asked: Request[Any] | None) -> str:
    """Return what a terminal shows after what was typed.

    `text` begins with the line of `prompt`, on which the reply was typed. Raises `ActorError` when
    the terminal does not show what it should.
    """
    if isinstance(asked, (Pause, ReadKey)):
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
    if isinstance(reply, (Interrupt, End)):
        return [prompt + ("^C" if isinstance(reply, Interrupt) else "")]
    return []
