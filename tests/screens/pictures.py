"""Pictures of the dashboard as SVG, kept in `snapshots/screens/` like golden texts.

They are drawn here, not by Rich: whose pictures give a text the length of its characters where it
has that of its cells, load fonts from elsewhere, number their parts by chance, and are three times
as large. `tools/pictures.py` turns them into PNG, to be looked at before they are accepted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.strip import Strip

from screens.app import Dashboard
from tests.golden import same_as_golden

WIDE, HIGH, FONT = 12, 24, 20
"""Width and height of a cell, and the size of its letters."""
MARGIN: Final = 12
FONTS: Final = (
    "DejaVu Sans Mono,Menlo,Consolas,NanumGothicCoding,D2Coding,Noto Sans Mono CJK KR,monospace"
)
_LARGER: Final = ";font-size:23px"
"""Hangul fills two cells only if it is larger than Latin letters."""
DIMMED: Final = 0.4
"""How far a faint text is from its own colour to that of what is behind it, as in Rich."""
_WORDS: Final = re.compile(r"\S+(?: \S+)*")
_ANYTHING: Final = re.compile(r".+")


class Look(NamedTuple):
    """How a cell looks."""

    colour: str
    background: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False

    @property
    def css(self) -> str:
        """What a style sheet says of a text that looks so."""
        lines = " ".join(
            name
            for name, is_so in (("underline", self.underline), ("line-through", self.strike))
            if is_so
        )
        parts = {
            "fill": self.colour,
            "font-weight": "bold" if self.bold else "",
            "font-style": "italic" if self.italic else "",
            "text-decoration": lines,
        }
        return ";".join(f"{name}:{value}" for name, value in parts.items() if value)


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one line that look the same."""

    column: int
    text: str
    cells: int
    look: Look


@dataclass(slots=True)
class Patch:
    """A rectangle of one background, in cells."""

    column: int
    row: int
    columns: int
    rows: int


def picture(app: Dashboard) -> str:
    """Return what the dashboard shows as SVG."""
    lines = [list(_runs(app, strip)) for strip in strips(app)]
    classes: dict[str, str] = {}

    def named(css: str) -> str:
        return classes.setdefault(css, f"c{len(classes)}")

    ground = _colour(app.screen.styles.background.rich_color, app, text=False).hex
    drawn = [
        *_backgrounds(lines, ground, named),
        *(text for row, line in enumerate(lines) for text in _texts(line, row, named)),
    ]
    columns, rows = app.size
    width, height = columns * WIDE + 2 * MARGIN, rows * HIGH + 2 * MARGIN
    # An underline is a line of the font; a space has it as well only if spaces are kept.
    rules = [f"text{{font:{FONT}px {FONTS};white-space:pre}}"]
    rules += [f".{name}{{{css}}}" for css, name in classes.items()]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
            "<style>",
            *rules,
            "</style>",
            f'<rect width="{width}" height="{height}" rx="{MARGIN}" fill="{ground}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})">',
            *drawn,
            "</g>",
            "</svg>",
            "",
        )
    )


def strips(app: Dashboard) -> list[Strip]:
    """Return what is on the screen, a strip a line, with what is seen through a dialog."""
    # Who looked for words drew the dialog without what is behind it.
    app.screen._set_dirty()
    update = app.screen._compositor.render_update(
        full=True, screen_stack=app._background_screens, simplify=True
    )
    assert isinstance(update, LayoutUpdate)
    return [Strip.join(line) for line in update.strips]


def same_picture(app: Dashboard, name: str) -> None:
    """Fail unless the dashboard looks as in `snapshots/screens/<name>-<columns>x<rows>.svg`."""
    columns, rows = app.size
    same_as_golden(picture(app), f"screens/{name}-{columns}x{rows}.svg")


def _runs(app: Dashboard, strip: Strip) -> Iterator[Run]:
    """Yield what stands in a line; neighbours that look the same are one."""
    column, text, last = 0, "", None
    for segment in strip:
        look = _look(app, segment.style or Style.null())
        if last is not None and look != last:
            yield Run(column, text, cell_len(text), last)
            column, text = column + cell_len(text), ""
        text, last = text + segment.text, look
    if last is not None:
        yield Run(column, text, cell_len(text), last)


def _look(app: Dashboard, style: Style) -> Look:
    colour = _colour(style.color, app, text=True)
    background = _colour(style.bgcolor, app, text=False)
    if style.reverse:
        colour, background = background, colour
    if style.dim:
        colour = blend_rgb(colour, background, DIMMED)
    return Look(
        colour.hex,
        background.hex,
        bool(style.bold),
        bool(style.italic),
        bool(style.underline),
        bool(style.strike),
    )


def _colour(colour: Color | None, app: Dashboard, *, text: bool) -> ColorTriplet:
    theme = app.ansi_theme
    if colour is not None and not colour.is_default:
        return colour.get_truecolor(theme, foreground=text)
    theme_colour = app.theme_variables["foreground" if text else "background"]
    return Color.parse(theme_colour).get_truecolor(theme)


def _backgrounds(lines: list[list[Run]], ground: str, named: Callable[[str], str]) -> Iterator[str]:
    """Yield the rectangles that are not of the colour of the whole picture."""
    open_patches: dict[tuple[int, int, str], Patch] = {}
    patches: list[tuple[Patch, str]] = []
    for row, line in enumerate(lines):
        now: dict[tuple[int, int, str], Patch] = {}
        for column, columns, colour in _stretches(line):
            if colour == ground:
                continue
            key = (column, columns, colour)
            patch = open_patches.get(key)
            if patch is None:
                patch = Patch(column, row, columns, 0)
                patches.append((patch, colour))
            patch.rows += 1
            now[key] = patch
        open_patches = now
    for patch, colour in patches:
        place = f'x="{patch.column * WIDE}" y="{patch.row * HIGH}"'
        size = f'width="{patch.columns * WIDE}" height="{patch.rows * HIGH}"'
        yield f'<rect class="{named(f"fill:{colour}")}" {place} {size}/>'


def _stretches(line: list[Run]) -> Iterator[tuple[int, int, str]]:
    """Yield column, columns and colour of each stretch of one background."""
    column, columns, colour = 0, 0, ""
    for run in line:
        if run.look.background != colour:
            if columns:
                yield column, columns, colour
            column, columns, colour = run.column, 0, run.look.background
        columns += run.cells
    if columns:
        yield column, columns, colour


def _texts(line: list[Run], row: int, named: Callable[[str], str]) -> Iterator[str]:
    """Yield the texts of a line, each of letters of one width."""
    y = row * HIGH + FONT - 2
    for run in line:
        if run.look.colour == run.look.background:
            continue
        for offset, text in _pieces(run):
            cells = cell_len(text)
            css = run.look.css + (_LARGER if cells > len(text) else "")
            place = f'x="{(run.column + offset) * WIDE}" y="{y}" textLength="{cells * WIDE}"'
            yield f'<text class="{named(css)}" {place}>{html.escape(text, False)}</text>'


def _pieces(run: Run) -> Iterator[tuple[int, str]]:
    """Yield the parts of a text whose letters are of one width, with the column of each.

    Blanks are left out, unless there is a line under them.
    """
    line = run.look.underline or run.look.strike
    column = 0
    for _, letters in groupby(run.text, lambda letter: cell_len(letter) > 1):
        text = "".join(letters)
        for found in _ANYTHING.finditer(text) if line else _WORDS.finditer(text):
            yield column + cell_len(text[: found.start()]), found[0]
        column += cell_len(text)
