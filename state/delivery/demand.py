"""What is demanded of a delivery connection: level of the domain, DANE, and what DNS says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from state.model.destinations import Dane, OutboundTls

Check = Literal["verify", "hosted", "dane"]
"""Which rules the certificate is checked by: `Verify`, `Hosted Verify`, or TLSA records."""

DaneAnswer = Literal["insecure", "records", "bogus"]
"""`insecure`: MX or address answer not validated, or no TLSA record that can be used. `records`:
validated TLSA records. `bogus`: DNSSEC validation failed."""

NO_RECORDS: Final = "TLSA record not found"
BOGUS: Final = "DNSSEC validation error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is to be tried and checked on a connection to one mail exchanger."""

    starttls: bool
    """Whether STARTTLS is sent when it is offered."""
    required: bool = False
    """Whether nothing is sent without TLS."""
    check: Check | None = None
    must_verify: bool = False
    """Whether nothing is sent when the check fails."""
    alerts: bool = False
    """Whether a failure is one of required TLS, of which administrators may want to know."""
    refusal: str | None = None
    """Why this exchanger must not be used at all, in the words of the log; None when it may."""


_LEVELS: Final[dict[OutboundTls, Demand]] = {
    "off": Demand(starttls=False),
    "preferred": Demand(starttls=True),
    "required": Demand(starttls=True, required=True, alerts=True),
    "preferred_verify": Demand(starttls=True, check="verify"),
    "required_verify": Demand(
        starttls=True, required=True, check="verify", must_verify=True, alerts=True
    ),
    "required_verify_hosted": Demand(
        starttls=True, required=True, check="hosted", must_verify=True, alerts=True
    ),
}


def asks_dane(level: OutboundTls, dane: Dane) -> bool:
    """Whether TLSA records are looked up at all (tls-behaviour, 5)."""
    return level != "off" and dane != "off"


def demand_for(level: OutboundTls, dane: Dane = "off", answer: DaneAnswer = "insecure") -> Demand:
    """Return what a domain with this level and DANE setting demands of one exchanger.

    `answer` counts only where `asks_dane` says so.
    """
    demand = _LEVELS[level]
    if not asks_dane(level, dane):
        return demand
    alerts = demand.alerts or dane == "mandatory"
    if answer == "bogus":
        return replace(demand, required=True, alerts=alerts, refusal=BOGUS)
    if answer == "records":
        return replace(demand, required=True, check="dane", must_verify=True, alerts=alerts)
    if dane == "mandatory":
        return replace(demand, required=True, alerts=alerts, refusal=NO_RECORDS)
    return demand
