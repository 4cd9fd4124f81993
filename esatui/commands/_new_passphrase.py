"""Questions about passphrases: the own one before a change, and a new one twice."""

from __future__ import annotations

from esatui.session import Session
from state.errors import StateError
from state.model.users import PassphrasePolicy
from state.operations.users import account_named
from state.passphrases import check_passphrase, hash_passphrase, verify_passphrase

INCORRECT = "Incorrect passphrase."
DIFFERENT = "The passphrases do not match."


async def ask_own_passphrase(session: Session, question: str) -> None:
    """Ask for the passphrase of the user who is logged in; raises `StateError` if it is wrong."""
    account = account_named(session.running, session.login.user)
    given = await session.dialogue.secret(question)
    if not await session.work(lambda: verify_passphrase(given, account.passphrase)):
        raise StateError(INCORRECT)


async def ask_new_passphrase(
    session: Session, policy: PassphrasePolicy, first: str, second: str, *, gap: bool
) -> str:
    """Ask with two questions until both answers are the same and follow `policy`."""
    dialogue = session.dialogue
    while True:
        new = await dialogue.secret(first, gap=gap)
        again = await dialogue.secret(second, gap=False)
        try:
            check_passphrase(new, policy)
        except StateError as error:
            dialogue.say(error.text)
            continue
        if new == again:
            return new
        dialogue.say(DIFFERENT)


async def hashed(session: Session, passphrase: str) -> str:
    """Return the hash of a passphrase, with salt from the appliance's randomness."""
    random_bytes = session.appliance.random.randbytes
    return await session.work(lambda: hash_passphrase(passphrase, random_bytes=random_bytes))
