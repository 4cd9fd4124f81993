"""CLUSTERSET and CLUSTERSHOW, in the menus of all commands whose settings have levels (17.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esatui.menu import Operation

if TYPE_CHECKING:
    from esatui.registry import Command
    from esatui.session import Session

_WORDS = {
    "certconfig": ("certificates", "certificate settings"),
    "destconfig": ("destination controls", "destination control settings"),
    "listenerconfig": ("listeners", "listener settings"),
}


def words(name: str) -> tuple[str, str]:
    """Return what the settings of a command are called in its menu, and in sentences."""
    own = f"{name.removesuffix('config')} settings"
    return _WORDS.get(name, (own, own))


def cluster_operations(command: Command) -> list[Operation[Any]]:
    """Return the operations of a command; they are offered in a cluster."""
    listed, settings = words(command.name)
    verb = "are configured in a cluster."

    async def clusterset(session: Session) -> None:
        await set_levels(session, command.areas, settings)

    async def clustershow(session: Session) -> None:
        show_levels(session, command.areas, settings)

    return [
        Operation("CLUSTERSET", f"Set how the {listed} {verb}", clusterset, in_cluster),
        Operation(
            "CLUSTERSHOW",
            f"Display how the {listed} {verb}",
            clustershow,
            in_cluster,
            changes=False,
        ),
    ]


def in_cluster(session: Session) -> bool:
    """Whether the machine that the session is logged in to is in a cluster."""
    return session.clustered


def show_levels(session: Session, areas: tuple[str, ...], settings: str) -> None:
    """Print the modes that have settings of their own."""
    from state.operations.cluster import title
    from state.operations.levels import levels_with

    configuration = session.draft.configuration
    lines = [f"The {settings} are configured at the following modes:"]
    lines += [title(configuration, level) for level in levels_with(configuration, areas)]
    session.dialogue.block("\n".join(lines))


async def set_levels(session: Session, areas: tuple[str, ...], settings: str) -> None:
    """Copy, move or delete the settings of the current mode. Raises `StateError`."""
    from state.errors import StateError
    from state.operations.cluster import levels, title
    from state.operations.levels import NOT_DELETED, copied, deleted, moved

    dialogue, level = session.dialogue, session.draft.level
    choice = await dialogue.choose(
        [
            "Copy the settings to another mode.",
            "Move the settings to another mode.",
            "Delete the settings.",
        ],
        question=f"What would you like to do with the {settings} of the current mode?",
    )
    if choice > 0 and level.kind == "cluster":
        raise StateError(NOT_DELETED)
    if choice == 2:
        question = "Are you sure you want to delete the settings of the current mode?"
        if await dialogue.confirm(question, default=False):
            session.update(deleted(session.draft, areas))
        return
    configuration = session.draft.configuration
    others = [(each, title(configuration, each)) for each in levels(configuration) if each != level]
    target = await dialogue.choose_value(others, question="Choose the mode.")
    draft = session.draft
    session.update(
        copied(draft, areas, level, target) if choice == 0 else moved(draft, areas, target)
    )
