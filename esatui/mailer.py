"""How commands send mail, without knowing how that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from state.errors import StateError

NOT_RUNNING = """\
Nothing was sent: the mail system does not run in this session. Log in over SSH
to the appliance while it is served."""


class Mailer(Protocol):
    """Takes mails that the appliance itself writes."""

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        r"""Take a mail for delivery: `content` is a whole message (RFC 5322) with `\r\n` line ends.

        Returns when it is queued; blocks, so call it as `Work`. Raises `StateError` when it cannot
        be taken.
        """


class NoMailer:
    """What stands there while no mail system runs in this process."""

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        raise StateError(NOT_RUNNING)
