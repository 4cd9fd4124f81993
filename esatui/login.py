"""Opening and closing a session, the same for the local shell, SSH and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esatui.dialogue import Dialogue
from esatui.requests import EndOfInput
from esatui.session import Session
from esatui.shell import run_command, shell
from esatui.text.banner import LastLogin, banner
from state.journal import LOGIN
from state.store import Login

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from state.journal import Journal

LOCAL_USER = "admin"
"""Who owns the state directory is the administrator."""

LOCAL = "local"
"""What `who` and `last` show as the remote host of a shell on the machine itself."""


MUST_CHANGE = "Your passphrase must be changed before you can go on."


def open_session(
    appliance: Appliance,
    dialogue: Dialogue,
    *,
    user: str,
    remote: str,
    terminal: bool = False,
    record: bool = True,
) -> Session:
    """Log `user` in and return the session, which `close_session` has to end.

    `terminal` says whether a person's terminal is at the other end. With `record` the login is
    seen by `who` and `last`, in all processes; a line that runs and is gone needs none.
    """
    login = Login(
        id=f"{appliance.random.getrandbits(64):016x}",
        user=user,
        remote=remote,
        started=appliance.clock.now(),
    )
    candidate = appliance.store.begin(login, record=record)
    return Session(appliance, login, candidate, dialogue, terminal=terminal)


def close_session(session: Session) -> None:
    """Log out: what was not committed is lost. Closing twice is no error."""
    session.candidate.close()


async def converse(session: Session, last: LastLogin | None) -> None:
    """Greet, then read and run commands until the person leaves."""
    access = session.running.adminaccess
    text = banner(
        session.appliance.settings,
        timeout=access.cli_timeout,
        last=last,
        welcome=access.welcome,
        terminal=session.terminal,
    )
    session.dialogue.write(text)
    if await _admitted(session):
        await shell(session)


def must_change(session: Session) -> bool:
    """Return whether the user has to change the passphrase before anything else."""
    account = session.running.users.accounts.get(session.login.user)
    return account is not None and account.must_change


async def _admitted(session: Session) -> bool:
    """Have the passphrase changed if it must be; return whether the session may go on."""
    while must_change(session):
        session.dialogue.block(MUST_CHANGE)
        try:
            if not await run_command(session, ["passphrase"]):
                return False
        except EndOfInput:
            return False
    return True


def last_login(journal: Journal, user: str) -> LastLogin | None:
    """Return the newest login of `user` in the journal; ask before the next one is written.

    Raises `OSError`.
    """
    for event in journal.newest_first():
        if event.type == LOGIN and event.user == user and event.data.get("kind") == "cli":
            return LastLogin(event.time, event.remote)
    return None
