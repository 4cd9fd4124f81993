"""`passphrase` (old name `passwd`): the user's own passphrase, changed at once (16.11)."""

from __future__ import annotations

from esatui.commands._new_passphrase import ask_new_passphrase, ask_own_passphrase, hashed
from esatui.registry import EVERYBODY, Command
from esatui.session import Session
from state.operations.users import with_passphrase

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
    user = session.login.user
    await ask_own_passphrase(session, "Old passphrase:")
    policy = session.running.users.policy
    new = await ask_new_passphrase(
        session, policy, "New passphrase:", "Retype new passphrase:", gap=False
    )
    kept = await hashed(session, new)
    with session.appliance.store.begin(session.login, record=False) as candidate:
        candidate.update(with_passphrase(candidate.draft, user, kept))
        await session.work(lambda: candidate.commit("Passphrase changed", save_for_rollback=False))
    session.dialogue.block("Passphrase changed.")
