"""The error pairs of OpenSSL 1.0 for the reasons of the library below (mail-logs, 4.1).

A code is 0x14 (the SSL library), twelve bits of function, twelve bits of reason; an alert that came
from the peer has the reason 1000 plus its number. Numbers and names are those of OpenSSL 1.0.2's
`ssl.h`; newer libraries have no functions in their codes and other words for some reasons.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Direction = Literal["inbound", "outbound"]


class Function(NamedTuple):
    """A function of OpenSSL 1.0, by its number."""

    number: int
    name: str


class Reason(NamedTuple):
    """A reason by its number, and the function that reports it."""

    number: int
    function: Function
    name: str


_CLIENT_HELLO_23: Final = Function(118, "SSL23_GET_CLIENT_HELLO")
_SERVER_HELLO_23: Final = Function(119, "SSL23_GET_SERVER_HELLO")
_CERT_AND_ALGORITHM: Final = Function(130, "SSL3_CHECK_CERT_AND_ALGORITHM")
_CLIENT_HELLO: Final = Function(138, "SSL3_GET_CLIENT_HELLO")
_FINISHED: Final = Function(140, "SSL3_GET_FINISHED")
_KEY_EXCHANGE: Final = Function(141, "SSL3_GET_KEY_EXCHANGE")
_MESSAGE: Final = Function(142, "SSL3_GET_MESSAGE")
_RECORD: Final = Function(143, "SSL3_GET_RECORD")
_SERVER_HELLO: Final = Function(146, "SSL3_GET_SERVER_HELLO")
_READ_BYTES: Final = Function(148, "SSL3_READ_BYTES")

_ALERTS: Final = {
    10: "sslv3 alert unexpected message",
    20: "sslv3 alert bad record mac",
    21: "tlsv1 alert decryption failed",
    22: "tlsv1 alert record overflow",
    30: "sslv3 alert decompression failure",
    40: "sslv3 alert handshake failure",
    41: "sslv3 alert no certificate",
    42: "sslv3 alert bad certificate",
    43: "sslv3 alert unsupported certificate",
    44: "sslv3 alert certificate revoked",
    45: "sslv3 alert certificate expired",
    46: "sslv3 alert certificate unknown",
    47: "sslv3 alert illegal parameter",
    48: "tlsv1 alert unknown ca",
    49: "tlsv1 alert access denied",
    50: "tlsv1 alert decode error",
    51: "tlsv1 alert decrypt error",
    60: "tlsv1 alert export restriction",
    70: "tlsv1 alert protocol version",
    71: "tlsv1 alert insufficient security",
    80: "tlsv1 alert internal error",
    86: "tlsv1 alert inappropriate fallback",
    90: "tlsv1 alert user cancelled",
    100: "tlsv1 alert no renegotiation",
    109: "tlsv13 alert missing extension",
    110: "tlsv1 unsupported extension",
    111: "tlsv1 certificate unobtainable",
    112: "tlsv1 unrecognized name",
    113: "tlsv1 bad certificate status response",
    114: "tlsv1 bad certificate hash value",
    115: "tlsv1 alert unknown psk identity",
    116: "tlsv13 alert certificate required",
    120: "tlsv1 alert no application protocol",
}
_HANDSHAKE_FAILURE: Final = 40
_PROTOCOL_VERSION: Final = 70
# An inbound alert that is none of these is reported as a handshake failure.
_TOLD_APART_INBOUND: Final = frozenset({42, 45, 46, 48})
# These two come instead of a server's first message.
_BEFORE_SERVER_HELLO: Final = frozenset({_HANDSHAKE_FAILURE, _PROTOCOL_VERSION})
_ALERT: Final = re.compile(r"(?:ssl/tls|sslv3|tlsv1[0-9]*|tls)(?: alert)? (?P<what>.+)")
_ALERT_NUMBERS: Final = {
    match["what"]: number
    for number, name in _ALERTS.items()
    if (match := _ALERT.fullmatch(name)) is not None
}

_INBOUND: Final = {
    "http request": Reason(156, _CLIENT_HELLO_23, "http request"),
    "no shared cipher": Reason(193, _CLIENT_HELLO, "no shared cipher"),
    "unknown protocol": Reason(252, _CLIENT_HELLO_23, "unknown protocol"),
    "unsupported protocol": Reason(258, _CLIENT_HELLO_23, "unsupported protocol"),
}
_OUTBOUND: Final = {
    "dh key too small": Reason(372, _CERT_AND_ALGORITHM, "dh key too small"),
    "unknown protocol": Reason(252, _SERVER_HELLO_23, "unknown protocol"),
    "unsupported protocol": Reason(258, _SERVER_HELLO_23, "unsupported protocol"),
    "wrong cipher returned": Reason(261, _SERVER_HELLO, "wrong cipher returned"),
}
_EITHER: Final = {
    reason.name: reason
    for reason in (
        Reason(123, _KEY_EXCHANGE, "bad signature"),
        Reason(146, _RECORD, "data length too long"),
        Reason(149, _FINISHED, "digest check failed"),
        Reason(150, _RECORD, "encrypted length too long"),
        Reason(152, _MESSAGE, "excessive message size"),
        Reason(159, _CLIENT_HELLO, "length mismatch"),
        Reason(160, _CLIENT_HELLO, "length too short"),
        Reason(198, _RECORD, "packet length too long"),
        Reason(244, _MESSAGE, "unexpected message"),
        Reason(245, _READ_BYTES, "unexpected record"),
        Reason(267, _RECORD, "wrong version number"),
        Reason(281, _RECORD, "decryption failed or bad record mac"),
        Reason(338, _SERVER_HELLO, "unsafe legacy renegotiation disabled"),
        Reason(373, _CLIENT_HELLO, "inappropriate fallback"),
        Reason(409, _READ_BYTES, "too many warn alerts"),
    )
}
# Newer words for what 1.0 knew under another name.
_SYNONYMS: Final = {
    "https proxy request": "http request",
    "no protocols available": "unsupported protocol",
    "no suitable signature algorithm": "no shared cipher",
    "no suitable key share": "no shared cipher",
    "no suitable groups": "no shared cipher",
    "version too low": "unsupported protocol",
    "wrong ssl version": "unsupported protocol",
}
_INTERNAL_ERROR: Final = 68


def error_pair(reason: str, direction: Direction) -> str:
    """Return the pair for a reason of the library, such as `no shared cipher`.

    A reason without a number in OpenSSL 1.0 keeps its words under the number of an internal error.
    """
    alert = _alert_number(reason)
    if alert is not None:
        return alert_pair(alert, direction)
    words = _SYNONYMS.get(reason, reason)
    table = _INBOUND if direction == "inbound" else _OUTBOUND
    known = table.get(words) or _EITHER.get(words)
    return _pair(known or Reason(_INTERNAL_ERROR, _READ_BYTES, words or "internal error"))


def alert_pair(number: int, direction: Direction) -> str:
    """Return the pair for an alert of the peer, by its number (RFC 8446 section 6)."""
    function = _READ_BYTES
    if number not in (_TOLD_APART_INBOUND if direction == "inbound" else _ALERTS):
        number = _HANDSHAKE_FAILURE
    if direction == "outbound" and number in _BEFORE_SERVER_HELLO:
        function = _SERVER_HELLO_23
    return _pair(Reason(1000 + number, function, _ALERTS[number]))


def _alert_number(reason: str) -> int | None:
    match = _ALERT.fullmatch(reason)
    return _ALERT_NUMBERS.get(match["what"]) if match else None


def _pair(reason: Reason) -> str:
    code = 0x14 << 24 | reason.function.number << 12 | reason.number
    error = f"error:{code:08X}:SSL routines:{reason.function.name}:{reason.name}"
    return f"({code}, '{error}')"
