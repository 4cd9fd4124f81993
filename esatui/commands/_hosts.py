"""What `ping`, `telnet` and `diagnostic` ask about hosts."""

from __future__ import annotations

import re
from typing import Final

from state.certificates.names import check_hostname
from state.operations.adminaccess import is_address
from state.operations.values import not_blank

_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?")


def check_host(text: str) -> str:
    """Return a host name or an IP address (without zone); raises `StateError`."""
    host = not_blank(text)
    if not is_address(host) and not _NAME.fullmatch(host):
        check_hostname(host)
    # A zone names an interface of this machine, not of the appliance (RFC 4007, section 11).
    return host.partition("%")[0]
