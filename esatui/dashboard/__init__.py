"""The dashboard over an appliance: what `screens` is given by this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.desk import Desk

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from state.store import Candidate, Login


def desk_of(
    appliance: Appliance, login: Login, candidate: Candidate, *, leave_word: str = "quit"
) -> Desk:
    """Return what a dashboard of this login stands on; the candidate stays its caller's."""
    return Desk(
        store=appliance.store,
        candidate=candidate,
        login=login,
        clock=appliance.clock,
        key_maker=appliance.key_maker,
        random=appliance.random,
        log_books=appliance.log_books,
        counters=appliance.counters,
        hosts=appliance.hosts,
        broadcast=appliance.broadcast,
        destination_probe=appliance.destination_check,
        ldap_probe=appliance.ldap,
        names_probe=appliance.names,
        leave_word=leave_word,
    )


def preload() -> None:
    """Import now what the first person at a dashboard would have to wait for."""
    from importlib import import_module

    from screens.sections import PLACES

    import_module("esatui.dashboard.performance")
    for place in PLACES:
        place.load()
