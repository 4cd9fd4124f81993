"""What a line of a mail log is about, and all that belongs to one message.

Lines quote what remotes say. So identifiers are taken from the fixed beginning of a line only,
never from a subject or an address behind it (mail log reference, 1.4 and 3 to 8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

LONGEST_STORY: Final = 10_000
"""Connections of one message that are remembered."""

_LEAD = (
    r"(?:New SMTP |Start |Message (?:done|finished|aborted) |Delivery start |Connection Error: "
    r"|Delayed: |Bounced: |Double bounce: )?"
)
_IDS = re.compile(rf"{_LEAD}((?:(?:MID|ICID|DCID) \d{{1,19}}\b ?)+)", re.ASCII)
_ID = re.compile(r"(MID|ICID|DCID) (\d+)", re.ASCII)
_DERIVED = re.compile(
    r"MID \d+ (?:was generated for bounce of|was generated based on|was split creating"
    r"|rewritten to) MID (\d{1,19})\b",
    re.ASCII,
)
_LEVEL = re.compile(r" (?:Critical|Warning|Info|Debug|Trace): ", re.ASCII)
_HEAD: Final = 24
"""Characters of the time before the level."""


class About(NamedTuple):
    """What a line is about: its messages, its connections inward and outward."""

    mids: tuple[int, ...] = ()
    icid: int | None = None
    dcid: int | None = None


def text_of(line: str) -> str:
    """Return what a line says, without time and level; nothing of a line that has none."""
    found = _LEVEL.match(line, _HEAD)
    return line[found.end() :] if found else ""


def about(text: str) -> About:
    """Return what the text of a line is about."""
    found = _IDS.match(text)
    if found is None:
        return About()
    mids: list[int] = []
    connections: dict[str, int] = {}
    for kind, number in _ID.findall(found[1]):
        if kind == "MID":
            mids.append(int(number))
        else:
            connections.setdefault(kind, int(number))
    derived = _DERIVED.match(text)
    if derived is not None:
        mids.append(int(derived[1]))
    return About(tuple(mids), connections.get("ICID"), connections.get("DCID"))


class Found(NamedTuple):
    """A message that was looked for."""

    mid: int
    time: str
    """Date and time of the line that told it, as it stands there."""
    value: str
    """What was looked at: an address, a Message-ID, a subject."""


_VALUES: Final = {
    "from": re.compile(r"MID (\d{1,19}) ICID \d+ From: <(.*)>", re.ASCII),
    "message-id": re.compile(r"MID (\d{1,19}) Message-ID ['\"](.*)['\"]", re.ASCII),
    "subject": re.compile(r"MID (\d{1,19}) Subject ['\"](.*)['\"]", re.ASCII),
    "to": re.compile(r"MID (\d{1,19}) ICID \d+ RID \d+ To: <(.*)>", re.ASCII),
}

KINDS: Final = tuple(_VALUES)
"""What messages can be found by."""


def found_in(line: str, kind: str) -> Found | None:
    """Return the message whose `kind` (one of `KINDS`) the line tells, `None` for others."""
    found = _VALUES[kind].fullmatch(text_of(line))
    return Found(int(found[1]), line[:_HEAD], found[2]) if found else None


@dataclass(slots=True)
class Story:
    """Tells which lines belong to a message: its own, and those of its connections.

    Show it every line first (`learn`), then ask for each whether it belongs (`tells`). Lines of a
    connection that are about other messages do not. ICID 0 is the appliance itself, no connection.
    """

    mid: int
    icids: set[int] = field(default_factory=set)
    dcids: set[int] = field(default_factory=set)

    def learn(self, line: str) -> None:
        """Take note of the connections that the line names together with the message."""
        subject = about(text_of(line))
        if self.mid not in subject.mids or len(self.dcids) >= LONGEST_STORY:
            return
        if subject.icid:
            self.icids.add(subject.icid)
        if subject.dcid:
            self.dcids.add(subject.dcid)

    def tells(self, line: str) -> bool:
        """Whether the line belongs to the message."""
        subject = about(text_of(line))
        if subject.mids:
            return self.mid in subject.mids
        return subject.icid in self.icids or subject.dcid in self.dcids
