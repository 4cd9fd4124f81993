"""Servers of updates and their certificates (`updateconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Where updates come from, and by what their servers are verified."""

    validate_certificates: bool = True
    trusted: Mapping[str, str] = field(default_factory=dict)
    """Authorities beside the system list: SHA-256 fingerprint to PEM."""
    server: str | None = None
    """URL of an own server of updates; `None` are Cisco's."""
    interval: str = "5m"
    """Time between two checks for updates."""
    interface: str | None = None
    """Where connections to the server come from; `None` is chosen automatically."""
    http_proxy: str | None = None
    https_proxy: str | None = None
