"""What a person reads when a transcript and the appliance disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from esatui.transcript.alignment import align_lines
from esatui.transcript.document import Line
from esatui.transcript.errors import Fault
from esatui.transcript.matcher import typed_after

CONTEXT = 3
"""Unchanged lines around a change."""
AHEAD = 20
"""Lines of the file that a report looks at beyond what was said."""
LONGEST = 400
"""Most lines of a diff."""

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


def names_host(prompt: str) -> bool:
    """Return whether a prompt looks like the main one (CLI reference, 1.4)."""
    return prompt != ">" and not prompt.endswith("]>")


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
    hunks = list(unified(rows))
    if len(hunks) > LONGEST:
        hunks[LONGEST:] = [f"({len(hunks) - LONGEST} more lines)"]
    return Fault(words, place, ("--- the file", "+++ the appliance", *hunks) if changed else ())


def _words(
    rows: Sequence[Row], changed: Sequence[int], actual: Sequence[str], *, asks: bool
) -> str:
    """Say what the first change is about."""
    if not changed:
        return "the file says something else than the appliance"
    start = end = changed[0]
    while end + 1 < len(rows) and rows[end + 1].sign != " ":
        end += 1
    group = rows[start : end + 1]
    removed = [row.text.rstrip() for row in group if row.sign == "-"]
    added = [row.text for row in group if row.sign == "+"]
    last_said = max((index for index, row in enumerate(rows) if row.sign == "+"), default=-1)
    shown = PROMPT_LIKE.fullmatch(removed[0]) if removed else None
    finished = asks and names_host(actual[-1].rstrip())
    if shown and finished and not names_host(shown["prompt"]):
        return "the file shows a prompt here, but the command does not ask"
    if asks and added and added[-1] == actual[-1] and start <= last_said <= end:
        return f"the command asks here ({actual[-1].rstrip()}), but the file does not show it"
    if shown:
        return "the file shows a prompt here, but the command does not ask"
    return "the output is not what the file shows"


def compared(
    lines: Sequence[Line], said: int, prompt: str, bound: Mapping[str, str]
) -> Sequence[Line]:
    """Return those of `lines` that a report compares with `said` lines of output and `prompt`.

    That is up to the line with the prompt, of several the one nearest to where it should be; else
    up to a line that looks like some prompt; else a few lines more than were said.
    """
    near = lines[: said + AHEAD]
    if prompt:
        found = [i for i, line in enumerate(near) if typed_after(line, prompt, bound) is not None]
        if found:
            return near[: min(found, key=lambda index: abs(index - said)) + 1]
    for index, line in enumerate(near):
        if looks_like_prompt(line):
            return near[: index + 1]
    return near
