"""Filters of the mail log, as they are typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from state.logs.story import about

_NUMBER: Final = re.compile(r"\b(ICID|MID|DCID)[ :=]?(\d{1,19})\b", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What lines must be about, and words that must be in them, in any letter case."""

    words: str = ""
    """As it was typed."""
    mid: int | None = None
    icid: int | None = None
    dcid: int | None = None
    texts: tuple[str, ...] = ()

    def takes(self, text: str) -> bool:
        """Whether the text of a line (without time and level) passes."""
        if (self.mid, self.icid, self.dcid) != (None, None, None):
            subject = about(text)
            if self.mid is not None and self.mid not in subject.mids:
                return False
            if self.icid is not None and subject.icid != self.icid:
                return False
            if self.dcid is not None and subject.dcid != self.dcid:
                return False
        if not self.texts:
            return True
        folded = text.casefold()
        return all(each in folded for each in self.texts)


def parsed_filter(words: str) -> Filter:
    """Return the filter that was typed: `ICID 12`, `MID 5`, `DCID 7`, and words."""
    numbers = {kind.upper(): int(number) for kind, number in _NUMBER.findall(words)}
    rest = _NUMBER.sub(" ", words)
    return Filter(
        words=words.strip(),
        mid=numbers.get("MID"),
        icid=numbers.get("ICID"),
        dcid=numbers.get("DCID"),
        texts=tuple(rest.casefold().split()),
    )
