"""Somebody at the shell, and somebody who looks at the appliance after each command."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import esatui.shell
from esatui.dialogue import Dialogue
from esatui.login import close_session, open_session
from esatui.session import Session
from tests.fuzz.clients import Client, client
from tests.fuzz.inspection import inspect, look
from tests.fuzz.world import World

FOREVER = 60.0
"""Seconds that no answer takes, however busy the machine is."""


class Hang(BaseException):
    """Something took so long that it will never end."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Raise `Hang` in what does not end."""

    def ring(number: int, frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, FOREVER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Person:
    """Somebody at the shell."""

    user: str
    kind: str
    """What kind of client it is."""
    client: Client
    session: Session
    answered: int = 0
    """Answers since the main prompt."""


def arrive(world: World, user: str, kind: str, random: Random, mistakes: float = 0.1) -> Person:
    """Log `user` in with a client of this kind (see `client`)."""
    sessions: list[Session] = []

    async def conversation(dialogue: Dialogue) -> None:
        session = open_session(world.appliance, dialogue, user=user, remote="192.168.42.10")
        sessions.append(session)
        try:
            await esatui.shell.shell(session)
        finally:
            close_session(session)

    made = client(kind, conversation, random, mistakes)
    return Person(user, kind, made, sessions[0])


@contextmanager
def watching(ran: Callable[[Sequence[str]], None] = lambda words: None) -> Iterator[None]:
    """Inspect the appliance after each command; `ran` is told its words before."""
    original = esatui.shell.run_command

    async def watched(session: Session, words: Sequence[str]) -> bool:
        ran(words)
        found, written, write = look(session), [""], session.dialogue.write

        def keep(text: str) -> None:
            written[0] = text
            write(text)

        session.dialogue.write = keep
        try:
            succeeded = await original(session, words)
        finally:
            session.dialogue.write = write
        inspect(session, words, found, interrupted="-- Changes not recorded" in written[0])
        return succeeded

    esatui.shell.run_command = watched
    try:
        yield
    finally:
        esatui.shell.run_command = original
