"""Driving a conversation: its steps, its slow work, its pauses and its end."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from esatui.fronts.base import Conversation, Done, Flow, Play, Stage, Transmit, Worker
from esatui.fronts.keys import SETTLING
from esatui.fronts.typeahead import TypeAhead
from esatui.requests import (
    EndOfInput,
    FullScreen,
    Interrupted,
    NoTerminal,
    Pause,
    ReadKey,
    Request,
    Work,
)

STEPS_AT_ONCE = 32
"""After so many steps others get their turn, so that a long paste holds up nobody."""

_CONTROLS = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Waiting:
    """The type of `WAITING`."""


WAITING = Waiting()
"""What `Driver._answer` returns when the request needs more input."""


class Driver(ABC):
    """A front without its ways of reading: subclasses say how a request for input is answered.

    Output is collected and leaves in one `transmit` a round, UTF-8, line ends turned to `newline`.
    Control characters other than line ends, tab and backspace become `?`: what a certificate or a
    remote host put into a text cannot drive the terminal.
    """

    def __init__(
        self, transmit: Transmit, worker: Worker, *, newline: str, flow: Flow | None = None
    ) -> None:
        self.stage: Stage | None = None
        """Set by a carrier that has a terminal to give away."""
        self._transmit = transmit
        self._play: Play | None = None
        self._worker = worker
        self._newline = newline
        self._typed = TypeAhead(flow)
        self._output: list[str] = []
        self._conversation: Conversation | None = None
        self._done: Done | None = None
        self._request: Request[Any] | None = None
        self._errand: object | None = None
        self._cancel: Callable[[], None] | None = None
        self._ready = False
        self._value: Any = None
        self._error: BaseException | None = None
        self._outcome: BaseException | None = None
        self._stepping = False
        self._interrupted = False
        self._held = False
        self._gone = False
        self._queued = False
        self._settling = False

    @property
    def wants_input(self) -> bool:
        """Whether the conversation waits for input that has not come yet."""
        return self._request is not None and self._errand is None

    @property
    def request(self) -> Request[Any] | None:
        """What the conversation waits for, `None` before its beginning and after its end."""
        return self._request

    # What the carrier reports.

    def start(self, conversation: Conversation, done: Done) -> None:
        self._conversation = conversation
        self._done = done
        self._ready = True
        self._proceed()

    def write(self, text: str) -> None:
        self._show(_CONTROLS.sub("?", text))

    def receive(self, data: bytes) -> None:
        if self._play is not None:
            self._play.receive(data)
        elif self._conversation is not None and not self._gone:
            self._typed.add(data)
            self._proceed()

    def end_of_input(self) -> None:
        self._typed.ended = True
        if self._play is not None:
            self._play.end_of_input()
        self._proceed()

    def interrupt(self) -> None:
        if self._play is not None:
            self._play.receive(b"\x03")
            return
        self._typed.clear()
        self._interrupted = True
        self._proceed()

    def resize(self, columns: int, rows: int) -> None:
        """Take the new size of the terminal."""
        if self._play is not None:
            self._play.resize(columns, rows)

    def hold(self) -> None:
        self._held = True
        if self._play is not None:
            self._play.hold()

    def release(self) -> None:
        self._held = False
        if self._play is not None:
            self._play.release()
        self._proceed()

    def leave_terminal(self) -> bool:
        if self._play is None:
            return False
        self._play.leave_terminal()
        return True

    def hang_up(self) -> None:
        self._gone = True
        if not self._stepping:
            self._close()

    # What a subclass does.

    @abstractmethod
    def _open(self, request: Request[Any]) -> None:
        """Begin to read for `request`: print its prompt."""

    @abstractmethod
    def _answer(self, request: Request[Any]) -> Any:
        """Return the answer to `request` from what was typed, or `WAITING`.

        Raises `Interrupted` or `EndOfInput`, which is then raised in the conversation.
        """

    @abstractmethod
    def _abandon(self) -> None:
        """Drop a half-typed answer and move to a new line, since an interrupt came."""

    def _show(self, text: str) -> None:
        """Put `text` into the output, control characters and all."""
        self._output.append(text if self._newline == "\n" else text.replace("\n", self._newline))

    def _step_aside(self) -> None:  # noqa: B027 - most fronts have set nothing
        """Take back what was set at the terminal: somebody else gets it."""

    def _step_in(self) -> None:  # noqa: B027 - as above
        """Set again what `_step_aside` took back."""

    def _farewell(self) -> None:  # noqa: B027 - most fronts just go
        """Leave the terminal as it was found; the conversation is over."""

    # The loop.

    def _proceed(self) -> None:
        """Make all steps that can be made, then send what they printed."""
        if self._stepping:
            return
        self._stepping = True
        try:
            self._steps()
        finally:
            self._stepping = False
        if self._gone:
            self._close()
            return
        self._typed.check()
        if self._conversation is None and self._done is not None:
            self._farewell()
        self._flush()
        if self._conversation is None and self._done is not None:
            self._finish()

    def _steps(self) -> None:
        while self._some_steps():
            if not self._queued:
                self._queued = True
                self._worker.later(0, self._continue)
            # A worker without a loop has called `_continue` by now: nobody else needs a turn.
            if self._queued:
                return

    def _some_steps(self) -> bool:
        """Make a round of steps; return whether there may be more to do."""
        for _ in range(STEPS_AT_ONCE):
            if self._conversation is None or self._gone or self._held or not self._try_answer():
                return False
            self._step(self._conversation)
        return True

    def _continue(self) -> None:
        self._queued = False
        self._settling = False
        self._proceed()

    def _try_answer(self) -> bool:
        """Return whether the conversation can make its next step."""
        if self._ready:
            return True
        request = self._request
        if request is None:
            return False
        if self._errand is not None:
            return isinstance(request, Pause) and self._interrupts_pause()
        try:
            value = self._input(request)
            if value is WAITING and self._settles(request):
                value = self._input(request)
        except (Interrupted, EndOfInput) as error:
            self._error = error
        else:
            if value is WAITING:
                return False
            self._value = value
        self._ready = True
        return True

    def _settles(self, request: Request[Any]) -> bool:
        """Wait for the rest of what may be the beginning of a key; return whether that is over."""
        if not self._typed.data or not isinstance(request, ReadKey) or self._settling:
            return False
        self._settling = True
        self._cancel = self._worker.later(SETTLING, self._settled)
        return not self._settling

    def _settled(self) -> None:
        self._settling = False
        self._typed.settled = True
        self._proceed()

    def _input(self, request: Request[Any]) -> Any:
        if self._interrupted:
            self._interrupted = False
            self._abandon()
            raise Interrupted
        if self._typed.lost:
            self._typed.lost = False
            self.write("\nToo much input; a part of it was discarded.\n")
            self._open(request)
        return self._answer(request)

    def _interrupts_pause(self) -> bool:
        if not (self._typed.drop_through(b"\x03") or self._interrupted):
            return False
        self._interrupted = False
        self._forget_errand()
        self._error = Interrupted()
        self._ready = True
        return True

    def _step(self, conversation: Conversation) -> None:
        value, error = self._value, self._error
        self._value = self._error = self._request = None
        self._ready = False
        if self._settling:
            self._forget_errand()
        try:
            request = conversation.send(value) if error is None else conversation.throw(error)
        except StopIteration:
            self._conversation = None
        except Exception as ended:  # noqa: BLE001 - whoever started the conversation judges it
            self._conversation = None
            self._outcome = ended
        else:
            self._begin(request)

    def _begin(self, request: Request[Any]) -> None:
        self._request = request
        if isinstance(request, Work | Pause):
            self._flush()
        if isinstance(request, Work):
            errand = self._errand = object()
            self._worker.submit(
                request.call,
                lambda value: self._report(errand, value, None),
                lambda error: self._report(errand, None, error),
            )
        elif isinstance(request, Pause):
            errand = self._errand = object()
            cancel = self._worker.later(request.seconds, lambda: self._report(errand, None, None))
            # A worker without a loop has waited by now.
            self._cancel = cancel if self._errand is errand else None
        elif isinstance(request, FullScreen):
            self._give_terminal(request)
        else:
            self._open(request)

    def _give_terminal(self, request: FullScreen) -> None:
        """Let a play have the terminal, with what was typed for it already."""
        if self.stage is None:
            self._error, self._ready = NoTerminal(), True
            return
        self._step_aside()
        self._flush()
        errand = self._errand = object()
        play = self.stage(request, lambda error: self._take_terminal(errand, error))
        if play is not None and self._errand is errand:
            self._play = play
            typed = bytes(self._typed.data)
            self._typed.clear()
            if typed:
                play.receive(typed)
            if self._typed.ended:
                play.end_of_input()

    def _take_terminal(self, errand: object, error: Exception | None) -> None:
        if errand is self._errand:
            self._play = None
            self._step_in()
            self._report(errand, error, None)

    def _report(self, errand: object, value: Any, error: BaseException | None) -> None:
        """Take the result of an errand; what nobody waits for any more is dropped."""
        if errand is not self._errand:
            return
        self._errand = self._cancel = None
        self._value, self._error = value, error
        self._ready = True
        self._proceed()

    def _forget_errand(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self._errand = self._cancel = None
        self._settling = False

    def _flush(self) -> None:
        if self._output:
            text = "".join(self._output)
            self._output.clear()
            self._transmit(text.encode("utf-8", "replace"))

    def _close(self) -> None:
        """Throw the conversation away, wherever it is."""
        self._forget_errand()
        play, self._play = self._play, None
        if play is not None:
            play.hang_up()
        self._typed.clear()
        self._output.clear()
        self._request = None
        self._ready = False
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            try:
                conversation.close()
            except Exception as error:  # noqa: BLE001 - as in `_step`
                self._outcome = error
        self._output.clear()
        self._finish()

    def _finish(self) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(self._outcome)
