"""`clusterconfig` on a machine that stands alone: creating and joining (17.2)."""

from __future__ import annotations

from esatui.commands.clusterconfig.addressing import ask_address, member_of
from esatui.commands.clusterconfig.joining import join
from esatui.modes import own_level
from esatui.session import Session
from esatui.text.dates import long_date
from state.cluster.membership import create_cluster
from state.factory import ADMIN
from state.operations.cluster import check_name

CHOICES = (
    "No, configure as standalone.",
    "Create a new cluster.",
    "Join an existing cluster over SSH.",
    "Join an existing cluster over CCS.",
)
ONLY_ADMIN = 'Only the "admin" user can join a cluster.'


async def become_member(session: Session) -> bool:
    """Ask whether to create or join a cluster; return whether the machine is in one then."""
    choice = await session.dialogue.choose(
        CHOICES, question="Do you want to join or create a cluster?"
    )
    if choice == 0:
        return False
    if choice == 1:
        await _create(session)
        return True
    if session.login.user != ADMIN:
        session.fail(ONLY_ADMIN)
        return False
    return await join(session, over_ccs=choice == 3)


async def _create(session: Session) -> None:
    name = await session.dialogue.ask("Enter the name of the new cluster.", check=check_name)
    address = await ask_address(session, session.running)
    appliance, login = session.appliance, session.login
    member = member_of(session, address)
    cluster = f"{appliance.random.getrandbits(128):032x}"
    session.candidate.clear()
    revision = await session.work(
        lambda: create_cluster(appliance.store, login, name, cluster, member)
    )
    session.candidate.switch(own_level(session))
    session.dialogue.block(
        f"New cluster committed: {long_date(revision.time)}\n"
        "Creating a cluster takes effect immediately, there is no need to commit."
    )
