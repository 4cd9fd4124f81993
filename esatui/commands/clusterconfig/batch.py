"""The batch forms (17.3)."""

from __future__ import annotations

from esatui.commands.clusterconfig.declaration import command
from esatui.commands.clusterconfig.machines import listing, remove, statuses
from esatui.session import Session
from state.errors import StateError
from state.operations.cluster import find_machine


@command.batch("clusterconfig removemachine <machine>")
async def remove_machine(session: Session, name: str) -> None:
    """Remove a machine, by host name or serial number. Raises `StateError`."""
    _require_cluster(session)
    remove(session, find_machine(session.draft.configuration, name))


@command.batch("clusterconfig list", changes=False)
async def list_machines(session: Session) -> None:
    """Print the groups with their machines."""
    _require_cluster(session)
    session.dialogue.block(listing(session))


@command.batch("clusterconfig connstatus", changes=False)
async def connection_status(session: Session) -> None:
    """Print which machines are connected."""
    _require_cluster(session)
    session.dialogue.block(statuses(session))


@command.batch("clusterconfig prepjoin print")
async def print_key(session: Session) -> None:
    """Print the key of this machine, for PREPJOIN on a machine of the cluster."""
    from state.cluster.user_key import user_key

    appliance = session.appliance
    session.dialogue.block(user_key(appliance.store.layout, appliance.random.randbytes))


def _require_cluster(session: Session) -> None:
    if not session.clustered:
        raise StateError("This machine is not in a cluster.")
