"""Drives one side of a copy: a generator that yields what it needs and is sent what came."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.ssh.scp.errors import CopyError, ScpError, ScpFault
from esatui.ssh.scp.records import FATAL, LONGEST_LINE, OK, WARNING, error_line

T = TypeVar("T")

WAITING_LIMIT = 64 * 1024
"""Bytes that may wait while nobody wants them; after that the carrier is asked to stop."""


class EndOfCopy(Exception):
    """The client will send no more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A control line, without its line end."""


@dataclass(frozen=True, slots=True)
class Data:
    """At least one byte, at most `size`."""

    size: int


@dataclass(frozen=True, slots=True)
class Room:
    """The carrier can take more output."""


@dataclass(frozen=True, slots=True)
class Job:
    """The result of `call`, which runs where it holds up nobody."""

    call: Callable[[], Any]


Need = Line | Data | Room | Job
Steps = Generator[Need, Any, T]
"""Part of a copy: yields what it needs, is sent what came, returns a result."""


class Exchange(ABC):
    """One side of a copy. It ends by calling `done` with the exit status, 0 or 1, once.

    `start`, `receive`, `end_of_input`, `hold`, `release` and `hang_up` are what a front has too
    (see `esatui.fronts.base.Front`). After `hang_up` nothing is transmitted, and nothing that was
    not finished stays behind.
    """

    def __init__(
        self, transmit: Transmit, worker: Worker, done: Callable[[int], None], flow: Flow
    ) -> None:
        self._send = transmit
        self._worker = worker
        self._done = done
        self._flow = flow
        self._input = bytearray()
        self._stopped = False
        self._ended = False
        self._held = False
        self._running = False
        self._over = False
        self._failed = False
        self._steps: Steps[None] | None = None
        self._need: Need | None = None

    @abstractmethod
    def _run(self) -> Steps[None]:
        """Make the copy. `ScpFault` ends it, and so does `EndOfCopy`, which counts as a failure."""

    def start(self) -> None:
        """Begin."""
        self._steps = self._run()
        self._resume(None)

    def receive(self, data: bytes) -> None:
        """Take bytes of the client."""
        if not self._over:
            self._input += data
            self._advance()

    def end_of_input(self) -> None:
        """No more bytes will come."""
        self._ended = True
        self._advance()

    def hold(self) -> None:
        """The carrier cannot send at present."""
        self._held = True

    def release(self) -> None:
        """The carrier can send again."""
        self._held = False
        self._advance()

    def hang_up(self) -> None:
        """The client is gone."""
        self._over = True
        # A job that runs in another thread has the file; it is waited for.
        if self._steps is not None and not self._running and not isinstance(self._need, Job):
            self._steps.close()

    def _report(self, error: CopyError) -> None:
        """Tell the client about an error; the exit status will be 1."""
        self._failed = True
        self._send(error_line(error))

    def _advance(self) -> None:
        """Go on as far as what is needed is there."""
        while not (self._running or self._over or self._steps is None):
            try:
                value = self._available()
            except (EndOfCopy, ScpFault) as error:
                self._resume(None, error)
            else:
                if value is None:
                    break
                self._resume(value)
        self._regulate()

    def _available(self) -> Any:
        """Return what is needed now, `None` when it has not come yet."""
        need = self._need
        if isinstance(need, Room):
            return None if self._held else True
        if isinstance(need, Data):
            taken = bytes(self._input[: need.size])
            del self._input[: need.size]
            if not taken and self._ended:
                raise EndOfCopy
            return taken or None
        return self._line() if isinstance(need, Line) else None

    def _line(self) -> bytes | None:
        end = self._input.find(b"\n", 0, LONGEST_LINE)
        if end >= 0:
            line = bytes(self._input[:end])
            del self._input[: end + 1]
            return line
        if len(self._input) >= LONGEST_LINE:
            raise ScpFault("protocol error", "record too long")
        if self._ended:
            raise EndOfCopy
        return None

    def _resume(self, value: Any, error: BaseException | None = None) -> None:
        """Let the generator run to its next need."""
        steps = self._steps
        if steps is None:
            return
        self._running = True
        try:
            self._need = steps.send(value) if error is None else steps.throw(error)
        except StopIteration:
            self._finish()
        except EndOfCopy:
            self._failed = True
            self._finish()
        except ScpFault as fault:
            self._report(fault)
            self._finish()
        finally:
            self._running = False
        if self._over:
            steps.close()
        elif isinstance(self._need, Job):
            self._worker.submit(self._need.call, self._job_done, self._job_failed)

    def _job_done(self, result: Any) -> None:
        self._need = None
        if not self._close_if_over():
            self._resume(result)
            self._advance()

    def _job_failed(self, error: BaseException) -> None:
        self._need = None
        if not self._close_if_over():
            self._resume(None, error)
            self._advance()

    def _close_if_over(self) -> bool:
        """Clean up if the client went while a job was running; return whether it did."""
        if self._over and self._steps is not None:
            self._steps.close()
        return self._over

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self._need = None
            self._done(1 if self._failed else 0)

    def _regulate(self) -> None:
        """Ask the carrier to stop or to go on."""
        stop = len(self._input) > WAITING_LIMIT and not self._over
        if stop != self._stopped:
            self._stopped = stop
            self._flow(not stop)


def answer() -> Steps[ScpError | None]:
    """Wait for the answer of the other side and return its error, if it has one.

    Raises `ScpFault` for a fatal error and for what is no answer.
    """
    kind = yield Data(1)
    if kind == OK:
        return None
    if kind not in (WARNING, FATAL):
        raise ScpFault("protocol error", "unexpected answer")
    line = yield Line()
    text = line.decode("utf-8", "replace")
    if kind == FATAL:
        raise ScpFault("", text)
    return ScpError("", text)
