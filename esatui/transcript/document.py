r"""A transcript as data: its header and its lines, each with its number and what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from esatui.transcript.errors import TranscriptError
from esatui.transcript.header import LABEL, Header, parse_header, split_header
from esatui.transcript.patterns import ANY_LINES, TOKEN, Pattern, Wild, tokenize

Kind = Literal["literal", "pattern", "lines", "comment", "label", "workstation"]
CONTROL: frozenset[Kind] = frozenset({"label", "workstation"})

_LABEL = re.compile(rf"--- (?P<label>{LABEL})\s*")
LIMIT = 16 * 1024 * 1024
"""Most characters of a transcript."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file after the header."""

    number: int
    raw: str
    """As it stands in the file, without its line end."""
    kind: Kind
    text: str
    """`literal`: the text without blanks at its end, `label`: the label, `workstation`: the
    command, `lines`: the name that `...[name]` captures; else as it stands."""
    pattern: Pattern | None = None

    @property
    def control(self) -> bool:
        """Whether the line is no part of a conversation."""
        return self.kind in CONTROL


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole file. `head` are the lines of its header with both fences, as they stand."""

    header: Header
    head: tuple[str, ...]
    lines: tuple[Line, ...]


def parse(text: str) -> Transcript:
    """Return the transcript in `text`. Raises `TranscriptError` with the number of the line."""
    if len(text) > LIMIT:
        raise TranscriptError(f"longer than {LIMIT} characters")
    raw = text.split("\n")
    if raw and raw[-1] == "":
        raw.pop()
    inner, taken = split_header(raw)
    header = parse_header(inner) if taken else Header()
    lines = [parse_line(line, number) for number, line in enumerate(raw[taken:], taken + 1)]
    return Transcript(header, tuple(raw[:taken]), tuple(_aired(lines)))


def _aired(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield `lines`; blank lines after a comment count for nothing if there are some before it."""
    blank = commented = False
    for line in lines:
        empty = line.kind == "literal" and not line.raw
        if empty and commented:
            yield replace(line, kind="comment")
            continue
        if line.kind == "comment":
            commented = commented or blank
        else:
            commented, blank = False, empty
        yield line


def parse_line(raw: str, number: int) -> Line:
    """Return what one line of the file means. Raises `TranscriptError`."""
    if "\r" in raw:
        raise TranscriptError("a carriage return: lines end in a line feed alone", number)
    first = raw[:1]
    text = raw.rstrip(" \t")
    if first == "\\":
        return Line(number, raw, "literal", text[1:] if text else "")
    if first == "#" and (text == "#" or raw[1] == " "):
        return Line(number, raw, "comment", text)
    if first == "$" and raw[1:2] == " ":
        return Line(number, raw, "workstation", raw[2:])
    if first == "-" and (found := _LABEL.fullmatch(raw)):
        return Line(number, raw, "label", found["label"])
    if first == "." and (found := ANY_LINES.fullmatch(text)):
        return Line(number, raw, "lines", found["capture"] or "")
    if ("[..]" in raw or ":..]" in raw or "[=" in raw) and TOKEN.search(raw):
        return Line(number, raw, "pattern", text, _pattern(text, number))
    return Line(number, raw, "literal", text)


def _pattern(text: str, number: int) -> Pattern:
    pattern = Pattern(tokenize(text))
    names = pattern.captures
    if len(set(names)) < len(names):
        raise TranscriptError("a line captures the same name twice", number)
    for left, right in zip(pattern.tokens, pattern.tokens[1:], strict=False):
        if isinstance(left, Wild) and isinstance(right, Wild):
            raise TranscriptError("two wildcards side by side: one of them is too many", number)
    return pattern
