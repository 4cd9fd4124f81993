"""REMOVEMACHINE, SETNAME, LIST, CONNSTATUS, COMMUNICATION, DISCONNECT and RECONNECT (17.3)."""

from __future__ import annotations

import dataclasses

from esatui.commands._cluster import reconnected, relink
from esatui.commands.clusterconfig.addressing import ask_address
from esatui.commands.clusterconfig.choosing import ask_machine, machines
from esatui.commands.clusterconfig.declaration import NotInClusterNow, menu
from esatui.commands.clusterconfig.groups import changed
from esatui.session import Session
from state.cluster.membership import leave_cluster
from state.model.configuration import Configuration, View
from state.operations.cluster import check_name, hostname_of, set_communication, without_machine
from state.operations.cluster import set_name as change_name


def listing(session: Session) -> str:
    """Return the groups with their machines."""
    configuration = session.draft.configuration
    title = f"Cluster {configuration.cluster_name}"
    lines = [title, "=" * len(title)]
    for group in sorted(configuration.groups):
        lines.append(f"Group {group}:")
        lines += [
            f"  Machine {hostname_of(configuration, serial)} (Serial #: {serial})"
            for serial in machines(session)
            if configuration.membership[serial] == group
        ]
    return "\n".join(lines)


def statuses(session: Session) -> str:
    """Return one line for each machine."""
    configuration = session.draft.configuration
    return "\n".join(
        f"Machine {hostname_of(configuration, serial)} "
        f"(Group {configuration.membership[serial]}): "
        f"{_status(configuration, serial)}"
        for serial in machines(session)
    )


def _status(configuration: Configuration, serial: str) -> str:
    return "Connected" if configuration.members[serial].link == "connected" else "Disconnected"


def remove(session: Session, serial: str) -> None:
    """Remove a machine from the cluster, this one or another. Raises `StateError`."""
    session.require_change()
    name = hostname_of(session.draft.configuration, serial)
    if serial == session.appliance.settings.serial:
        session.candidate.clear()
        leave_cluster(session.appliance.store, session.login)
        return
    session.candidate.change_at_once(
        lambda draft: dataclasses.replace(
            draft, configuration=without_machine(draft.configuration, serial)
        ),
        f"Removed machine {name}",
    )


@menu.operation("REMOVEMACHINE", "Remove a machine from the cluster.")
async def remove_machine(session: Session) -> None:
    """Ask for a machine and remove it; the menu ends when it was this one."""
    serial = await ask_machine(session, "Choose the machine to remove from the cluster.")
    name = hostname_of(session.draft.configuration, serial)
    question = f"Are you sure you want to remove machine {name} from the cluster?"
    if not await session.dialogue.confirm(question, default=False):
        return
    await session.work(lambda: remove(session, serial))
    session.dialogue.block(f"Machine {name} removed from the cluster.")
    if not session.clustered:
        raise NotInClusterNow


@menu.operation("SETNAME", "Set the cluster name.")
async def set_name(session: Session) -> None:
    """Ask for another name of the cluster."""
    current = session.draft.configuration.cluster_name
    name = await session.dialogue.ask(
        "Enter the new name of the cluster.", default=current, check=check_name
    )
    edit = f"Renamed the cluster to {name}"
    changed(session, lambda draft: change_name(draft, name), edit)


@menu.operation("LIST", "List the machines in the cluster.", changes=False)
async def list_machines(session: Session) -> None:
    """Print the groups with their machines."""
    session.dialogue.block(listing(session))


@menu.operation(
    "CONNSTATUS", "Show the status of connections between machines in the cluster.", changes=False
)
async def connection_status(session: Session) -> None:
    """Print which machines are connected."""
    session.dialogue.block(statuses(session))


@menu.operation("COMMUNICATION", "Configure how machines communicate within the cluster.")
async def communication(session: Session) -> None:
    """Ask how the others reach a machine."""
    serial = await ask_machine(session, "Choose the machine to configure.")
    view = View.of_machine(session.draft.configuration, serial)
    address = await ask_address(session, view)
    comment = f"Communication with {view.system.hostname}"
    changed(
        session,
        lambda draft: set_communication(draft, serial, address.host, address.port),
        comment,
    )


@menu.operation("DISCONNECT", "Temporarily detach machines from the cluster.")
async def disconnect(session: Session) -> None:
    """Ask for a machine and detach it."""
    serial = await ask_machine(
        session,
        "Choose the machine to disconnect.",
        lambda member: member.link == "connected",
        "All machines are disconnected.",
    )
    name = hostname_of(session.draft.configuration, serial)
    question = f"Are you sure you want to disconnect machine {name} from the cluster?"
    if await session.dialogue.confirm(question, default=False):
        relink(session, serial, "disconnected", f"Disconnected machine {name}")
        session.dialogue.block(f"Machine {name} disconnected from the cluster.")


@menu.operation("RECONNECT", "Restore connections with machines that were previously detached.")
async def reconnect(session: Session) -> None:
    """Ask for a machine that is detached and bring it back."""
    serial = await ask_machine(
        session,
        "Choose the machine to reconnect.",
        lambda member: member.link != "connected",
        "No machine is disconnected.",
    )
    session.dialogue.block(reconnected(session, serial))
