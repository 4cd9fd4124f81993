"""The command and its menu."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session

PENDING = "You have pending changes that may be lost. Do you want to continue?"


class NotInClusterNow(Exception):
    """This machine has left the cluster: there is no menu any more."""


def title_line(session: Session) -> str:
    """Return the line above the menu: `Cluster americas`."""
    return f"Cluster {session.draft.configuration.cluster_name}"


menu: Menu[Session] = Menu(state=title_line)
command = Command(
    "clusterconfig",
    "Configure cluster related settings",
    commit="immediate",
    cluster="cluster",
    access=ADMINISTRATORS,
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Create or join a cluster, or show the menu in one."""
    if session.candidate.pending and not await session.dialogue.confirm(PENDING, default=False):
        return
    if not session.clustered:
        from esatui.commands.clusterconfig.standalone import become_member

        if not await become_member(session):
            return
    try:
        await menu.run(session)
    except NotInClusterNow:
        return
