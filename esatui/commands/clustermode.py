"""`clustermode`: the mode in which the session works in a cluster (CLI reference, 17.4)."""

from __future__ import annotations

from esatui.commands._cluster import link_of, reconnected
from esatui.modes import choose_level, choose_machine
from esatui.registry import ADMINISTRATORS, EVERYBODY, Command
from esatui.session import Session
from state.errors import StateError
from state.model.levels import Level, machine
from state.operations.cluster import find_machine, hostname_of
from state.operations.values import shown

command = Command(
    "clustermode", "Set the cluster configuration mode", access=EVERYBODY, clustered=True
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the mode."""
    configuration = session.draft.configuration
    name = configuration.cluster_name or ""
    choice = await session.dialogue.choose(
        [f"Cluster {name}", "Group", "Machine"], question="Choose the configuration mode:"
    )
    if choice == 0:
        session.candidate.switch(Level("cluster", name))
    elif choice == 1:
        groups = [(Level("group", each), each) for each in sorted(configuration.groups)]
        level = await choose_level(session, groups, "Choose the group to configure.")
        session.candidate.switch(level)
    else:
        level = await choose_machine(session, configuration)
        if link_of(session, level.name) == "connected" or await _reconnect(session, level.name):
            session.candidate.switch(level)


async def _reconnect(session: Session, serial: str) -> bool:
    """Ask whether to reconnect a machine; a session on that machine works on it in any case."""
    name = hostname_of(session.draft.configuration, serial)
    question = f"Machine {name} is currently disconnected. Would you like to reconnect?"
    if session.role not in ADMINISTRATORS:
        session.dialogue.block(f"Machine {name} is currently disconnected.")
        return True
    if not await session.dialogue.confirm(question, default=True):
        return serial == session.appliance.settings.serial
    session.dialogue.block(reconnected(session, serial))
    return True


@command.batch("clustermode cluster", changes=False)
async def batch_cluster(session: Session) -> None:
    """Work at the level of the cluster."""
    session.candidate.switch(Level("cluster", session.draft.configuration.cluster_name or ""))


@command.batch("clustermode group <name>", changes=False)
async def batch_group(session: Session, name: str) -> None:
    """Work at the level of a group. Raises `StateError`."""
    if name not in session.draft.configuration.groups:
        raise StateError(f'The group "{shown(name)}" does not exist.')
    session.candidate.switch(Level("group", name))


@command.batch("clustermode machine <name>", changes=False)
async def batch_machine(session: Session, name: str) -> None:
    """Work at the level of a machine, by host name or serial number. Raises `StateError`."""
    session.candidate.switch(machine(find_machine(session.draft.configuration, name)))
