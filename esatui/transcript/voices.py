"""The sessions of a transcript while it is played."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from esatui.requests import Pause, ReadLine
from esatui.transcript.turns import Actor, Reply, Turn, visible_lines


@dataclass
class Voice:
    """One session: what it said that the file has not shown yet, and what it waits for."""

    label: str | None
    actor: Actor
    hidden: deque[str]
    lines: list[str] = field(default_factory=list)
    """Whole lines, without blanks at their ends."""
    prompt: str = ""
    """What follows the last line end."""
    turn: Turn | None = None
    fresh: bool = True
    """Whether blank lines at the beginning count for nothing: something else stands before."""
    since: int = 1
    """Line of the file with what was typed last."""

    def start(self) -> None:
        """Log in."""
        self._take(self.actor.start())

    def reply(self, reply: Reply, line: int) -> None:
        """Type something that stands in `line` of the file; all that was said has been shown."""
        self.since = line
        self.fresh = False
        self.lines = []
        self.prompt = ""
        self._take(self.actor.reply(reply))

    def go_on(self, reply: Reply) -> None:
        """Answer without having shown what was said so far."""
        before = [*self.lines, self.prompt]
        self._take(self.actor.reply(reply))
        self.lines[:0] = before[:-1]
        if self.lines[len(before) - 1 :]:
            self.lines[len(before) - 1] = before[-1] + self.lines[len(before) - 1]
        else:
            self.prompt = before[-1] + self.prompt

    def _take(self, turn: Turn) -> None:
        self.turn = turn
        self.lines = visible_lines(turn.text)
        self.prompt = self.lines.pop()
        if turn.request is None and self.prompt:
            self.lines.append(self.prompt.rstrip())
            self.prompt = ""
        if self.fresh:
            self.skip_blank()

    def skip_blank(self) -> None:
        """Forget blank lines at the beginning, from now on."""
        self.fresh = True
        start = 0
        while start < len(self.lines) and not self.lines[start]:
            start += 1
        del self.lines[:start]

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self.turn is not None and self.turn.request is None

    @property
    def said(self) -> list[str]:
        """Everything that is not shown yet, without the prompt and blank lines before it."""
        lines = list(self.lines)
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def idle(self) -> bool:
        """Whether the session waits where it may be left: at the main prompt, or for time."""
        request = self.turn.request if self.turn else None
        return isinstance(request, Pause) or (isinstance(request, ReadLine) and request.command)
