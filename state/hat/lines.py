"""Lines of `mail_logs` about an inbound connection and its sender group (mail logs, 3)."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, ip_address
from typing import Final

from state.hat.classifier import Match
from state.model.listeners import EVERYONE
from state.operations.values import shown

NOT_ENABLED: Final = "not enabled"
"""The score on a private listener."""

_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""Addresses that RFC 1918 sets aside."""


def new_connection(
    icid: int,
    interface: str,
    local: str,
    address: str,
    hostname: str | None = None,
    *,
    verified: bool = False,
) -> str:
    """Return the first line about a connection: `local` is the address of the IP interface.

    `hostname` is the PTR name; `verified` whether it leads back to the address.
    """
    name = shown(hostname) if hostname else "unknown"
    answer = "yes" if hostname and verified else "no"
    return (
        f"New SMTP ICID {icid} interface {interface} ({local}) address {address} "
        f"reverse dns host {name} verified {answer}"
    )


def access(icid: int, match: Match, score: str, country: str | None = None) -> str:
    """Return the line about the sender group; `score` comes from `score_text`."""
    group = "None" if match.group == EVERYONE else match.group
    line = f"ICID {icid} {match.rule} SG {group} match {match.entry} SBRS {score}"
    return f"{line} country {shown(country)}" if country else line


def delayed_reject(icid: int, address: str) -> str:
    """Return the line about a rejected sender whose recipients are still listened to."""
    return f"ICID {icid} Delayed HAT REJECT continuing session for recipient logging ({address})"


def lost(icid: int) -> str:
    """Return the line about a connection that broke; `closed` follows it."""
    return f"ICID {icid} lost"


def closed(icid: int) -> str:
    """Return the last line about every inbound connection."""
    return f"ICID {icid} close"


def score_text(score: float | None, address: str, *, reputation: bool = True) -> str:
    """Return what stands behind `SBRS`: `-1.1`, `None`, `rfc1918` or `not enabled`."""
    if not reputation:
        return NOT_ENABLED
    if score is not None:
        return f"{round(score * 10) / 10:.1f}"
    return "rfc1918" if _is_private(address) else "None"


@lru_cache(maxsize=1024)
def _is_private(address: str) -> bool:
    parsed = ip_address(address.partition("%")[0])
    plain = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(plain in network for network in _PRIVATE)
