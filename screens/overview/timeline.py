"""The time line of certificates, as text."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from screens.kit.cells import cut, fitted
from screens.language import counted, tr
from screens.overview.panels import Theme
from state.overview.certificates import SOON_DAYS
from state.overview.timeline import DAY, Expiry, Scale, Timeline, scale

MARKS: Final = {"expired": "x", "soon": "!", "later": "●", "early": "○"}
LINE: Final = {"past": "╌", "warned": "═", "ahead": "─"}
"""What the axis is drawn with before today, in the days of warning, and after them."""
SHORTEST_NAME: Final = 3


def timeline_text(found: Timeline, now: datetime, width: int, theme: Theme) -> Text:
    """Return the axis with its dates, a line for each certificate, and what the marks mean.

    No line is wider than `width` cells.
    """
    if not found.shown:
        return Text(tr("none"), "dim")
    axis = scale(found.shown, width)
    lines = [_labels(axis), _dates(axis, now), _line(axis, theme)]
    lines += [_certificate(axis, each, theme) for each in found.shown]
    lines += [Text(cut(words, width), "dim") for words in _beyond(found)]
    lines += _legend(found, width, theme)
    return Text("\n").join(lines)


def _labels(axis: Scale) -> Text:
    """Return how far from today each mark of the axis is."""
    labels = [(axis.cell(days), _distance(days)) for days in axis.stops]
    return Text(_placed(labels, axis.width), "bold", no_wrap=True)


def _distance(days: int) -> str:
    if days == 0:
        return tr("today")
    if days % 365:
        return tr("{days} d", days=days)
    return tr("{years} y", years=days // 365)


def _dates(axis: Scale, now: datetime) -> Text:
    """Return the dates of the marks, whole where there is room for that."""
    moments = [(axis.cell(days), days, now + days * DAY) for days in axis.stops]
    whole = [(cell, f"{moment:%Y-%m-%d}") for cell, _, moment in moments]
    short = [
        (cell, f"{moment:%Y-%m}" if days >= 365 else f"{moment:%m-%d}")
        for cell, days, moment in moments
    ]
    room = min(after - cell for (cell, _), (after, _) in pairwise(whole))
    return Text(_placed(whole if room > 10 else short, axis.width), "dim", no_wrap=True)


def _placed(labels: list[tuple[int, str]], width: int) -> str:
    """Return texts at their cells in one line; one that has no room beside others is left out.

    The first and the last go before those between them.
    """
    taken: list[range] = []
    placed: list[tuple[int, str]] = []
    for cell, words in (labels[0], labels[-1], *labels[1:-1]):
        cells = cell_len(words)
        start = min(cell, width - cells)
        here = range(start - 1, start + cells + 1)
        if start >= 0 and not any(
            here.start < other.stop - 1 and other.start + 1 < here.stop - 1 for other in taken
        ):
            taken.append(here)
            placed.append((start, words))
    line, used = "", 0
    for start, words in sorted(placed):
        line += " " * (start - used) + words
        used = start + cell_len(words)
    return line


def _line(axis: Scale, theme: Theme) -> Text:
    ticks = {axis.cell(days) for days in axis.stops}
    line = Text(no_wrap=True)
    for cell in range(axis.width):
        zone, style = "ahead", ""
        if cell < axis.today:
            zone, style = "past", theme.bad
        elif cell in axis.warned:
            zone, style = "warned", theme.warning
        line.append("┼" if cell in ticks else LINE[zone], style)
    return line


def _certificate(axis: Scale, each: Expiry, theme: Theme) -> Text:
    """Return the line of one certificate: its mark at its end, name and days beside it."""
    kind, style = _kind(each, theme)
    cell = axis.cell(each.left)
    right, left = axis.width - cell - 2, cell - 1
    words = _words(each)
    wanted = cell_len(each.name) + 1 + cell_len(words)
    # To the right of the mark, where it fits or there is at least as much room.
    if wanted <= right or right >= left:
        name, days = _shortened(each.name, words, right)
        text, start = f"{name} {days}".strip(), cell + 2
    else:
        name, days = _shortened(each.name, words, left)
        text = f"{name} {days}".strip()
        start = cell - 1 - cell_len(text)
    line = Text(no_wrap=True)
    guides = {axis.today, axis.cell(SOON_DAYS)}
    spots = dict.fromkeys(guides, ("┊", "dim")) | {cell: (MARKS[kind], style)}
    at = 0
    while at < axis.width:
        if at == start and text:
            line.append(name)
            line.append(text.removeprefix(name), style)
            at += cell_len(text)
            continue
        spot, tone = spots.get(at, (" ", ""))
        line.append(spot, tone)
        at += 1
    return line


def _shortened(name: str, words: str, room: int) -> tuple[str, str]:
    """Return name and days in `room` cells; where both do not fit the name is cut."""
    for_name = room - cell_len(words) - 1
    if for_name >= min(SHORTEST_NAME, cell_len(name)):
        return cut(name, for_name), words
    return cut(name, max(0, room)), ""


def _kind(each: Expiry, theme: Theme) -> tuple[str, str]:
    if each.status == "Expired":
        return "expired", theme.bad
    if each.status == "Not Yet Valid":
        return "early", theme.bad
    return ("soon", theme.warning) if each.soon else ("later", theme.good)


def _words(each: Expiry) -> str:
    if each.status == "Expired":
        return counted("expired {count} day ago", "expired {count} days ago", each.days)
    if each.status == "Not Yet Valid":
        return tr("not yet valid")
    return counted("{count} day", "{count} days", each.days)


def _beyond(found: Timeline) -> list[str]:
    lines = []
    if found.expired_before:
        lines.append(tr("Expired before these: {count}", count=found.expired_before))
    if found.later_from is not None:
        date = f"{found.later_from:%Y-%m-%d}"
        lines.append(tr("Later: {count} more, from {date} on", count=found.later, date=date))
    return lines


def _legend(found: Timeline, width: int, theme: Theme) -> list[Text]:
    """Return what the marks that are there mean, on as many lines as that takes."""
    words = {
        "expired": tr("expired"),
        "soon": tr("less than {days} days", days=SOON_DAYS),
        "later": tr("{days} days or more", days=SOON_DAYS),
        "early": tr("not yet valid"),
    }
    kinds = dict(_kind(each, theme) for each in found.shown)
    lines: list[Text] = [Text(no_wrap=True)]
    for kind in (kind for kind in words if kind in kinds):
        entry = fitted(f"{MARKS[kind]} {words[kind]}", min(width, cell_len(words[kind]) + 2))
        gap = "   " if lines[-1].plain else ""
        if lines[-1].cell_len + cell_len(gap + entry) > width:
            lines.append(Text(no_wrap=True))
            gap = ""
        lines[-1].append(gap)
        lines[-1].append(entry[:1], kinds[kind])
        lines[-1].append(entry[1:], "dim")
    return lines
