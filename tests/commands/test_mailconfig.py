"""mailconfig: what is handed to the mail system."""

from __future__ import annotations

import email
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.policy import SMTP
from pathlib import Path

from state.configfile.loading import load
from tests.commands.dialogues import session_in, talk


@dataclass
class Collector:
    """A mail system that keeps what it is given."""

    mails: list[tuple[str, Sequence[str], bytes]] = field(default_factory=list)

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        self.mails.append((sender, recipients, content))


def test_the_mail_carries_a_file_that_can_be_loaded(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        session.appliance.mailer = collector = Collector()
        said = talk(session, written, ["mailconfig a@example.com,b@example.com,A@example.COM 3"])
        assert "The configuration file has been sent to a@example.com, b@example.com, A" in said
        ((sender, recipients, content),) = collector.mails
        assert sender == "alert@mail.example.com"
        assert recipients == ("a@example.com", "b@example.com", "A@example.com")
        assert b"\n" not in content.replace(b"\r\n", b"")
        message = email.message_from_bytes(content, policy=SMTP)
        assert message["Subject"] == "Configuration file of mail.example.com"
        assert message["Date"] == "Mon, 20 May 2024 10:02:11 +0000"
        (attached,) = message.iter_attachments()
        name = attached.get_filename() or ""
        assert name.startswith("C100V-423A5F1C9B27D4E8A6C1-9F3B7D2E5A10-2024")
        loaded = load(attached.get_content(), session.draft, session.appliance.store.private_key)
        assert loaded.configuration == session.draft.configuration


def test_lines_are_short_enough_for_mail(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        session.appliance.mailer = collector = Collector()
        talk(session, written, ["mailconfig a@example.com 1"])
        ((_, _, content),) = collector.mails
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert content.isascii()
