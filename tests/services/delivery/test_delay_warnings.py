"""Delay warnings of bounce profiles: once, to senders who can be told, after four hours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from esatui.lab.partners.town import DOMAIN
from esatui.services.delivery.delay import INTERVAL_SECONDS
from state.model.configuration import Draft
from state.model.destinations import BounceProfile, Bounces
from tests.services.delivery.test_service import GOOD, run
from tests.services.delivery.world import World

CASE = "rcpt-451"
SENDER = f"joe@{GOOD}.{DOMAIN}"
HOUR = 3600


def warning(*, enabled: bool = True) -> Callable[[Draft], Draft]:
    """Return an edit of the bounce profile `Default`: an attempt an hour."""
    profile = BounceProfile(initial_retry=HOUR, max_retry=HOUR, send_delay_warnings=enabled)
    return lambda draft: draft.write(bounces=Bounces(profiles={"Default": profile}))


async def hours(here: World, count: int) -> None:
    """Let attempts fail for so many hours."""
    for _ in range(count):
        before = sum("pending till" in line for line in here.lines.of())
        await here.time.advance(HOUR)
        await here.lines.containing("pending till", before + 1)


def test_the_sender_is_warned_once(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@{CASE}.{DOMAIN}", sender=SENDER)
        await here.lines.containing("pending till")
        await hours(here, INTERVAL_SECONDS // HOUR - 1)
        assert not here.town.receipts()
        await hours(here, 1)
        lines = await here.lines.containing("Message finished MID 2 done")
        at = lines.index("MID 2 was generated for delay warning of MID 1")
        assert lines[at - 1] == "Start MID 2 ICID 0"
        assert lines[at + 1 : at + 3] == [
            "MID 2 ICID 0 From: <>",
            f"MID 2 ICID 0 RID 0 To: <{SENDER}>",
        ]
        await hours(here, 5)
        (receipt,) = here.town.receipts()
        assert (receipt.sender, receipt.recipients) == ("", (SENDER,))
        for text in (
            b"Subject: Delivery Status Notification (Delay)\r\n",
            b"Action: delayed\r\nStatus: 4.1.0\r\n",
            b"Diagnostic-Code: smtp; 451 greylisted, try again later\r\n",
        ):
            assert text in receipt.content
        # The message itself is tried further.
        assert [message.mid for message in here.queue.messages()] == [1]

    run(tmp_path / "a", [GOOD, CASE], play, warning())


@pytest.mark.parametrize(("enabled", "sender"), [(False, SENDER), (True, "")])
def test_nobody_is_warned(enabled: bool, sender: str, tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(f"b@{CASE}.{DOMAIN}", sender=sender)
        await here.lines.containing("pending till")
        await hours(here, 6)
        assert not any("generated" in line for line in here.lines.of())

    run(tmp_path / "a", [GOOD, CASE], play, warning(enabled=enabled))
