"""What a benchmark reports: a figure beside its yardstick, measured in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison. Absolute figures drift with the machine; the ratio is what to quote."""

    what: str
    ours: float
    yardstick: float
    unit: str
    against: str
    """What the yardstick is, for example `asyncssh echo example`."""
    target: str
    """What is aimed at, in words: `at least 2.0`, `at most 0.8`."""
    met: bool
    note: str = ""

    @property
    def ratio(self) -> float:
        """Return our figure divided by the yardstick."""
        return self.ours / self.yardstick if self.yardstick else float("inf")


def at_least(
    what: str, ours: float, yardstick: float, unit: str, against: str, ratio: float, note: str = ""
) -> Row:
    """Return a row whose ratio should be at least `ratio` (more is better)."""
    met = yardstick > 0 and ours / yardstick >= ratio
    return Row(what, ours, yardstick, unit, against, f"at least {ratio:g}", met, note)


def at_most(
    what: str, ours: float, yardstick: float, unit: str, against: str, ratio: float, note: str = ""
) -> Row:
    """Return a row whose ratio should be at most `ratio` (less is better)."""
    met = yardstick > 0 and ours / yardstick <= ratio
    return Row(what, ours, yardstick, unit, against, f"at most {ratio:g}", met, note)


def as_table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    head = "| what | ours | yardstick | against | ratio | target | met |"
    lines = [head, "| --- | ---: | ---: | --- | ---: | --- | --- |"]
    for row in rows:
        figures = f"{row.ours:,.4g} {row.unit} | {row.yardstick:,.4g} {row.unit}"
        verdict = "yes" if row.met else "no"
        note = f" ({row.note})" if row.note else ""
        judged = f"{row.against} | {row.ratio:.2f} | {row.target} | {verdict}"
        lines.append(f"| {row.what}{note} | {figures} | {judged} |")
    return "\n".join(lines)
