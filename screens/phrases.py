"""Texts with values in them, recognised and said in another language.

A phrase is a text with holes, `User "{name}" does not exist.`: what stands in a hole comes from a
person, a file or a remote, is taken as it is and never looked at as a phrase. Only a hole that is
marked is said in the other language too: `{reason:text}` is a text, `{object:name}` the name of
something the appliance has, `{users:names}` several names with commas between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from string import Formatter
from typing import Final, Literal, NamedTuple

LONGEST: Final = 20_000
"""Characters of the longest text that is looked at; a longer one stays as it is."""
MOST_LOOKUPS: Final = 200
"""Texts in texts that are looked up for one text."""
DEEPEST: Final = 6
"""Texts in texts in texts."""
Kind = Literal["text", "name"]
MOST_READINGS: Final = 6
"""Ways to split a text between the holes of one phrase that are tried."""


@dataclass(frozen=True, slots=True)
class Part:
    """A hole and the constant text before it; the last part of a phrase has no hole."""

    before: str
    hole: str | None
    kind: str


def parts_of(phrase: str) -> tuple[Part, ...]:
    """Return the parts of a phrase, the last one without a hole."""
    parts: list[Part] = []
    constant = ""
    # Braces that stand for themselves come as a piece of their own.
    for before, hole, kind, _ in Formatter().parse(phrase):
        constant += before
        if hole is not None:
            parts.append(Part(constant, hole, kind or ""))
            constant = ""
    return (*parts, Part(constant, None, ""))


def readings(parts: tuple[Part, ...], text: str) -> Iterator[tuple[str, ...]]:
    """Yield what can stand in the holes of a phrase that is `text`, shortest values first.

    At most `MOST_READINGS`. Only texts in it can have several lines.
    """
    for values in islice(_readings(parts, text), MOST_READINGS):
        holes = zip(parts, values, strict=False)
        if "\n" not in text or all(part.kind == "text" or "\n" not in v for part, v in holes):
            yield values


def _readings(parts: tuple[Part, ...], text: str) -> Iterator[tuple[str, ...]]:
    last = parts[-1].before
    if text.startswith(parts[0].before) and text.endswith(last):
        end = len(text) - len(last)
        if len(parts) > 1 and len(parts[0].before) <= end:
            yield from _values(parts, text, 0, len(parts[0].before), end)


def _values(
    parts: tuple[Part, ...], text: str, index: int, start: int, end: int
) -> Iterator[tuple[str, ...]]:
    """Yield the values of the holes from `index` on, in what stands from `start` to `end`."""
    if index == len(parts) - 2:
        yield (text[start:end],)
        return
    between = parts[index + 1].before
    place = text.find(between, start, end)
    while place >= 0:
        fits = False
        for rest in _values(parts, text, index + 1, place + len(between), end):
            fits = True
            yield (text[start:place], *rest)
        if not fits:
            # What is not in the rest is not in a shorter rest: looking on would only take time.
            return
        place = text.find(between, place + 1, end)


Pair = tuple[tuple[Part, ...], tuple[Part, ...]]
"""A phrase, and what it is in the other language."""


class Table:
    """Phrases of one kind."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        known = [(parts_of(phrase), parts_of(other)) for phrase, other in pairs.items()]
        self.whole = {parts[0].before: other[0].before for parts, other in known if len(parts) == 1}
        """Phrases without holes."""
        # What says most by itself is tried first.
        others = sorted(
            (pair for pair in known if len(pair[0]) > 1),
            key=lambda pair: -sum(len(part.before) for part in pair[0]),
        )
        letters = {pair[0][0].before[:1] for pair in others} | {""}
        self._others: Mapping[str, list[Pair]] = {
            letter: [pair for pair in others if pair[0][0].before[:1] in ("", letter)]
            for letter in letters
        }

    def candidates(self, text: str) -> list[Pair]:
        """Return the phrases with holes that begin as `text` does, or with a hole."""
        return self._others.get(text[:1], self._others[""])


class Phrases:
    """Phrases of one language and what they are in another one."""

    def __init__(self, texts: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._tables: Mapping[Kind, Table] = {"text": Table(texts), "name": Table(names)}

    def said(self, text: str, kind: Kind = "text") -> str:
        """Return `text` in the other language; what is no phrase stays as it is."""
        if len(text) > LONGEST:
            return text
        return _Search(self._tables).said(text, kind, 0).text


class Said(NamedTuple):
    """A text in the other language."""

    text: str
    unknown: int = 0
    """Texts in it that are no phrases."""
    known: int = 0
    """Characters of the texts in it that are."""


class _Search:
    """The search for one text and the texts in it."""

    def __init__(self, tables: Mapping[Kind, Table]) -> None:
        self._tables = tables
        self._left = MOST_LOOKUPS
        self._found: dict[tuple[str, Kind], Said] = {}

    def said(self, text: str, kind: Kind, depth: int) -> Said:
        """Return `text` in the other language."""
        whole = self._tables[kind].whole.get(text)
        if whole is not None:
            return Said(whole, known=len(text))
        if (text, kind) not in self._found:
            if depth >= DEEPEST or self._left <= 0:
                return Said(text, unknown=1)
            self._left -= 1
            found = self._best(text, kind, depth)
            known = 0 if found.unknown else len(text)
            self._found[text, kind] = Said(found.text, found.unknown, known)
        return self._found[text, kind]

    def _best(self, text: str, kind: Kind, depth: int) -> Said:
        """Return the reading in which the fewest texts are unknown, the first phrase of several."""
        best: Said | None = None
        for pair in self._tables[kind].candidates(text):
            for values in readings(pair[0], text):
                found = self._filled(pair, values, depth)
                if best is None or (found.unknown, -found.known) < (best.unknown, -best.known):
                    best = found
            if best is not None and best.unknown == 0:
                return best
        if "\n" in text:
            lines = self._each(text, "\n", kind, depth)
            best = lines if best is None or lines.unknown <= best.unknown else best
        return best or Said(text, unknown=1)

    def _filled(self, pair: Pair, values: tuple[str, ...], depth: int) -> Said:
        said = {
            part.hole: self._value(value, part.kind, depth + 1)
            for part, value in zip(pair[0], values, strict=False)
        }
        text = "".join(
            part.before + (said[part.hole].text if part.hole is not None else "")
            for part in pair[1]
        )
        found = said.values()
        return Said(text, sum(each.unknown for each in found), sum(each.known for each in found))

    def _value(self, value: str, kind: str, depth: int) -> Said:
        match kind:
            case "text":
                return self.said(value, "text", depth)
            case "name":
                return self.said(value, "name", depth)
            case "names":
                return self._each(value, ", ", "name", depth)
        return Said(value)

    def _each(self, text: str, between: str, kind: Kind, depth: int) -> Said:
        found = [self.said(each, kind, depth + 1) for each in text.split(between)]
        return Said(
            between.join(each.text for each in found),
            sum(each.unknown for each in found),
            sum(each.known for each in found),
        )
