"""Spans of time as the appliance writes them."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("week", 604800), ("day", 86400), ("hour", 3600), ("min", 60), ("sec", 1))


def age(span: timedelta) -> str:
    """Return `4 weeks 46 mins 53 secs`: units that are zero are left out."""
    rest = max(int(span.total_seconds()), 0)
    parts = []
    for unit, seconds in _UNITS:
        number, rest = divmod(rest, seconds)
        if number:
            parts.append(f"{number} {unit}" if number == 1 else f"{number} {unit}s")
    return " ".join(parts) or "0 secs"


def ttl(seconds: int) -> str:
    """Return `52m24s`, `30m`, `1d`: units that are zero are left out."""
    rest = max(seconds, 0)
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        number, rest = divmod(rest, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"
