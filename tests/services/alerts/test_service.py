"""Alerts as mails in the queue, and what the logs say of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.services.alerts.post import MOST_WAITING
from esatui.services.queue import QueueError
from state.clock import FrozenClock
from state.model.services import AlertSubscription
from tests.services.alerts.posted import ADMIN, office, subscribed
from tests.services.engines import commit
from tests.ssh.appliances import MOMENT

SUBJECT = "Warning <System> mail.example.com: Something is wrong."


def test_the_story_of_an_alert(tmp_path: Path) -> None:
    async def main() -> None:
        async with office(tmp_path, FrozenClock(MOMENT), subscribed()) as here:
            here.engine.alerts.raise_alert("System", "Warning", "Something is wrong.")
            (mail,) = await here.mails(1)
            (message,) = here.queue.messages()
            assert (message.icid, message.origin) == (0, "alert")
            assert message.sender == "alert@mail.example.com"
            assert [each.address for each in message.recipients.values()] == [ADMIN]
            assert f"Subject: {SUBJECT}\n" in mail
            assert here.lines.of() == [
                "Something is wrong.",
                "Start MID 1 ICID 0",
                "MID 1 ICID 0 From: <alert@mail.example.com>",
                f"MID 1 ICID 0 RID 0 To: <{ADMIN}>",
                f"MID 1 ready {message.size} bytes from <alert@mail.example.com>",
                "MID 1 queued for delivery",
                f'A System/Warning alert was sent to {ADMIN} with subject "{SUBJECT}".',
            ]
            assert here.lines.of("error_logs") == [
                (
                    f"Internal SMTP system attempting to send a message to {ADMIN} with subject "
                    f"'{SUBJECT}' (attempt #0)."
                ),
                (
                    f"Internal SMTP system successfully sent a message to {ADMIN} with subject "
                    f"'{SUBJECT}'."
                ),
            ]
            events = list(here.appliance.store.journal.newest_first())
            assert [each.data["text"] for each in events if each.type == "alert"] == [
                "Something is wrong."
            ]

    asyncio.run(main())


def test_who_is_told_follows_the_commit(tmp_path: Path) -> None:
    """Each gets a mail of its own, from the address that is set."""

    async def main() -> None:
        async with office(tmp_path, FrozenClock(MOMENT)) as here:
            here.engine.alerts.raise_alert("System", "Warning", "nobody")
            warnings = AlertSubscription(classes=("System",), severities=("Warning",))
            others = AlertSubscription(classes=("Hardware",))
            wanted = {"a@example.net": warnings, "b@example.net": warnings, "c@example.net": others}
            commit(here.appliance, subscribed(wanted, from_address="esa@example.com"))
            await here.settled()
            here.engine.alerts.raise_alert("System", "Warning", "both")
            await here.mails(2)
            assert [
                (message.sender, *(each.address for each in message.recipients.values()))
                for message in here.queue.messages()
            ] == [("esa@example.com", "a@example.net"), ("esa@example.com", "b@example.net")]
            assert "nobody" in here.lines.of()

    asyncio.run(main())


def test_duplicates_are_held_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with office(tmp_path, FrozenClock(MOMENT), subscribed()) as here:
            for _ in range(4):
                here.engine.alerts.raise_alert("System", "Warning", "again")
            await here.mails(1)
            here.time.clock.advance(300)
            here.engine.alerts.raise_alert("System", "Warning", "again")
            first, second = await here.mails(2)
            assert "suppressed" not in first
            assert "\n(3 duplicate alerts were suppressed.)\n" in second
            assert here.lines.of().count("again") == 5

    asyncio.run(main())


def test_a_queue_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with office(tmp_path, FrozenClock(MOMENT), subscribed()) as here:
            monkeypatch.setattr(
                here.queue, "store", lambda new, finished: finished(QueueError("full", full=True))
            )
            here.engine.alerts.raise_alert("System", "Warning", "Something is wrong.")
            lines = await here.lines.containing("Unable to send")
            assert lines[-1] == (
                f"Error while sending alert: Unable to send System/Warning alert to {ADMIN} with "
                f'subject "{SUBJECT}".'
            )
            assert here.lines.of("error_logs")[-1] == (
                f"Internal SMTP giving up on message to {ADMIN} with subject '{SUBJECT}': "
                "Unrecoverable error."
            )
            assert not len(here.queue)

    asyncio.run(main())


def test_alerts_do_not_fill_the_queue(tmp_path: Path) -> None:
    """Alerts whose delivery raises alerts would, when duplicates are not held back."""

    async def main() -> None:
        async with office(tmp_path, FrozenClock(MOMENT), subscribed(initial_wait=0)) as here:
            for _ in range(MOST_WAITING + 5):
                here.engine.alerts.raise_alert("System", "Warning", "again")
            await here.lines.containing("Unable to send", 5)
            assert len(here.queue) == MOST_WAITING

    asyncio.run(main())


def test_what_is_raised_before_the_start_and_at_the_end_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        clock = FrozenClock(MOMENT)
        async with office(tmp_path, clock, subscribed(), early="at the start") as here:
            here.engine.alerts.raise_alert("System", "Warning", "at the end")
        async with office(tmp_path, clock) as here:
            first, second = here.texts()
            assert "at the start" in first
            assert "at the end" in second
            alerts = here.engine.alerts
        # Whoever raises one now is still heard.
        assert here.engine.alerts is not alerts
        here.engine.alerts.raise_alert("System", "Warning", "too late")
        assert "too late" in here.lines.of()

    asyncio.run(main())
