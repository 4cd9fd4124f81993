"""Small conversations, and a front whose every byte is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from esatui.dialogue import Dialogue
from esatui.fronts.base import Front, Transmit, Worker
from esatui.requests import EndOfInput, Interrupted

Talk = Callable[[Dialogue], Awaitable[None]]


@dataclass
class HeldWorker:
    """Keeps what it is given until it is told to run it."""

    jobs: list[Callable[[], None]] = field(default_factory=list)
    timers: dict[int, tuple[float, Callable[[], None]]] = field(default_factory=dict)

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def run() -> None:
            try:
                result = call()
            except ArithmeticError as error:
                failed(error)
            else:
                done(result)

        self.jobs.append(run)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        number = len(self.timers)
        self.timers[number] = (seconds, call)

        def cancel() -> None:
            del self.timers[number]

        return cancel

    def finish_job(self) -> None:
        self.jobs.pop(0)()

    def expire(self) -> None:
        number = min(self.timers)
        self.timers.pop(number)[1]()


class Terminal:
    """The other end of a front: what was sent, in the pieces in which it came."""

    def __init__(self, make: Callable[[Transmit, Worker], Front], worker: Worker) -> None:
        self.pieces: list[bytes] = []
        self.ends: list[BaseException | None] = []
        self.front = make(self.pieces.append, worker)
        self.dialogue = Dialogue(self.front.write)

    def start(self, talk: Talk) -> None:
        async def conversation() -> None:
            await talk(self.dialogue)

        self.front.start(conversation(), self.ends.append)

    def type(self, text: str | bytes) -> None:
        self.front.receive(text.encode() if isinstance(text, str) else text)

    @property
    def seen(self) -> str:
        return b"".join(self.pieces).decode()


async def repeat(dialogue: Dialogue) -> None:
    """Say what is typed, until the input ends; Ctrl-C only costs the line."""
    while True:
        try:
            line = await dialogue.command_line("host> ")
        except Interrupted:
            dialogue.say("interrupted")
        except EndOfInput:
            dialogue.say("bye")
            return
        else:
            dialogue.say(f"<{line}>")
