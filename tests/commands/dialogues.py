"""Sessions in process, for what a transcript cannot set up: a model that no command makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.requests import EndOfInput, ReadKey, Work
from esatui.session import Session
from esatui.shell import shell
from esatui.transcript.factory import open_factory
from esatui.transcript.header import CLOCK
from state.model.configuration import Draft
from state.store import Login

Edit = Callable[[Draft], Draft]


@contextmanager
def session_in(directory: Path, edit: Edit | None = None) -> Iterator[tuple[Session, list[str]]]:
    """Give a session on a factory appliance with `edit` committed, and what it writes."""
    appliance = open_factory(directory, seed=1, moment=CLOCK)
    with appliance.store:
        login = Login(id="1", user="admin", remote="192.168.42.10", started=CLOCK)
        if edit is not None:
            _commit(appliance, login, edit)
        candidate = appliance.store.begin(login, record=False)
        written: list[str] = []
        yield Session(appliance, login, candidate, Dialogue(written.append)), written


def _commit(appliance: Appliance, login: Login, edit: Edit) -> None:
    candidate = appliance.store.begin(login, record=False)
    candidate.update(edit(candidate.draft))
    candidate.commit("prepared")
    candidate.close()


def talk(session: Session, written: list[str], lines: Iterable[str]) -> str:
    """Type `lines` at the shell; return everything that stood on the screen then, echo included."""
    conversation = shell(session)
    written.clear()
    answers = iter(lines)
    step: Callable[[Any], Any] = conversation.send
    answer: Any = None
    while True:
        try:
            request = step(answer)
        except StopIteration:
            return "".join(written)
        step, answer = conversation.send, None
        if isinstance(request, Work):
            try:
                answer = request.call()
            except Exception as error:  # noqa: BLE001 - it belongs to the conversation.
                step, answer = conversation.throw, error
        elif isinstance(request, ReadKey):
            answer = " "
        else:
            written.append(request.prompt)
            answer = next(answers, None)
            if answer is None:
                step, answer = conversation.throw, EndOfInput()
            else:
                written.append(f"{answer}\n")
