"""The e-mail about an alert (tls-behaviour, 8.3)."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from typing import Final

from esatui.services.alerts.alert import Alert
from esatui.text.dates import mail_date
from state.logs.lines import printable
from state.settings import ApplianceSettings

LONGEST_SUBJECT_TEXT: Final = 60
"""Characters of the alert's text that the subject shows."""
LONGEST_TEXT: Final = 8192
_WIDTH: Final = 79


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an alert mail says."""

    alert: Alert
    hostname: str
    sender: str
    """The From Address."""
    recipient: str
    moment: datetime
    """When the alert was raised, in the appliance's local time."""
    held_back: int = 0
    """Duplicates that were not sent since the last mail."""


def subject(alert: Alert, hostname: str) -> str:
    """Return `Warning <System> mail.example.com: <text>`, one line, the text cut at 60.

    Lines of the text are joined by a space, its paragraphs by `; `.
    """
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", alert.text)]
    text = printable("; ".join(each for each in paragraphs if each))
    if len(text) > LONGEST_SUBJECT_TEXT:
        text = f"{text[:LONGEST_SUBJECT_TEXT]}..."
    return f"{alert.word} <{alert.alert_class}> {hostname}: {text}"


def message(letter: Letter, settings: ApplianceSettings, identifier: str) -> bytes:
    """Return the message, header and body, its lines ended by CR LF.

    `identifier` makes the Message-ID unique: what stands before the `@`.
    """
    lines = [*_header(letter, identifier), "", *_body(letter, settings), ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _header(letter: Letter, identifier: str) -> list[str]:
    return [
        f"From: {letter.sender}",
        f"To: {letter.recipient}",
        f"Subject: {_encoded(subject(letter.alert, letter.hostname))}",
        f"Date: {format_datetime(letter.moment)}",
        f"Message-ID: <{identifier}@{letter.hostname}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]


def _encoded(text: str) -> str:
    """Return a header's text as it may be sent (RFC 2047): unchanged when it is ASCII."""
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="\r\n")


def _body(letter: Letter, settings: ApplianceSettings) -> list[str]:
    held_back = letter.held_back
    lines = [f"The {letter.alert.word} message is:", "", *_wrapped(letter.alert.text), ""]
    if held_back:
        lines += [f"({held_back} duplicate alerts were suppressed.)", ""]
    return [
        *lines,
        f"Version: {settings.release}",
        f"Serial Number: {settings.serial}",
        f"Timestamp: {mail_date(letter.moment)}",
    ]


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for line in text[:LONGEST_TEXT].splitlines():
        plain = printable(line)
        lines += textwrap.wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False) or [
            ""
        ]
    return [piece for line in lines for piece in _pieces(line)]


def _pieces(line: str) -> list[str]:
    """Return a line in parts that no server refuses for their length (RFC 5322 section 2.1.1)."""
    return [line[at : at + 240] for at in range(0, len(line), 240)] or [""]
