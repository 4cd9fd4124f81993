"""Two ways to drive the shell: its coroutine itself, or the bytes of a front."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Protocol

from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation, Transmit, Worker
from esatui.fronts.driver import Driver
from esatui.fronts.keys import SETTLING
from esatui.fronts.plain import PlainFront
from esatui.fronts.tty import TtyFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import (
    BLOCK_LIMIT,
    Block,
    EndOfInput,
    FullScreen,
    Interrupted,
    NoTerminal,
    Pause,
    ReadBlock,
    Request,
    Work,
)
from tests.fuzz.answers import Answer

Start = Callable[[Dialogue], Conversation]
"""Makes the conversation of a session whose dialogue is given."""


class Stuck(AssertionError):
    """A conversation that neither waits for input nor is over."""


class Client(Protocol):
    """One end of a conversation."""

    @property
    def request(self) -> Request[Any] | None:
        """What it waits for, `None` when it is over."""

    def shown(self) -> str:
        """Return what was printed since this was asked last."""

    def give(self, answer: Answer) -> None:
        """Answer the request. What the conversation raises is raised here."""

    def hang_up(self) -> None:
        """Go away without a word."""


class CoroutineClient:
    """Answers the requests of the coroutine, with nothing in between."""

    def __init__(self, start: Start, random: Random) -> None:
        self._written: list[str] = []
        self.request: Request[Any] | None = None
        self._conversation = start(
            Dialogue(self._written.append, rows=random.choice((None, 5, 24)))
        )
        self._step(self._conversation.send, None)

    def shown(self) -> str:
        text = "".join(self._written)
        self._written.clear()
        return text

    def give(self, answer: Answer) -> None:
        conversation = self._conversation
        # What is no text never comes through a front.
        text = answer.text.encode("utf-8", "replace").decode()
        if answer.kind == "interrupt":
            self._step(conversation.throw, Interrupted())
        elif answer.kind == "end":
            self._step(conversation.throw, EndOfInput())
        elif answer.kind == "block":
            self._step(conversation.send, Block(text[:BLOCK_LIMIT], len(text) > BLOCK_LIMIT))
        elif answer.kind == "wait":
            self._step(conversation.send, None)
        else:
            self._step(conversation.send, text)

    def hang_up(self) -> None:
        self._conversation.close()
        self.request = None

    def _step(self, step: Callable[[Any], Any], argument: object) -> None:
        try:
            request = step(argument)
            while isinstance(request, Work | FullScreen):
                request = self._fulfil(request)
        except StopIteration:
            request = None
        self.request = request

    def _fulfil(self, request: Work | FullScreen) -> Any:
        if isinstance(request, FullScreen):
            return self._conversation.throw(NoTerminal())
        try:
            value = request.call()
        except Exception as error:  # noqa: BLE001 - it is the command's to judge.
            return self._conversation.throw(error)
        return self._conversation.send(value)


class PatientWorker(InlineWorker):
    """Does everything at once, but for waiting: that takes as long as the person wants."""

    def __init__(self) -> None:
        self._waiting: Callable[[], None] | None = None

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        if seconds <= SETTLING:
            return super().later(0, call)
        self._waiting = call
        return self.forget

    def forget(self) -> None:
        """Drop what waits."""
        self._waiting = None

    def wait(self) -> None:
        """Let the time pass that is waited for."""
        call, self._waiting = self._waiting, None
        if call is not None:
            call()


LINE_ENDS = (b"\r", b"\n", b"\r\n")
MISTAKES = (
    b"x\x7f",
    b"\x1b[D\x1b[C",
    b"\x15",
    b"\x01\x05",
    b"\x1b",
    b"\x17",
    b"\t",
    b"\x12\x07",
    b"\x1b[A\x1b[B",
    b"\xff\x7f",
    b"\x00",
)


class FrontClient:
    """Types bytes at a front, in any pieces, with the mistakes that people make."""

    def __init__(
        self,
        start: Start,
        random: Random,
        make: Callable[[Transmit, Worker], Driver],
        mistakes: float,
    ) -> None:
        self._random = random
        self._mistakes = mistakes
        self._line_end = random.choice(LINE_ENDS)
        self._worker = PatientWorker()
        self._pieces: list[bytes] = []
        self._ends: list[BaseException | None] = []
        self.front = make(self._pieces.append, self._worker)
        dialogue = Dialogue(self.front.write, rows=random.choice((None, 5, 24)))
        self.front.start(start(dialogue), self._ends.append)

    @property
    def request(self) -> Request[Any] | None:
        return self.front.request

    def shown(self) -> str:
        text = b"".join(self._pieces).decode()
        self._pieces.clear()
        return text.replace("\r\n", "\n")

    def give(self, answer: Answer) -> None:
        if answer.kind == "end":
            self.front.end_of_input()
        elif answer.kind == "wait":
            self._worker.wait()
        else:
            self._type(self._bytes(answer))
        if self._ends and self._ends[0] is not None:
            raise self._ends[0]
        waits = self.front.wants_input or isinstance(self.front.request, Pause)
        if not self._ends and not waits:
            raise Stuck(f"after {answer} it waits for nothing")

    def hang_up(self) -> None:
        self.front.hang_up()
        if self._ends != [None]:
            raise Stuck(f"after hanging up: {self._ends}")

    def _type(self, data: bytes) -> None:
        while data:
            size = self._random.choice((1, 7, len(data), len(data)))
            self.front.receive(data[:size])
            data = data[size:]
            if self._random.random() < 0.01:
                self.front.resize(self._random.randint(1, 200), self._random.randint(1, 60))

    def _bytes(self, answer: Answer) -> bytes:
        random = self._random
        if answer.kind == "interrupt":
            return b"\x03"
        text = answer.text.encode("utf-8", "surrogateescape" if _escapable(answer) else "replace")
        if answer.kind == "key":
            return text
        end = self._line_end
        if answer.kind == "block":
            return self._block(text, end)
        mistake = random.choice(MISTAKES) if random.random() < self._mistakes else b""
        return mistake + text + end

    def _block(self, text: bytes, end: bytes) -> bytes:
        request = self.request
        text = text.replace(b"\n", end)
        if text and not text.endswith((b"\r", b"\n")):
            text += end
        if self._random.random() < 0.5:
            text = b"\x1b[200~" + text + b"\x1b[201~"
        marker = request.end if isinstance(request, ReadBlock) else "."
        return text + (b"\x04" if marker is None else marker.encode() + end)


def _escapable(answer: Answer) -> bool:
    return not any("\ud800" <= each <= "\udc7f" for each in answer.text)


def piped(transmit: Transmit, worker: Worker) -> Driver:
    return PlainFront(transmit, worker)


def dumb(transmit: Transmit, worker: Worker) -> Driver:
    return PlainFront(transmit, worker, echo=True, newline="\r\n")


def tty(transmit: Transmit, worker: Worker) -> Driver:
    return TtyFront(transmit, worker, columns=80, rows=24)


FRONTS: dict[str, Callable[[Transmit, Worker], Driver]] = {
    "piped": piped,
    "dumb": dumb,
    "tty": tty,
}


def client(kind: str, start: Start, random: Random, mistakes: float = 0.1) -> Client:
    """Return a client of this kind: `coroutine`, or the name of one of `FRONTS`.

    `mistakes` is how often something is mistyped at a front, and mended.
    """
    if kind == "coroutine":
        return CoroutineClient(start, random)
    return FrontClient(start, random, FRONTS[kind], mistakes)
