"""From HTTP to HTTPS."""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import AddressValueError, IPv6Address
from typing import Final

from esatui.services.https.exchange import Request, Response
from state.certificates.names import is_hostname

HTTPS_PORT: Final = 443
_PORT: Final = re.compile(r":[0-9]{0,5}\Z")


def redirection(request: Request, hostname: str, port: int) -> Response:
    """Return the redirect to HTTPS at `port` of the same host.

    The host is the one that the client asked for, if it is one; `hostname` otherwise. The answer is
    never cached: what is committed next may be something else.
    """
    host = _host(request.host) or hostname
    place = host if port == HTTPS_PORT else f"{host}:{port}"
    query = f"?{request.query}" if request.query else ""
    # Two slashes at the beginning would be a host (RFC 3986 section 4.2).
    location = f"https://{place}/{request.path.lstrip('/')}{query}"
    return Response(HTTPStatus.FOUND, headers=(("Location", location),))


def _host(header: str) -> str:
    """Return the host of a Host header without its port, '' when there is none that can be."""
    host = _PORT.sub("", header.strip())
    if host.startswith("[") and host.endswith("]"):
        try:
            return f"[{IPv6Address(host[1:-1])}]" if "%" not in host else ""
        except AddressValueError:
            return ""
    return host.lower() if is_hostname(host) else ""
