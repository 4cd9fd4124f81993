"""Subject and body of alert mails, and who gets them."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime

import pytest

from esatui.services.alerts.alert import Alert, subscribers
from esatui.services.alerts.mail import Letter, message, subject
from state.model.services import Alerts, AlertSubscription
from state.settings import ApplianceSettings

MOMENT = datetime(2024, 5, 20, 0, 0, 5, tzinfo=UTC)
SETTINGS = ApplianceSettings(install_date=MOMENT)
HOST = "mail.example.com"
EXPIRES = Alert(
    "System", "Warning", 'Your "partner.com" certificate will expire in under 30 day(s).'
)


def letter(alert: Alert = EXPIRES, held_back: int = 0) -> Letter:
    return Letter(
        alert=alert,
        hostname=HOST,
        sender=f"alert@{HOST}",
        recipient="admin@example.com",
        moment=MOMENT,
        held_back=held_back,
    )


def test_the_message_of_the_reference() -> None:
    text = message(letter(), SETTINGS, "5.A").decode()
    header, _, body = text.partition("\r\n\r\n")
    assert header.split("\r\n")[:3] == [
        "From: alert@mail.example.com",
        "To: admin@example.com",
        (
            'Subject: Warning <System> mail.example.com: Your "partner.com" certificate will expire '
            "in under 30 day(s..."
        ),
    ]
    assert body.split("\r\n") == [
        "The Warning message is:",
        "",
        'Your "partner.com" certificate will expire in under 30 day(s).',
        "",
        "Version: 15.5.0-048",
        "Serial Number: 423A5F1C9B27D4E8A6C1-9F3B7D2E5A10",
        "Timestamp: 20 May 2024 00:00:05 +0000",
        "",
    ]


def test_duplicates_are_told() -> None:
    text = message(letter(held_back=3), SETTINGS, "5.A").decode()
    assert "\r\n\r\n(3 duplicate alerts were suppressed.)\r\n\r\nVersion: " in text


def test_a_long_text_is_wrapped_as_in_the_reference() -> None:
    text = (
        'Required TLS connection to domain "example.com" failed. Host: mx.example.com (10.0.0.1). '
        "Reason: STARTTLS unexpected response."
    )
    body = message(letter(Alert("System", "Warning", text)), SETTINGS, "5.A").decode()
    assert (
        'Required TLS connection to domain "example.com" failed. Host: mx.example.com\r\n'
        "(10.0.0.1). Reason: STARTTLS unexpected response.\r\n"
    ) in body


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60 + "..."),
        ("one\ntwo", "one two"),
        ("one\r\ntwo\n\nthree\n", "one two; three"),
        ("esc\x1b[2J", "esc\\x1b[2J"),
        ("", ""),
    ],
)
def test_subject(text: str, shown: str) -> None:
    alert = Alert("Directory Harvest Attack Prevention", "Information", text)
    assert subject(alert, HOST) == (
        f"Info <Directory Harvest Attack Prevention> mail.example.com: {shown}"
    )


@pytest.mark.parametrize(
    "text",
    ["a\r\nBcc: x@y.example", "\r\n.\r\nMAIL FROM:<>", "Zürich \u202e", "x" * 20_000, "\ud800"],
)
def test_a_text_that_a_remote_chose_stays_text(text: str) -> None:
    raw = message(letter(Alert("System", "Critical", text)), SETTINGS, "5.A")
    parsed = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert parsed["Bcc"] is None
    assert parsed["To"] == "admin@example.com"
    assert str(parsed["Subject"]).startswith("Critical <System> mail.example.com: ")
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("classes", "severities", "told"),
    [
        (("All",), ("All",), True),
        (("System",), ("Warning",), True),
        (("Hardware", "System"), ("Critical", "Warning"), True),
        (("Hardware",), ("All",), False),
        (("All",), ("Critical",), False),
        ((), ("All",), False),
    ],
)
def test_subscribers(classes: tuple[str, ...], severities: tuple[str, ...], told: bool) -> None:
    subscription = AlertSubscription(classes=classes, severities=severities)  # type: ignore[arg-type]
    alerts = Alerts(recipients={"a@example.com": subscription})
    assert list(subscribers(alerts, EXPIRES)) == (["a@example.com"] if told else [])
