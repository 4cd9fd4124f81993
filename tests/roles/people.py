"""One appliance with an account of each role, and sessions of them that are driven in process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self, get_args

from esatui.appliance import Appliance
from esatui.batch import BatchForm
from esatui.dialogue import Dialogue
from esatui.requests import EndOfInput, Interrupted, Pause, ReadKey, Work
from esatui.session import Session
from esatui.shell import shell
from esatui.transcript.header import CLOCK
from state.errors import StateError
from state.model.configuration import Draft
from state.model.users import Role, User, Users
from state.store import Login

ROLES: tuple[Role, ...] = get_args(Role)
_ELEMENT = re.compile(r"\[[^\]]*\]\.{0,3}|<[^>]*>|\S+")


def with_roles(draft: Draft) -> Draft:
    """Return `draft` with an account for each role that is named as the role is."""
    admin = draft.users.accounts["admin"]
    accounts: dict[str, User] = {role: replace(admin, role=role, full_name=role) for role in ROLES}
    return draft.write(users=Users(accounts=accounts))


@contextmanager
def session_of(appliance: Appliance, role: Role) -> Iterator[tuple[Session, list[str]]]:
    """Give a session of the user with this role, and what it writes."""
    login = Login(id=role, user=role, remote="192.168.42.10", started=CLOCK)
    candidate = appliance.store.begin(login, record=False)
    written: list[str] = []
    try:
        yield Session(appliance, login, candidate, Dialogue(written.append)), written
    finally:
        candidate.close()


def typed(appliance: Appliance, role: Role, lines: Iterable[str]) -> tuple[str, bool]:
    """Type `lines` at the shell; return what was shown, and whether anything is pending then."""
    with Typist(appliance, role) as typist:
        shown = typist.type(*lines)
        typist.end()
        return shown + typist.shown(), typist.session.candidate.pending


class Typist:
    """Somebody at the shell; used as a context, in which the session is open."""

    def __init__(self, appliance: Appliance, role: Role) -> None:
        self._opened = session_of(appliance, role)
        self._written: list[str] = []
        self._step: Any = None
        self._over = False
        self.session: Session

    def __enter__(self) -> Self:
        self.session, self._written = self._opened.__enter__()
        conversation = shell(self.session)
        self._conversation = conversation
        self._go_on(conversation.send, None)
        return self

    def __exit__(self, *error: object) -> None:
        self._conversation.close()
        self._opened.__exit__(None, None, None)

    def type(self, *lines: str) -> str:
        """Type lines, and return what was shown since what was returned before."""
        for line in lines:
            if not self._over:
                self._go_on(self._conversation.send, line)
        return self.shown()

    def end(self) -> None:
        """End the input, wherever it is asked for."""
        if not self._over:
            self._go_on(self._conversation.throw, EndOfInput())

    def shown(self) -> str:
        """Return what was shown since what was returned before."""
        text = "".join(self._written)
        self._written.clear()
        return text

    def _go_on(self, step: Any, answer: Any) -> None:
        """Give an answer; whatever is no question is answered here."""
        while True:
            try:
                request = step(answer)
            except (StopIteration, EndOfInput):
                self._over = True
                return
            step, answer = self._conversation.send, None
            if isinstance(request, Work):
                try:
                    answer = request.call()
                except StateError as error:
                    step, answer = self._conversation.throw, error
            elif isinstance(request, ReadKey):
                answer = " "
            elif isinstance(request, Pause):
                step, answer = self._conversation.throw, Interrupted()
            else:
                self._written.append(getattr(request, "prompt", ""))
                return


def sample(form: BatchForm) -> str:
    """Return a line that fits the form; its values mean nothing."""
    words = []
    for element in _ELEMENT.findall(form.syntax.replace('"', "")):
        if element.startswith("["):
            continue
        inner = element.strip("<>")
        literal = element.startswith("<") and "|" in inner and " | " not in inner
        words.append(inner.split("|")[0] if literal else "x" if element[0] == "<" else element)
    return " ".join(words)
