"""Transcripts on the plain front: what a script without a terminal would send and get."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from esatui.fronts.base import Conversation
from esatui.fronts.plain import PlainFront
from esatui.requests import ReadSecret, Request
from esatui.transcript.keystrokes import keys
from esatui.transcript.turns import ActorError, End, Reply, Turn, Typed
from esatui.transcript.watch import watched


class StillWorker:
    """Does slow work at once and lets no time pass but when it is told to."""

    def __init__(self, passes: Callable[[float], None]) -> None:
        self._passes = passes
        self._soon: deque[Callable[[], None]] = deque()
        self._waiting: tuple[float, Callable[[], None]] | None = None

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - the conversation that asked for it judges it.
            failed(error)
        else:
            done(result)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        if seconds <= 0:
            self._soon.append(call)
            return _nothing
        self._waiting = (seconds, call)
        return self._forget

    def settle(self) -> None:
        """Make all calls that were put off for no time."""
        while self._soon:
            self._soon.popleft()()

    def let_pass(self) -> None:
        """Let the time go by that somebody waits for."""
        if self._waiting is not None:
            seconds, call = self._waiting
            self._waiting = None
            self._passes(seconds)
            call()

    @property
    def waits(self) -> bool:
        """Whether somebody waits for time to go by."""
        return self._waiting is not None

    def _forget(self) -> None:
        self._waiting = None


def _nothing() -> None:
    """Cancel what happens anyway: the front ignores what it does not wait for."""


class PlainActor:
    """One session on a plain front, in process: nothing is echoed but the end of a secret's line.

    `converse` makes the conversation over the given `write`.
    """

    def __init__(
        self,
        converse: Callable[[Callable[[str], None]], Conversation],
        passes: Callable[[float], None],
    ) -> None:
        self._worker = StillWorker(passes)
        self._sent = bytearray()
        self._front = PlainFront(self._sent.extend, self._worker)
        self._converse = converse
        self._request: Request[Any] | None = None
        self._over = False
        self._failure: BaseException | None = None

    def start(self) -> Turn:
        self._front.start(watched(self._converse(self._front.write), self._asks), self._done)
        return self._turn(None, None)

    def reply(self, reply: Reply) -> Turn:
        asked = self._request
        data = keys(reply, enter=b"\n")
        if isinstance(reply, End):
            self._front.end_of_input()
        elif data:
            self._front.receive(data)
        else:
            self._worker.let_pass()
        return self._turn(reply, asked)

    def close(self) -> None:
        if not self._over:
            self._front.hang_up()

    def _asks(self, request: Request[Any]) -> None:
        self._request = request

    def _done(self, failure: BaseException | None) -> None:
        self._over = True
        self._failure = failure

    def _turn(self, reply: Reply | None, asked: Request[Any] | None) -> Turn:
        self._worker.settle()
        if self._failure is not None:
            raise self._failure
        sent = self._sent.decode("utf-8")
        self._sent.clear()
        text = _said(sent, reply, asked)
        if self._over:
            return Turn(text, None)
        if not self._front.wants_input and not self._worker.waits:
            raise ActorError("the front neither asks nor waits")
        return Turn(text, self._request)


def _said(sent: str, reply: Reply | None, asked: Request[Any] | None) -> str:
    """Return what was said; the line end after a secret stands where the echo of Enter would."""
    if not (isinstance(reply, Typed) and isinstance(asked, ReadSecret)):
        return sent
    if not sent.startswith("\n"):
        raise ActorError("there is no line end after a secret")
    return sent[1:]
