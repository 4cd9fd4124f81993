"""The configuration mode of a session in a cluster (CLI reference, 17.4 to 17.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from state.errors import StateError
from state.model.configuration import Configuration, level_in
from state.model.levels import Level, machine

if TYPE_CHECKING:
    from esatui.registry import Command
    from esatui.session import Session

ELSEWHERE = "This command is restricted to the machine you are logged in to."


def mode_title(session: Session) -> str | None:
    """Return the mode as the prompt shows it, `Machine mail.example.com`; `None` when alone."""
    configuration = session.appliance.store.refresh().configuration
    if configuration.cluster_id is None:
        return None
    from state.operations.cluster import title

    level = level_in(configuration, session.draft.level) or own_level(session)
    return title(configuration, level)


def own_level(session: Session) -> Level:
    """Return the machine level of the machine that the session is logged in to."""
    return machine(session.appliance.settings.serial)


async def enter(session: Session, command: Command, *, batch: bool, changes: bool) -> bool:
    """Bring the session into a mode in which a command can run; return whether it may go on.

    The caller puts the former mode back where `leave` says so. Raises `StateError`.
    """
    configuration = session.appliance.store.head.configuration
    if configuration.cluster_id is None:
        return True
    if command.cluster == "none":
        raise StateError(f"The {command.name} command is not available in a cluster.")
    if not await _restricted(session, command, batch=batch):
        return False
    if command.cluster == "all" and command.areas and changes and session.refusal() is None:
        await _settings_of_its_own(session, command, batch=batch)
    return True


async def _restricted(session: Session, command: Command, *, batch: bool) -> bool:
    """Switch to the mode that a command is restricted to."""
    level, rule = session.draft.level, command.cluster
    kind = "cluster" if rule == "cluster" else "machine"
    if rule == "all":
        return True
    if level.kind != kind:
        restriction = f'This command is restricted to "{kind}" mode.'
        if batch:
            raise StateError(restriction)
        question = f'{restriction}  Would you like to switch to "{kind}" mode?'
        if not await session.dialogue.confirm(question, default=True):
            return False
        level = await _target(session, command)
        session.candidate.switch(level)
    if kind == "machine" and level != own_level(session) and needs_own_machine(command):
        raise StateError(ELSEWHERE)
    return True


def needs_own_machine(command: Command) -> bool:
    """Whether a command works on the machine itself, not only on its settings."""
    return command.cluster == "login host" or command.commit != "required"


async def _target(session: Session, command: Command) -> Level:
    configuration = session.draft.configuration
    if command.cluster == "cluster":
        return Level("cluster", configuration.cluster_name or "")
    if command.cluster == "login host":
        return own_level(session)
    return await choose_machine(session, configuration)


async def choose_machine(session: Session, configuration: Configuration) -> Level:
    """Ask for a machine, unless there is only one."""
    from state.operations.cluster import hostname_of, machine_key

    serials = sorted(configuration.members, key=lambda each: machine_key(configuration, each))
    choices = [
        (
            machine(serial),
            f"{hostname_of(configuration, serial)} (group {configuration.membership[serial]})",
        )
        for serial in serials
    ]
    return await choose_level(session, choices, "Choose a machine.")


async def choose_level(session: Session, choices: list[tuple[Level, str]], question: str) -> Level:
    """Ask for one of some levels; a list with one entry is not asked (17.4)."""
    if len(choices) == 1:
        return choices[0][0]
    return await session.dialogue.choose_value(choices, question=question)


async def _settings_of_its_own(session: Session, command: Command, *, batch: bool) -> None:
    """Tell that the mode has no settings of its own, and do what is wanted then (17.6)."""
    from state.operations.cluster import title
    from state.operations.levels import (
        copied,
        inherited_from,
        levels_with,
        set_at,
        started,
    )

    draft, areas, dialogue = session.draft, command.areas, session.dialogue
    configuration, level = draft.configuration, draft.level
    if level.kind == "cluster" or set_at(configuration, level, areas):
        return
    above = inherited_from(configuration, level, areas)
    if above is None:
        return
    here = title(configuration, level)
    notice = (
        "NOTICE: This configuration command has not yet been configured for the current "
        f"cluster mode ({here})."
    )
    if batch:
        from esatui.text.layout import wrap

        raise StateError(wrap(notice))
    dialogue.paragraph(notice)
    choice = await dialogue.choose(
        [
            f'Switch modes to edit at mode "{title(configuration, above)}".',
            f"Start a new, empty configuration at the current mode ({here}).",
            f"Copy settings from another cluster mode to the current mode ({here}).",
        ],
        question="What would you like to do?",
    )
    if choice == 0:
        session.candidate.switch(above)
    elif choice == 1:
        session.update(started(draft, areas))
    else:
        sources = [(each, title(configuration, each)) for each in levels_with(configuration, areas)]
        source = await choose_level(session, sources, "Choose the mode.")
        session.update(copied(session.draft, areas, source, level))
