"""passphrase: an account that somebody else has removed in the meantime."""

from __future__ import annotations

from pathlib import Path

from state.model.configuration import Draft
from state.model.users import Users
from tests.commands.dialogues import session_in, talk


def without_accounts(draft: Draft) -> Draft:
    return draft.write(users=Users())


def test_an_account_that_is_gone(tmp_path: Path) -> None:
    with session_in(tmp_path / "state", without_accounts) as (session, written):
        said = talk(session, written, ["passphrase", "whoami"])
    assert '\nUser "admin" does not exist.\n' in said
    assert "Username: admin" in said
