"""What a person reads when a transcript and the appliance disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from esatui.transcript.alignment import align_lines
from esatui.transcript.document import Line
from esatui.transcript.errors import Fault

CONTEXT = 3
"""Unchanged lines around a change."""

PROMPT_LIKE = re.compile(
    r"(?P<prompt>[A-Za-z0-9.\-]+>|\((?:Machine|Group|Cluster) [^)]*\)>|.*\[[^\[\]]*\]>|>)"
    r"(?: (?P<typed>.*))?"
)
"""What a prompt looks like (CLI reference, 1.4): only to choose words, never to decide anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a diff: sign, text, and the lines of file and output that come next."""

    sign: str
    text: str
    file: int
    said: int


def looks_like_prompt(line: Line) -> bool:
    """Return whether the line looks like a prompt with something typed after it, or nothing."""
    return line.kind in ("literal", "pattern") and bool(PROMPT_LIKE.fullmatch(line.raw.rstrip()))


def shown_by_command(rest: Sequence[Line]) -> int:
    """Return how many lines after a command of the workstation look like its output."""
    for index, line in enumerate(rest):
        if looks_like_prompt(line):
            return next((i for i in range(index, 0, -1) if rest[i - 1].raw.strip()), 0)
    return len(rest)


def difference(
    expected: Sequence[Line], actual: Sequence[str], bound: Mapping[str, str], first: int
) -> list[Row]:
    """Return the rows of a diff between lines of the file and lines of output.

    `first` is the number of the line in the file where `expected` begins.
    """
    compared = [line for line in expected if line.kind != "comment"]
    file = said = compared[0].number if compared else first
    rows = []
    for edit in align_lines(compared, actual, bound):
        lines = [compared[index] for index in edit.expected]
        texts = [actual[index] for index in edit.actual]
        file = lines[0].number if lines else file
        if edit.kind in ("same", "absorb"):
            rows += [Row(" ", line.raw, line.number, said) for line in lines]
        else:
            rows += [Row("-", line.raw, line.number, said) for line in lines]
            rows += [Row("+", text, file, said) for text in texts]
        file += len(lines)
        said += len(texts)
    return rows


def unified(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the hunks of a unified diff; the numbers on the left are lines of the file."""
    changed = [index for index, row in enumerate(rows) if row.sign != " "]
    start = 0
    while start < len(changed):
        end = start
        while end + 1 < len(changed) and changed[end + 1] - changed[end] <= 2 * CONTEXT + 1:
            end += 1
        hunk = rows[max(changed[start] - CONTEXT, 0) : changed[end] + CONTEXT + 1]
        yield _head(hunk)
        yield from (row.sign + row.text for row in hunk)
        start = end + 1


def _head(hunk: Sequence[Row]) -> str:
    left = sum(row.sign != "+" for row in hunk)
    right = sum(row.sign != "-" for row in hunk)
    return f"@@ -{hunk[0].file},{left} +{hunk[0].said},{right} @@"


def fault(
    expected: Sequence[Line],
    actual: Sequence[str],
    bound: Mapping[str, str],
    *,
    first: int,
    asks: bool,
    reason: str = "",
) -> Fault:
    """Return the fault of lines that should be the same.

    `asks` says whether the last line of `actual` is a prompt. `reason` replaces the usual words.
    """
    rows = difference(expected, actual, bound, first)
    changed = [index for index, row in enumerate(rows) if row.sign != " "]
    place = rows[changed[0]].file if changed else first
    words = reason or _words(rows, changed, actual, asks=asks)
    diff = ("--- the file", "+++ the appliance", *unified(rows))
    return Fault(words, place, diff if changed else ())


def _words(
    rows: Sequence[Row], changed: Sequence[int], actual: Sequence[str], *, asks: bool
) -> str:
    if not changed:
        return "the file says something else than the appliance"
    removed = [rows[index].text for index in changed if rows[index].sign == "-"]
    added = [rows[index].text for index in changed if rows[index].sign == "+"]
    if asks and added == [actual[-1]] and rows[changed[-1]].text == actual[-1]:
        return f"the command asks here ({actual[-1].rstrip()}), but the file does not show it"
    if removed and PROMPT_LIKE.fullmatch(removed[0].rstrip()) and not (asks and added):
        return "the file shows a prompt here, but the command does not ask"
    return "the output is not what the file shows"
