"""What transcripts cannot show of `displayalerts`: hostile texts and other time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from esatui.commands.displayalerts import MOST_LINES, lines
from state.journal import ALERT, Event

MOMENT = datetime(2024, 5, 20, 20, 2, 11, tzinfo=UTC)


def shown(text: str, **data: object) -> list[str]:
    """Return the lines below the heading for one alert, nine hours east of Greenwich."""
    event = Event(
        MOMENT, ALERT, data={"severity": "Critical", "class": "System", "text": text, **data}
    )
    return list(lines([event], timezone(timedelta(hours=9))))[4:]


def test_times_are_local() -> None:
    assert shown("Disk full.") == ["21 May 2024 05:02:11 +0900  Critical <System>: Disk full."]


def test_no_text_breaks_the_table() -> None:
    for line in shown("one\ntwo\x1b[31m \x85\u2028 three \u202e" + "x" * 200):
        assert line.isprintable()
        assert len(line) <= 79


def test_an_alert_has_an_end() -> None:
    assert len(shown("\n".join(f"line {number}" for number in range(100)))) == MOST_LINES


def test_an_event_without_its_data() -> None:
    assert list(lines([Event(MOMENT, ALERT)], UTC))[4:] == ["20 May 2024 20:02:11 +0000   <>:"]
