"""Lines of `mail_logs` about one delivery connection (mail-logs sections 6 and 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from state.operations.values import shown

NOT_NEGOTIATED: Final = "TLS was required but could not be successfully negotiated"
UNEXPECTED_RESPONSE: Final = "unexpected SMTP response"
NETWORK_ERROR: Final = "network error"
TIMED_OUT: Final = "connection timed out"
TIMEOUT: Final = "timeout"
CLOSED: Final = "[Errno 0] Error"
"""What a connection is reported as that the peer closed without saying anything."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An SMTP reply: its code and the texts of its lines, without codes."""

    code: int = 0
    texts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where a delivery connection goes: its DCID, destination domain and addresses."""

    dcid: int
    domain: str
    peer: str
    """Address of the remote host, as the appliance knows it."""
    interface: str
    """Local address, as the appliance knows it."""
    port: int = 25


def starttls_not_supported(route: Route) -> str:
    """EHLO was refused, or its reply does not list STARTTLS; the period belongs to it."""
    return f"DCID {route.dcid} STARTTLS command not supported."


def tls_success(route: Route, protocol: str, cipher: str) -> str:
    """The handshake is finished and nothing stands against the connection."""
    return f"DCID {route.dcid} TLS success protocol {protocol} cipher {cipher}"


def tls_failed(route: Route, error: str) -> str:
    """No TLS came about; `error` is in the words of the table."""
    return f"DCID {route.dcid} TLS failed: {error}"


def not_verified(route: Route, reason: str) -> str:
    """The certificate does not verify and delivery goes on."""
    return f"DCID {route.dcid} TLS verification failed: {reason}"


def tls_was_required(route: Route) -> str:
    """The last TLS line of a connection that is given up for lack of TLS."""
    return f"DCID {route.dcid} IP {route.peer} {NOT_NEGOTIATED}"


def dane_success(route: Route) -> str:
    """A TLSA record matches."""
    return f"DCID {route.dcid} DANE success for the domain: {route.domain}"


def dane_failed(route: Route, reason: str) -> str:
    """No TLSA record matches, or there is none although one is mandatory."""
    return f"DCID {route.dcid} DANE failed for the domain: {route.domain} reason: {reason}"


def unexpected_response(route: Route, reply: Reply) -> str:
    """A reply that ends the use of the connection. No space follows `IP:` in this line alone."""
    details = f"{reply.code:03}-'{shown(' '.join(reply.texts))}'"
    return _connection_error(route, f"IP:{route.peer}", details, UNEXPECTED_RESPONSE)


def connection_error(route: Route, failure: str) -> str:
    """A socket error (`[Errno 61] Connection refused`), `timeout`, or '' for a mere close."""
    details = failure or CLOSED
    return _connection_error(route, f"IP: {route.peer}", details, connection_reason(failure))


def connection_reason(failure: str) -> str:
    """The reason that goes with a socket error; it is also that of the `Delayed:` line."""
    return TIMED_OUT if failure == TIMEOUT else NETWORK_ERROR


def _connection_error(route: Route, address: str, details: str, reason: str) -> str:
    return (
        f"Connection Error: DCID {route.dcid} domain: {route.domain} {address} "
        f"port: {route.port} details: {details} interface: {route.interface} reason: {reason}"
    )
