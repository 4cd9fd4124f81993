"""What is wrong with the certificates that services present, and with how they present them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from state.certificates.chain_faults import Fault, FaultKind
from state.model.certificates import DEMO
from state.operations.usage import Service
from state.overview.certificates import SOON_DAYS, CertificateOverview
from state.overview.offers import Offer

GRAVE: frozenset[FaultKind] = frozenset({"missing intermediate", "expired", "not yet valid"})
"""Faults because of which peers refuse a certificate."""


class Presented(NamedTuple):
    """A service and the profile that it presents."""

    service: Service
    overview: CertificateOverview
    fault: Fault | None
    """The gravest fault."""
    offer: Offer | None = None
    """To whom a listener offers STARTTLS; `None` for other services."""

    @property
    def demo(self) -> bool:
        """Whether it is the certificate of the factory, which no peer trusts."""
        return self.overview.name == DEMO

    @property
    def soon(self) -> bool:
        """Whether it has to be renewed soon."""
        return self.overview.status == "Active" and self.overview.days < SOON_DAYS

    @property
    def grave(self) -> bool:
        """Whether peers refuse it."""
        return self.fault is not None and self.fault.kind in GRAVE

    @property
    def hidden(self) -> bool:
        """Whether a certificate that was chosen is shown to nobody, as TLS is off for everybody.

        Where nobody has chosen one yet, that is how the factory has it.
        """
        return self.offer is not None and self.offer.nobody and not self.demo

    @property
    def troubled(self) -> bool:
        """Whether something does not work, or works for some only."""
        offer = self.offer
        if offer is not None and (offer.partly or offer.unverifiable):
            return True
        untrusted = self.demo and offer is not None and bool(offer.offering)
        return self.fault is not None or self.hidden or untrusted or self.soon


def presented(
    overviews: Iterable[CertificateOverview], offers: Mapping[str, Offer]
) -> tuple[Presented, ...]:
    """Return the services with what they present, those in trouble first.

    `offers` are those of the listeners, by name.
    """
    found = [
        Presented(
            service,
            each,
            _gravest(each.faults),
            offers.get(service.name) if service.kind == "listener" else None,
        )
        for each in overviews
        for service in each.services
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                not each.grave,
                each.fault is None,
                not each.hidden,
                not each.soon,
                not each.troubled,
            ),
        )
    )


def _gravest(faults: Iterable[Fault]) -> Fault | None:
    return min(faults, key=lambda fault: fault.kind not in GRAVE, default=None)
