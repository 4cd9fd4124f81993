"""Looking up a name in the zones of the lab, aliases included."""

from __future__ import annotations

from typing import Final

from esatui.services.network.answers import Answer, RecordType, Status
from esatui.services.network.lab import LabContent
from esatui.services.network.zone import DEFAULT_TTL, Zone

LONGEST_CHAIN: Final = 10
"""Aliases that are followed."""


def look_up(lab: LabContent, name: str, kind: RecordType) -> Answer[str] | None:
    """Return the answer of the lab, `None` when no zone of it knows about `name`.

    `name` is in small letters, without the final dot.
    """
    zone = lab.zone_of(name)
    if zone is None:
        return None
    secure, ttl = True, 2**31 - 1
    for _ in range(LONGEST_CHAIN):
        secure = secure and zone.secure
        if zone.fails:
            return Answer("failure", name=name, reason="SERVFAIL")
        alias = _alias(zone, name) if kind != "CNAME" else None
        if alias is None:
            return _answer(zone, name, kind, secure, ttl)
        name, alias_ttl = alias
        ttl = min(ttl, alias_ttl)
        following = lab.zone_of(name)
        if following is None:
            return Answer("nxdomain", name=name, ttl=min(ttl, DEFAULT_TTL))
        zone = following
    return Answer("failure", name=name, reason="too many aliases")


def _alias(zone: Zone, name: str) -> tuple[str, int] | None:
    found = zone.sets.get(name, {}).get("CNAME")
    return (found.records[0].lower().rstrip("."), found.ttl) if found else None


def _answer(zone: Zone, name: str, kind: str, secure: bool, ttl: int) -> Answer[str]:
    found = zone.sets.get(name, {}).get(kind)
    if found is not None:
        return Answer("found", found.records, min(ttl, found.ttl), secure, name)
    ttl = min(ttl, DEFAULT_TTL)
    status: Status = "no data" if name in zone.existing else "nxdomain"
    return Answer(status, ttl=ttl, secure=secure, name=name)
