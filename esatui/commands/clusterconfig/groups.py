"""ADDGROUP, SETGROUP, RENAMEGROUP and DELETEGROUP (17.3)."""

from __future__ import annotations

from collections.abc import Callable

from esatui.commands.clusterconfig.choosing import ask_machine
from esatui.commands.clusterconfig.declaration import menu
from esatui.session import Session
from state.errors import StateError
from state.model.configuration import Draft
from state.operations import cluster


@menu.operation("ADDGROUP", "Add a cluster group.")
async def add_group(session: Session) -> None:
    """Ask for a name and make a group without machines."""

    def free(text: str) -> str:
        cluster.add_group(session.draft, text)
        return cluster.check_name(text)

    name = await session.dialogue.ask(
        "Enter the name of the new cluster group to create.", check=free
    )
    changed(session, lambda draft: cluster.add_group(draft, name), f"Added group {name}")
    session.dialogue.block(f"Cluster group {name} created.")


@menu.operation("SETGROUP", "Set the group that machines are a member of.")
async def set_group(session: Session) -> None:
    """Ask for a machine and its new group."""
    serial = await ask_machine(session, "Choose the machine to move to a different group.")
    configuration = session.draft.configuration
    name = cluster.hostname_of(configuration, serial)
    group = await _ask_group(
        session,
        f"Choose the group that {name} should be a member of.",
        current=configuration.membership[serial],
    )
    edit = f"Set {name} to group {group}"
    changed(session, lambda draft: cluster.set_group(draft, serial, group), edit)
    session.dialogue.block(f"{name} set to group {group}.")


@menu.operation("RENAMEGROUP", "Rename a cluster group.")
async def rename_group(session: Session) -> None:
    """Ask for a group and its new name."""
    old = await _ask_group(session, "Choose which group you wish to rename.")

    def free(text: str) -> str:
        cluster.rename_group(session.draft, old, text)
        return cluster.check_name(text)

    new = await session.dialogue.ask("Enter the new name of the group.", default=old, check=free)
    edit = f"Renamed group {old} to {new}"
    changed(session, lambda draft: cluster.rename_group(draft, old, new), edit)
    session.dialogue.block(f"Group {old} renamed to {new}.")


@menu.operation("DELETEGROUP", "Remove a cluster group.")
async def delete_group(session: Session) -> None:
    """Ask for an empty group and delete it."""
    if len(session.draft.configuration.groups) == 1:
        raise StateError(cluster.LAST_GROUP)
    name = await _ask_group(session, "Choose which group you wish to remove.")
    changed(session, lambda draft: cluster.delete_group(draft, name), f"Removed group {name}")
    session.dialogue.block(f"Group {name} removed.")


def changed(session: Session, edit: Callable[[Draft], Draft], comment: str) -> None:
    """Change the cluster at once, for all machines. Raises `StateError`."""
    session.require_change()
    session.candidate.change_at_once(edit, comment)


async def _ask_group(session: Session, question: str, current: str | None = None) -> str:
    groups = [(name, name) for name in sorted(session.draft.configuration.groups)]
    return await session.dialogue.choose_value(groups, question=question, current=current)
