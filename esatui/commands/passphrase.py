"""`passphrase` (old name `passwd`): the user's own passphrase, changed at once (16.11)."""

from __future__ import annotations

from esatui.registry import EVERYBODY, Command
from esatui.session import Session
from state.errors import StateError
from state.operations.users import account_named, with_passphrase
from state.passphrases import check_passphrase, hash_passphrase, verify_passphrase

command = Command(
    "passphrase",
    "Change your passphrase",
    commit="immediate",
    cluster="cluster",
    access=EVERYBODY,
    changers=EVERYBODY,
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the old passphrase and twice for the new one.

    The change is a commit of its own: what else is pending in this session stays pending.
    """
    dialogue, user = session.dialogue, session.login.user
    account = account_named(session.running, user)
    old = await dialogue.secret("Old passphrase:")
    if not await session.work(lambda: verify_passphrase(old, account.passphrase)):
        raise StateError("Incorrect passphrase.")
    new = await _new_passphrase(session)
    appliance = session.appliance
    hashed = await session.work(
        lambda: hash_passphrase(new, random_bytes=appliance.random.randbytes)
    )
    with appliance.store.begin(session.login, record=False) as candidate:
        candidate.update(with_passphrase(candidate.draft, user, hashed))
        await session.work(lambda: candidate.commit("Passphrase changed", save_for_rollback=False))
    dialogue.block("Passphrase changed.")


async def _new_passphrase(session: Session) -> str:
    dialogue = session.dialogue
    while True:
        new = await dialogue.secret("New passphrase:", gap=False)
        again = await dialogue.secret("Retype new passphrase:", gap=False)
        try:
            check_passphrase(new)
        except StateError as error:
            dialogue.say(error.text)
            continue
        if new == again:
            return new
        dialogue.say("The passphrases do not match.")
