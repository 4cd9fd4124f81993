"""`loadconfig`: a configuration file becomes the pending configuration (CLI reference, 6.9)."""

from __future__ import annotations

from esatui.files import ask_import, files_of
from esatui.registry import ADMINISTRATORS, Command
from esatui.requests import BLOCK_LIMIT
from esatui.session import Session
from state.errors import StateError
from state.model.configuration import Draft
from state.store.candidate import CandidateDraft

command = Command(
    "loadconfig",
    "Load a configuration file",
    commit="required",
    cluster="login host",
    access=ADMINISTRATORS,
)

DISCARD = (
    "You have uncommitted changes. Loading a configuration will discard them.\n"
    "Do you want to continue?"
)
SOURCES = ("Paste via CLI", "Load from file")
PASTE = "Paste the configuration file now.\nPress CTRL-D on a blank line when done."
LOADED = 'Values have been loaded.\nBe sure to run "commit" to make these settings active.'
UNCHANGED = "No changes detected from current configuration."
USERS = 'Users are configured in "cluster" mode only: use userconfig, or take them out of the file.'
PASSPHRASE = "Enter your Passphrase to make changes: "  # noqa: S105 (a question, not a passphrase)


@command.interactive
async def run(session: Session) -> None:
    """Ask where the configuration comes from, then load it."""
    dialogue = session.dialogue
    if session.candidate.pending and not await dialogue.confirm(DISCARD, default=False):
        return
    await load(session, await _source(session), ask=True)


@command.batch("loadconfig <file>")
async def batch(session: Session, name: str) -> None:
    """Load a file without a question; pending changes are discarded."""
    from state.configfile.reading import MAX_BYTES

    await load(session, files_of(session).read(name, MAX_BYTES), ask=False)


async def _source(session: Session) -> bytes | str:
    from state.configfile.faults import ParseFault
    from state.configfile.reading import MAX_BYTES

    if await session.dialogue.choose(SOURCES) == 1:
        return await ask_import(session, MAX_BYTES, "Enter the name of the file to import:")
    block = await session.dialogue.paste(PASTE, end=None)
    if block.truncated:
        raise ParseFault(f"more than {BLOCK_LIMIT} characters were pasted. Load them from a file.")
    return block.text


async def load(session: Session, data: bytes | str, *, ask: bool) -> None:
    """Make the content of a configuration file the pending configuration of the session.

    It is laid over the running configuration; what others commit from then on is merged, or found
    as a conflict, when this is committed. `ask` demands the passphrase of whoever loads a file that
    changes accounts. Raises `StateError`; nothing was loaded then.
    """
    from state.configfile import loading

    store = session.appliance.store
    head = store.refresh()
    running = head.configuration
    before = CandidateDraft(running, session.draft.level, base=head, origin=running)
    draft = await session.work(lambda: loading.load(data, before, store.private_key))
    if session.clustered and draft.users != before.users:
        raise StateError(USERS)
    if ask and draft.users != before.users:
        await _check_passphrase(session, before)
    session.candidate.clear()
    session.candidate.update(draft)
    session.dialogue.block(LOADED if session.candidate.pending else UNCHANGED)


async def _check_passphrase(session: Session, running: Draft) -> None:
    from state.passphrases import verify_passphrase

    given = await session.dialogue.secret(PASSPHRASE)
    account = running.users.accounts.get(session.login.user)
    stored = account.passphrase if account else ""
    if not await session.work(lambda: verify_passphrase(given, stored)):
        raise StateError("Incorrect passphrase.")
