"""TLSA records (RFC 6698, RFC 7672)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tlsa:
    """One TLSA record, as it stands in the zone: `3 1 1 <hex>`."""

    usage: int
    selector: int
    matching: int
    data: bytes = field(repr=False)
