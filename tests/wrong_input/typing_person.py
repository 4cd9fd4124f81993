"""Somebody who types bytes at a shell without a terminal, and what became of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.fronts.plain import PlainFront
from esatui.fronts.worker import InlineWorker
from esatui.login import close_session, open_session
from esatui.requests import ReadLine
from esatui.session import Session
from esatui.shell import shell
from esatui.transcript.factory import open_factory
from tests.state.certificates.authority import NOW

Typed = str | bytes


@dataclass
class Person:
    """A session whose every byte is kept."""

    session: Session
    front: PlainFront
    output: list[bytes] = field(default_factory=list)

    def type(self, *lines: Typed) -> str:
        """Type lines; return what came. The person is at the main prompt before and after."""
        self.output.clear()
        for line in lines:
            self.front.receive((line.encode() if isinstance(line, str) else line) + b"\n")
        request = self.front.request
        shown = b"".join(self.output).decode()
        assert isinstance(request, ReadLine), shown
        assert request.command, shown
        return shown


@contextmanager
def person_at(appliance: Appliance) -> Iterator[Person]:
    """Log an administrator in, and out again."""
    output: list[bytes] = []
    sessions: list[Session] = []
    front = PlainFront(output.append, InlineWorker())

    async def conversation() -> None:
        session = open_session(appliance, Dialogue(front.write), user="admin", remote="local")
        sessions.append(session)
        try:
            await shell(session)
        finally:
            close_session(session)

    ends: list[BaseException | None] = []
    front.start(conversation(), ends.append)
    yield Person(sessions[0], front, output)
    front.end_of_input()
    assert ends == [None]


@contextmanager
def prepared(directory: Path) -> Iterator[tuple[Appliance, Person]]:
    """Make an appliance with a committed profile `partner.com`, which outbound TLS uses."""
    appliance = open_factory(directory, seed=1, moment=NOW)
    with appliance.store, person_at(appliance) as person:
        give_certificate(appliance, person)
        yield appliance, person


def give_certificate(appliance: Appliance, person: Person) -> None:
    """Commit a profile `partner.com`, which outbound TLS uses."""
    subject = ("mail.example.com", "", "Example", "Org", "San Francisco", "CA", "US", "", "1")
    person.type("certconfig", "certificate", "new", "1", "partner.com", *subject, "n", "", "")
    person.type("destconfig", "setup", "partner.com", "", "", "commit", "prepared", "")
    assert appliance.store.head.comment == "prepared"
    assert not person.session.candidate.pending
