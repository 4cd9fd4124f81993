"""Certificates of update servers (`updateconfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Whether and by what the servers of updates are verified."""

    validate_certificates: bool = True
    trusted: Mapping[str, str] = field(default_factory=dict)
    """Authorities beside the system list: SHA-256 fingerprint to PEM."""
