"""The numbered lists of `destconfig` and the words of its tables: one place for each setting."""

from __future__ import annotations

from typing import Final

from state.model.destinations import Dane, IpSortPreference, LimitApply, LimitType, OutboundTls

TLS: Final[dict[OutboundTls, str]] = {
    "off": "No",
    "preferred": "Preferred",
    "required": "Required",
    "preferred_verify": "Preferred - Verify",
    "required_verify": "Required - Verify",
    "required_verify_hosted": "Required - Verify Hosted Domains",
}
TLS_COLUMN: Final[dict[OutboundTls, str]] = {
    "off": "Off",
    "preferred": "Pref",
    "required": "Req",
    "preferred_verify": "Pref-Ver",
    "required_verify": "Req-Ver",
    "required_verify_hosted": "Req-Host",
}
DANE: Final[dict[Dane, str]] = {
    "off": "No",
    "opportunistic": "Opportunistic",
    "mandatory": "Mandatory",
}
LIMIT_APPLY: Final[dict[LimitApply, str]] = {
    "system": "System Wide",
    "VG": "Per Virtual Gateway(tm)",
}
IP_SORT: Final[dict[IpSortPreference, str]] = {
    "PREFER_V6": "Prefer IPv6",
    "REQUIRE_V6": "Require IPv6",
    "PREFER_V4": "Prefer IPv4",
    "REQUIRE_V4": "Require IPv4",
}

IP_SORT_QUESTION: Final = "How would you like to sort IP addresses within an MX preference?"
TLS_QUESTION: Final = "Do you want to use TLS support?"
TAGGING_QUESTION: Final = "Perform bounce verification address tagging?"
NO_KEY: Final = "There is no bounce verification key: addresses are not tagged."


def limit_types(domain: str | None) -> list[tuple[LimitType, str]]:
    """Return what a limit counts for; `domain` of `None` is the default entry."""
    whole = "One limit applies to the entire domain"
    return [
        ("host", whole if domain is None else f"{whole} {domain}"),
        ("MXIP", "Separate limit for each mail exchanger IP address"),
    ]
