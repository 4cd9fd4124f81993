"""The mail that carries a configuration file (`mailconfig`, CLI reference, 6.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from state.errors import StateError
from state.operations.alerts import check_address
from state.operations.values import BLANK

MOST_RECIPIENTS: Final = 100


def check_recipients(text: str) -> tuple[str, ...]:
    """Return the addresses in `text`, which are separated by commas, each once.

    Raises `StateError` for what is no address, and when there is none or more than 100.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise StateError(BLANK, "address")
    addresses = tuple(dict.fromkeys(map(check_address, parts)))
    if len(addresses) > MOST_RECIPIENTS:
        raise StateError(f"There can be {MOST_RECIPIENTS} addresses at most.", "address")
    return addresses


def configuration_mail(
    data: bytes,
    *,
    name: str,
    sender: str,
    recipients: Sequence[str],
    hostname: str,
    moment: datetime,
    identifier: str,
) -> bytes:
    r"""Return a message (RFC 5322, `\r\n` line ends) with the file `name` attached.

    `moment` is aware; `identifier` makes the Message-ID unique.
    """
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import format_datetime

    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Subject"] = f"Configuration file of {hostname}"
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<{identifier}@{hostname}>"
    message.set_content(f"The configuration file of {hostname} is attached.\n")
    message.add_attachment(data, maintype="application", subtype="xml", filename=name)
    return message.as_bytes()
