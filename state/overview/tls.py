"""TLS successes and failures over time, in and out, as the mail log tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from state.logs.lines import parse_stamp
from state.logs.story import about, text_of

Outcome = Literal["success", "failed"]
Direction = Literal["in", "out"]

_MARKS: Final[tuple[tuple[str, Outcome], ...]] = (
    (" TLS success", "success"),
    (" TLS failed", "failed"),
)


class TlsEvent(NamedTuple):
    """The end of one handshake, or of the attempt."""

    direction: Direction
    outcome: Outcome


def tls_event(text: str) -> TlsEvent | None:
    """Return what the text of a line (without time and level) says of TLS, if it does."""
    connection, space, rest = text.partition(" ")
    number, _, words = rest.partition(" ")
    if not (space and number.isascii() and number.isdecimal()):
        return None
    for mark, outcome in _MARKS:
        if f" {words}".startswith(mark):
            subject = about(text)
            if subject.icid is not None and connection == "ICID":
                return TlsEvent("in", outcome)
            if subject.dcid is not None and connection == "DCID":
                return TlsEvent("out", outcome)
    return None


@dataclass(slots=True)
class TlsChart:
    """Counts in equal steps up to now; what is older than all of them is forgotten.

    `steps` is how many there are, `seconds` how long one is. Times are those of the log's lines.
    """

    steps: int
    seconds: int
    _counts: dict[TlsEvent, dict[int, int]] = field(default_factory=dict)

    def add(self, lines: Iterable[str]) -> int:
        """Count what the lines of a log tell; return how many of them did."""
        found = 0
        for line in lines:
            event = tls_event(text_of(line))
            moment = parse_stamp(line) if event is not None else None
            if event is not None and moment is not None:
                table = self._counts.setdefault(event, {})
                place = self._place(moment)
                table[place] = table.get(place, 0) + 1
                found += 1
        return found

    def counts(self, event: TlsEvent, now: datetime) -> tuple[int, ...]:
        """Return the counts of one kind, oldest first; the last step is the one of `now`."""
        last = self._place(now)
        table = self._counts.get(event, {})
        for place in [place for place in table if place <= last - self.steps]:
            del table[place]
        return tuple(table.get(last - self.steps + 1 + i, 0) for i in range(self.steps))

    def total(self, event: TlsEvent, now: datetime) -> int:
        """Return the sum of all steps."""
        return sum(self.counts(event, now))

    def _place(self, moment: datetime) -> int:
        plain = moment.replace(tzinfo=None)
        return (plain - datetime.min) // timedelta(seconds=self.seconds)  # noqa: DTZ901 - an origin.
