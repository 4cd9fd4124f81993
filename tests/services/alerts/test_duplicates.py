"""The same alert is held back for a wait that doubles."""

from __future__ import annotations

from esatui.services.alerts.alert import Alert
from esatui.services.alerts.duplicates import MOST_KNOWN, Duplicates
from state.model.services import Alerts

ALERT = Alert("System", "Warning", "again")
FACTORY = Alerts()


def test_the_wait_doubles_up_to_the_maximum() -> None:
    """An alert every ten seconds: when it is sent, and how many were held back before."""
    duplicates = Duplicates()
    sent = [
        (now, held_back)
        for now in range(0, 20_000, 10)
        if (held_back := duplicates.offer(ALERT, FACTORY, now)) is not None
    ]
    assert sent == [
        (0, 0), (300, 29), (900, 59), (2100, 119), (4500, 239), (8100, 359), (11700, 359),
        (15300, 359), (18900, 359),
    ]  # fmt: skip


def test_after_a_long_silence_it_is_new() -> None:
    duplicates = Duplicates()
    assert duplicates.offer(ALERT, FACTORY, 0) == 0
    assert duplicates.offer(ALERT, FACTORY, 10) is None
    assert duplicates.offer(ALERT, FACTORY, 300 + 3600) == 1
    assert duplicates.offer(ALERT, FACTORY, 300 + 3600 + 300) == 0


def test_others_are_not_duplicates() -> None:
    duplicates = Duplicates()
    assert duplicates.offer(ALERT, FACTORY, 0) == 0
    assert duplicates.offer(Alert("System", "Critical", "again"), FACTORY, 1) == 0
    assert duplicates.offer(Alert("Hardware", "Warning", "again"), FACTORY, 1) == 0
    assert duplicates.offer(Alert("System", "Warning", "other"), FACTORY, 1) == 0


def test_zero_holds_nothing_back() -> None:
    duplicates = Duplicates()
    assert [duplicates.offer(ALERT, Alerts(initial_wait=0), 0) for _ in range(3)] == [0, 0, 0]


def test_what_is_remembered_is_bounded() -> None:
    duplicates = Duplicates()
    for number in range(MOST_KNOWN + 1):
        assert duplicates.offer(Alert("System", "Warning", str(number)), FACTORY, 0) == 0
    assert duplicates.offer(Alert("System", "Warning", str(MOST_KNOWN)), FACTORY, 1) is None
    assert duplicates.offer(Alert("System", "Warning", "0"), FACTORY, 1) == 0
