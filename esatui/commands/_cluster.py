"""What several commands say and do about machines of the cluster."""

from __future__ import annotations

import dataclasses

from esatui.session import Session
from state.model.cluster import Link
from state.operations.cluster import hostname_of, linked


def link_of(session: Session, serial: str) -> Link:
    """Return how a machine stands to the cluster, as far as this machine knows."""
    return session.appliance.store.refresh().configuration.members[serial].link


def reconnected(session: Session, serial: str) -> str:
    """Restore the connection of a machine, and return what to tell. Raises `StateError`."""
    store = session.appliance.store
    if serial == session.appliance.settings.serial:
        from state.cluster.membership import reconnect

        reconnect(store, session.login)
    else:
        relink(session, serial, "reconnecting", "Reconnected a machine")
    name = hostname_of(session.draft.configuration, serial)
    if link_of(session, serial) == "connected":
        return f"Machine {name} is connected to the cluster again."
    return f"Machine {name} is connected again as soon as it can be reached."


def relink(session: Session, serial: str, link: Link, comment: str) -> None:
    """Change how a machine stands to the cluster, at once. Raises `StateError`."""
    session.candidate.change_at_once(
        lambda draft: dataclasses.replace(
            draft, configuration=linked(draft.configuration, serial, link)
        ),
        comment,
    )
