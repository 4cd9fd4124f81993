"""The shell: what a command leaves behind when it fails halfway."""

from __future__ import annotations

from pathlib import Path

import pytest

from esatui.commands.sethostname import renamed
from esatui.registry import Command, find
from esatui.session import Session
from state.errors import StateError
from tests.commands.dialogues import session_in, talk

halfway = Command("halfway", "Change something, then fail")


@halfway.interactive
async def run(session: Session) -> None:
    session.update(renamed(session.draft, "halfway.example.com"))
    raise StateError("The second half is impossible.")


def test_a_command_that_fails_halfway_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esatui.shell.find", lambda n: halfway if n == "halfway" else find(n))
    with session_in(tmp_path / "state") as (session, written):
        lines = ["destconfig new a.example", "halfway", "commit before"]
        assert "\nThe second half is impossible.\n" in talk(session, written, lines)
        assert session.draft.system.hostname == "mail.example.com"
        assert "a.example" in session.draft.destinations.entries
        assert session.appliance.store.head.comment == "before"
