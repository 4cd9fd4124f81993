"""A conversation that a test drives by itself: it sees each request, and when work is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from random import Random
from typing import Any, cast

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.requests import Block, ReadBlock, ReadLine, Request, Work
from esatui.session import Session
from state.certificates import PooledKeyMaker
from state.clock import FrozenClock
from state.store import Login
from tests.state.certificates.authority import NOW


def appliance_in(directory: Path) -> Appliance:
    """Return a factory appliance at the time of the test authority."""
    clock, keys = FrozenClock(NOW), PooledKeyMaker(1)
    appliance = Appliance.open(directory, clock=clock, key_maker=keys, randomness=Random(1))
    appliance.raise_faults = True
    return appliance


def session_on(appliance: Appliance, written: list[str]) -> Session:
    """Return a session of admin that writes into a list."""
    login = Login(id="1", user="admin", remote="192.168.42.10", started=NOW)
    candidate = appliance.store.begin(login, record=False)
    return Session(appliance, login, candidate, Dialogue(written.append))


class Talk:
    """One coroutine over a session; `request` is what it waits for, `None` when it is done."""

    def __init__(self, session: Session, run: Callable[[Session], Awaitable[None]]) -> None:
        self._conversation = cast("Coroutine[Request[Any], Any, None]", run(session))
        self.request: Request[Any] | None = None
        self._step(self._conversation.send, None)

    def answer(self, *answers: str) -> None:
        """Give answers to questions, secrets and pastes; work is done in between."""
        for text in answers:
            self.work()
            self.give(Block(text) if isinstance(self.request, ReadBlock) else text)
        self.work()

    def work(self) -> None:
        """Do the work that is waited for."""
        while isinstance(self.request, Work):
            try:
                result = self.request.call()
            except Exception as error:  # noqa: BLE001 - whatever it is belongs to the command.
                self._step(self._conversation.throw, error)
            else:
                self.give(result)

    def give(self, answer: object) -> None:
        """Answer the request with this very object."""
        self._step(self._conversation.send, answer)

    @property
    def completions(self) -> tuple[str, ...]:
        """What Tab completes at the question."""
        assert isinstance(self.request, ReadLine)
        assert self.request.completions is not None
        return tuple(self.request.completions())

    def waits_for(self, kind: type[Request[Any]]) -> bool:
        """Whether the coroutine waits for a request of this kind."""
        return isinstance(self.request, kind)

    def _step(self, step: Callable[[Any], Request[Any]], argument: object) -> None:
        try:
            self.request = step(argument)
        except StopIteration:
            self.request = None
