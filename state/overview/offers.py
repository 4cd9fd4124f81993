"""To whom a listener offers STARTTLS, as its mail flow policies have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from state.hat.policy import resolve
from state.model.configuration import View
from state.model.listeners import HostAccessTable, InboundTls
from state.operations.hat import policy_order

TAKING: Final = frozenset({"ACCEPT", "RELAY"})
"""Access rules of policies under which mail is taken; under others TLS makes no difference."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The mail flow policies of one listener that take mail, by their TLS in force.

    Of policies that no sender group has nothing is said: no host gets them.
    """

    offering: tuple[str, ...]
    off: tuple[str, ...]
    unverifiable: tuple[str, ...] = ()
    """Policies that verify clients while no certificate authority is trusted."""

    @property
    def nobody(self) -> bool:
        """Whether mail is taken, and STARTTLS offered to none of those who bring it."""
        return bool(self.off) and not self.offering

    @property
    def partly(self) -> bool:
        """Whether STARTTLS is offered to some of those who bring mail."""
        return bool(self.off and self.offering)


def offers(view: View) -> dict[str, Offer]:
    """Return what each listener offers, by its name."""
    trusting = trusts_somebody(view)
    return {
        name: _offer(listener.hat, trusting=trusting)
        for name, listener in view.listeners.entries.items()
    }


def trusts_somebody(view: View) -> bool:
    """Whether there is a list of certificate authorities that peers are verified with."""
    authorities = view.authorities
    own = authorities.custom_enabled and bool(authorities.custom)
    return authorities.system_enabled or own


def own_levels(hat: HostAccessTable) -> dict[str, InboundTls]:
    """Return the policies that have a TLS level of their own, in the order of the list.

    The level of the default policy parameters does not reach them.
    """
    levels = ((name, hat.policies[name].parameters.tls) for name in policy_order(hat))
    return {name: level for name, level in levels if level is not None}


def _offer(hat: HostAccessTable, *, trusting: bool) -> Offer:
    used = {group.policy for group in hat.groups.values()}
    taking = {
        name: resolve(hat.policies[name].parameters, hat.default)
        for name in policy_order(hat)
        if name in used and hat.policies[name].rule in TAKING
    }
    return Offer(
        offering=tuple(name for name, policy in taking.items() if policy.offers_tls),
        off=tuple(name for name, policy in taking.items() if not policy.offers_tls),
        unverifiable=tuple(
            name for name, policy in taking.items() if policy.asks_for_certificate and not trusting
        ),
    )
