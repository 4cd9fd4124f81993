"""What is wrong with the certificates that services present."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from state.certificates.chain_faults import Fault, FaultKind
from state.model.certificates import DEMO
from state.operations.usage import Service
from state.overview.certificates import SOON_DAYS, CertificateOverview

GRAVE: frozenset[FaultKind] = frozenset({"missing intermediate", "expired", "not yet valid"})
"""Faults because of which peers refuse a certificate."""


class Presented(NamedTuple):
    """A service and the profile that it presents."""

    service: Service
    overview: CertificateOverview
    fault: Fault | None
    """The gravest fault."""

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


def presented(overviews: Iterable[CertificateOverview]) -> tuple[Presented, ...]:
    """Return the services with what they present, those in trouble first."""
    found = [
        Presented(service, each, _gravest(each.faults))
        for each in overviews
        for service in each.services
    ]
    return tuple(
        sorted(found, key=lambda each: (not each.grave, each.fault is None, not each.soon))
    )


def _gravest(faults: Iterable[Fault]) -> Fault | None:
    return min(faults, key=lambda fault: fault.kind not in GRAVE, default=None)
