"""The coverage table: everything that can be typed, and the transcript that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tools.docs.declared import Path, declared_paths
from tools.docs.reference import Row, all_rows, is_form
from tools.docs.trace import Trace

TARGET = "docs/coverage.md"

_HEAD = """\
# What is covered

Every command, operation and batch form, with a transcript that uses it from its beginning to its
end. The transcripts are tests, and which of them uses what was seen while they were played. Made by
`make docs`; do not edit.

Section numbers are those of the reference of the command line that esatui follows; rows without one
are there besides. Where the column of the transcript says more, or there is none, the reason stands
beside it.

{shown} of {rows} rows are shown by a transcript.

| section | command, operation or batch form | transcript |
| --- | --- | --- |
"""
_LINE = re.compile(r"\| [\d.]* \| `(?P<label>.*)` \| \[(?P<name>[^]]+)\]\(", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """A row with the transcript that shows it; `finished` is false for one that is refused."""

    row: Row
    transcript: str = ""
    finished: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing shows the row and nothing says why."""
        return not self.finished and not self.row.reason


def coverage(traces: Sequence[Trace], before: str = "") -> list[Shown]:
    """Return each row with its transcript.

    `before` is the table as it was: what it names stays as long as it is true, so that a new
    transcript changes no row but those that it is needed for.
    """
    named = {found["label"].replace("\\|", "|"): found["name"] for found in _LINE.finditer(before)}
    users = _users(traces)
    return [_shown(row, users.get(row.path, {}), named) for row in all_rows(declared_paths())]


def table(shown: Sequence[Shown]) -> str:
    """Return the document."""
    count = sum(each.finished for each in shown)
    head = _HEAD.format(shown=count, rows=len(shown))
    return head + "".join(_line(each) for each in shown)


def _line(shown: Shown) -> str:
    words = shown.row.label.replace("|", "\\|")
    name = shown.transcript.removesuffix(".transcript")
    link = f"[{name}](../tests/transcripts/{shown.transcript})" if name else ""
    told = "; ".join(part for part in (link, "" if shown.finished else shown.row.reason) if part)
    return f"| {shown.row.section} | `{words}` | {told} |\n"


def _users(traces: Sequence[Trace]) -> dict[Path, dict[str, bool]]:
    """Return for each path the transcripts that use it, and whether it came to its end there."""
    users: dict[Path, dict[str, bool]] = {}
    for trace in traces:
        for step in trace.steps:
            found = users.setdefault(step.path, {})
            found[trace.name] = found.get(trace.name, False) or step.finished
    return users


def _shown(row: Row, users: dict[str, bool], named: dict[str, str]) -> Shown:
    finishing = [name for name, finished in users.items() if finished]
    candidates = finishing or list(users)
    if not candidates:
        return Shown(row)
    label = named.get(row.label.removesuffix(".transcript"), "")
    kept = f"{label}.transcript"
    if kept not in candidates:
        kept = min(candidates, key=lambda name: _distance(row, name))
    return Shown(row, kept, bool(finishing))


def _distance(row: Row, name: str) -> tuple[bool, bool, str]:
    """Order transcripts: those of the command before others, those of its subject first."""
    folder, _, file = name.rpartition("/")
    word = "batch" if is_form(row.path) else row.path[-1].lower()
    return row.path[0] not in (folder, file.removesuffix(".transcript")), word not in file, name
