"""Who the appliance is: host name, gateway, time zone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Settings of `sethostname`, `setgateway` and `settz`."""

    hostname: str
    """Fully qualified system host name; it is in the prompt and plays no part in TLS."""
    gateway: str = "192.168.42.1"
    timezone: str = "GMT"
