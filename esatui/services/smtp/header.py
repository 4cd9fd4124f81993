"""Fields of a message's header: those that the log shows, and the one that is added."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

MOST_HOPS: Final = 100
"""Received: fields of a message that goes round in circles (RFC 5321, 6.3)."""

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_RECEIVED: Final = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID: Final = re.compile(
    rb"^message-id[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)
_SUBJECT: Final = re.compile(
    rb"^subject[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)


def message_id(header: bytes) -> str | None:
    """Return the value of Message-ID as it stands, `None` without one."""
    value = _value(_MESSAGE_ID, header)
    return " ".join(value.split()) if value and value.strip() else None


def subject(header: bytes) -> str:
    """Return the subject; folded lines keep their line ends, encoded words stay encoded."""
    return (_value(_SUBJECT, header) or "").strip(" \t")


def hops(header: bytes) -> int:
    """Return how many hosts say that they have received the message."""
    return len(_RECEIVED.findall(header))


def received(
    client: str, address: str, helo: str, hostname: str, protocol: str, moment: datetime
) -> bytes:
    """Return the Received: field that this host adds.

    `client` is the PTR name or `unknown`, `helo` what the client called itself, `protocol` such as
    `ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384`, `moment` in the appliance's local time.
    """
    said = "" if helo.lower() == client.lower() else f" (HELO {helo})"
    date = f"{moment.day:02} {_MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S %z}"
    text = (
        f"Received: from {client}{said} ([{address}])\r\n"
        f"  by {hostname} with {protocol}; {date}\r\n"
    )
    return text.encode("ascii", "replace")


def new_message_id(mid: int, moment: datetime, hostname: str, random: int) -> bytes:
    """Return a Message-ID: field for a message that has none."""
    return f"Message-ID: <{mid}.{moment:%Y%m%d%H%M%S}.{random:016x}@{hostname}>\r\n".encode("ascii")


def _value(field: re.Pattern[bytes], header: bytes) -> str | None:
    found = field.search(header)
    return None if found is None else found[1].decode("utf-8", "backslashreplace")
