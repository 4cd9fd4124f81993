"""The message that tells a sender what could not be delivered (RFC 3464)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from random import Random
from typing import Final

from esatui.services.delivery.report import Cause
from state.operations.values import shown

LARGEST_HEADER: Final = 65536
"""Bytes of the original header that go back."""
MOST_RECIPIENTS: Final = 1000

_DELAYED: Final = "The following message to <{address}> has not been delivered yet. It will be tried further;\r\nyou need not send it again. The reason for the delay:\r\n{code} - {words} '{text}'\r\n"  # noqa: E501 - two lines of a message.
_EXPLANATION: Final = "The following message to <{address}> was undeliverable.\r\nThe reason for the problem:\r\n{code} - {words} '{text}'\r\n"  # noqa: E501 - one line of a message.


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that is given up, and why."""

    address: str
    cause: Cause
    remote: str = ""
    """The host that refused it; '' when none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a bounce message says."""

    mid: int
    """Number of the bounce message itself."""
    hostname: str
    """The appliance: in From, Message-ID and Reporting-MTA."""
    recipient: str
    """The sender of the original message."""
    moment: datetime
    """Now, in the appliance's local time."""
    received: datetime
    """When the original message came, in the appliance's local time."""
    failures: Sequence[Failure]
    delayed: bool = False
    """Whether it only warns: the message is tried further."""


def bounce_message(notice: Notice, header: bytes, random: Random) -> bytes:
    """Return the message: explanation, status, and the original header.

    `header` is what `original_header` gives.
    """
    boundary = f"{random.getrandbits(64):016X}/{notice.hostname}"
    failures = notice.failures[:MOST_RECIPIENTS]
    wording = _DELAYED if notice.delayed else _EXPLANATION
    explanations = "\r\n".join(_explanation(wording, each) for each in failures)
    text = "\r\n".join(
        [
            *_header(notice, boundary),
            "",
            f"--{boundary}",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            explanations,
            f"--{boundary}",
            "Content-Type: message/delivery-status",
            "",
            f"Reporting-MTA: dns; {notice.hostname}",
            f"Arrival-Date: {format_datetime(notice.received)}",
            "",
            *(line for each in failures for line in _status(each, delayed=notice.delayed)),
            f"--{boundary}",
            "Content-Type: text/rfc822-headers",
            "Content-Transfer-Encoding: 8bit",
            "",
            "",
        ]
    )
    return text.encode("utf-8", "replace") + header + f"\r\n--{boundary}--\r\n".encode()


def original_header(content: bytes) -> bytes:
    """Return the header of a message, its lines ended by CR LF, bounded."""
    plain = content[: LARGEST_HEADER * 2].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    header = plain.partition(b"\n\n")[0][:LARGEST_HEADER].rstrip(b"\n")
    # A line that looks like a boundary cannot be ours: that one is random.
    return header.replace(b"\n", b"\r\n") + b"\r\n"


def _header(notice: Notice, boundary: str) -> list[str]:
    return [
        f"Date: {format_datetime(notice.moment)}",
        f'From: "Mail Delivery System" <MAILER-DAEMON@{notice.hostname}>',
        f"To: <{shown(notice.recipient)}>",
        f"Subject: Delivery Status Notification ({'Delay' if notice.delayed else 'Failure'})",
        f"Message-ID: <{notice.mid}.{boundary.partition('/')[0]}@{notice.hostname}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
    ]


def _explanation(wording: str, failure: Failure) -> str:
    cause = failure.cause
    return wording.format(
        address=shown(failure.address), code=cause.code, words=cause.words, text=cause.text
    )


def _status(failure: Failure, *, delayed: bool) -> list[str]:
    """The fields of one recipient (RFC 3464 section 2.3), and the empty line after them."""
    cause = failure.cause
    action = "delayed" if delayed else "failed"
    lines = [f"Final-Recipient: rfc822; {shown(failure.address)}", f"Action: {action}"]
    lines.append(f"Status: {cause.code}")
    if failure.remote:
        lines.append(f"Remote-MTA: dns; {shown(failure.remote)}")
    if cause.reply.code:
        lines.append(f"Diagnostic-Code: smtp; {cause.reply.code} {cause.text}")
    return [*lines, ""]
