"""One appliance with an account of each role, and sessions of them that are driven in process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, get_args

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
    with session_of(appliance, role) as (session, written):
        _drive(session, written, iter(lines))
        return "".join(written), session.candidate.pending


def _drive(session: Session, written: list[str], answers: Iterator[str]) -> None:
    conversation = shell(session)
    step: Any = conversation.send
    answer: Any = None
    while True:
        try:
            request = step(answer)
        except StopIteration:
            return
        step, answer = conversation.send, None
        if isinstance(request, Work):
            try:
                answer = request.call()
            except StateError as error:
                step, answer = conversation.throw, error
        elif isinstance(request, ReadKey):
            answer = " "
        elif isinstance(request, Pause):
            step, answer = conversation.throw, Interrupted()
        else:
            written.append(getattr(request, "prompt", ""))
            answer = next(answers, None)
            if answer is None:
                step, answer = conversation.throw, EndOfInput()


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
