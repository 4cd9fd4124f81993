"""Connections to LDAP servers: everything that comes back is bounded in size and time.

All functions block; call them in a thread.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from esatui.services.ldap.place import Place, Target
from state.certificates.quiet import without_warnings
from state.errors import StateError
from state.model.services import LdapServer
from state.operations.ldap_filter import filled

CONNECT_SECONDS: Final = 10
STEP_SECONDS: Final = 10
TOTAL_SECONDS: Final = 30.0
"""From the connection to the last answer."""
MOST_BYTES: Final = 1024 * 1024
"""What a server may send in that time."""

_NO_ATTRIBUTES: Final = "1.1"
_SIZE_LIMIT_EXCEEDED: Final = 4


def check(place: Place, server: LdapServer) -> None:
    """Connect and bind. Raises `StateError` with a short reason."""
    with connected(place, server):
        return


def exists(place: Place, server: LdapServer, address: str) -> bool:
    """Return whether the acceptance query of `server` finds an entry. Raises `StateError`."""
    with connected(place, server) as connection, _failures():
        connection.search(
            server.base,
            filled(server.accept_filter, address),
            attributes=_NO_ATTRIBUTES,
            size_limit=1,
            time_limit=STEP_SECONDS,
        )
        code = connection.result["result"]
        if code not in (0, _SIZE_LIMIT_EXCEEDED):
            raise StateError(_described(connection.result))
        found = connection.response or ()
        return any(each.get("type") == "searchResEntry" for each in found)


@contextmanager
def connected(place: Place, server: LdapServer) -> Iterator[Any]:
    """Give a bound connection to the first target that takes one. Raises `StateError`."""
    connection = None
    for number, target in enumerate(place.targets, 1):
        try:
            connection = _connect(target, place.context, server)
            break
        except StateError:
            if number == len(place.targets):
                raise
    assert connection is not None  # noqa: S101 - a place has targets.
    try:
        yield connection
    finally:
        with _failures(silent=True):
            connection.unbind()


class Bounded:
    """As much of a socket as the library asks for, with an end to time and bytes."""

    def __init__(self, inner: socket.socket) -> None:
        self.inner = inner
        self._end = time.monotonic() + TOTAL_SECONDS
        self._bytes = MOST_BYTES

    def recv(self, size: int) -> bytes:
        left = self._end - time.monotonic()
        if left <= 0 or self._bytes <= 0:
            raise TimeoutError("timed out" if left <= 0 else "answer too large")
        self.inner.settimeout(min(left, STEP_SECONDS))
        data = self.inner.recv(min(size, self._bytes))
        self._bytes -= len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@cache
def _library() -> Any:
    # The library is older than the versions of what it stands on, which warn of that.
    with without_warnings():
        import ldap3
    return ldap3


def _connect(target: Target, context: ssl.SSLContext | None, server: LdapServer) -> Any:
    ldap3 = _library()
    tls = _tls(target, context)
    at_once = context is not None and not server.start_tls
    bind = server.bind_user is not None
    with _failures(tls):
        place = ldap3.Server(
            target.address.host,
            port=target.address.port,
            use_ssl=at_once,
            tls=tls,
            get_info=ldap3.NONE,
            connect_timeout=CONNECT_SECONDS,
        )
        connection = ldap3.Connection(
            place,
            user=server.bind_user if bind else None,
            password=server.bind_passphrase if bind else None,
            authentication=ldap3.SIMPLE if bind else ldap3.ANONYMOUS,
            client_strategy=ldap3.SYNC,
            auto_referrals=False,
            check_names=False,
            receive_timeout=STEP_SECONDS,
            source_address=target.source,
        )
        try:
            connection.open(read_server_info=False)
            if not isinstance(connection.socket, Bounded):
                connection.socket = Bounded(connection.socket)
            if context is not None and server.start_tls:
                connection.start_tls(read_server_info=False)
            if not connection.bind(read_server_info=False):
                raise StateError(_described(connection.result))
        except BaseException:
            if connection.socket is not None:
                connection.socket.close()
            raise
    return connection


def _tls(target: Target, context: ssl.SSLContext | None) -> Any:
    """Return what the library asks for TLS: it does as `context` says, and keeps its failure."""
    ldap3 = _library()

    class Tls(ldap3.Tls):  # type: ignore[misc, name-defined]
        failure: str | None = None

        def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
            plain = connection.socket
            plain = plain.inner if isinstance(plain, Bounded) else plain
            if context is None:
                raise ssl.SSLError("TLS is not wanted")
            plain.settimeout(STEP_SECONDS)
            try:
                secured = context.wrap_socket(plain, server_hostname=target.host)
            except ssl.SSLCertVerificationError as error:
                self.failure = error.verify_message
                raise
            except OSError as error:
                self.failure = getattr(error, "reason", None) or error.strerror or str(error)
                raise
            connection.socket = Bounded(secured)

    return Tls()


@contextmanager
def _failures(tls: Any = None, *, silent: bool = False) -> Iterator[None]:
    """Turn whatever goes wrong into `StateError`, or into nothing when `silent`."""
    try:
        yield
    except StateError:
        raise
    except Exception as error:
        if not silent:
            failure = getattr(tls, "failure", None)
            raise StateError(f"TLS: {failure}" if failure else _reason(error)) from error


def _reason(error: Exception) -> str:
    """Return a short reason out of the library's many words."""
    text = str(error).lower()
    for words, reason in (
        ("refused", "connection refused"),
        ("timed out", "timed out"),
        ("answer too large", "invalid answer from the server"),
        ("no route", "no route to host"),
        ("starttls", "StartTLS was refused"),
        ("alert", "TLS: the server refused the connection"),
        ("certificate required", "TLS: the server refused the connection"),
        ("reset", "connection closed by the server"),
        ("closed", "connection closed by the server"),
        ("terminated", "connection closed by the server"),
    ):
        if words in text:
            return reason
    return "invalid answer from the server"


def _described(result: Any) -> str:
    """Return the server's own word for a result: `invalidCredentials`."""
    text = str(result.get("description", "")) if isinstance(result, dict) else ""
    plain = "".join(character for character in text if character.isalnum())
    return f"the server answered {plain[:64] or 'nothing'}"
