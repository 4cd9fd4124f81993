from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from esatui.dashboard.colours import fewer
from esatui.dashboard.display import colours_of


@pytest.mark.parametrize(
    ("term", "environment", "colours"),
    [
        ("xterm", {}, "standard"),
        ("xterm-256color", {}, "256"),
        ("screen-256color", {}, "256"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, "truecolor"),
        ("xterm-256color", {"COLORTERM": "24bit"}, "truecolor"),
        ("xterm-256color", {"COLORTERM": "yes"}, "256"),
        ("xterm-direct", {}, "truecolor"),
        ("xterm-kitty", {}, "truecolor"),
        ("linux", {}, "standard"),
        ("vt220", {"COLORTERM": "truecolor"}, "none"),
        ("xterm-256color", {"NO_COLOR": "1"}, "none"),
        ("xterm-256color", {"NO_COLOR": ""}, "256"),
        ("", {}, "standard"),
    ],
)
def test_colours_of_a_terminal(term: str, environment: dict[str, str], colours: str) -> None:
    assert colours_of(term, environment) == colours


def test_a_style_has_the_colours_of_each_terminal_whoever_drew_it_first() -> None:
    style = Style(color=Color.parse("#4fb3ff"), bold=True)
    codes = [
        fewer(style, system).render("x", color_system=ColorSystem.TRUECOLOR)
        for system in (ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR)
    ]
    assert codes == [
        "\x1b[1;96mx\x1b[0m",
        "\x1b[1;38;5;75mx\x1b[0m",
        "\x1b[1;38;2;79;179;255mx\x1b[0m",
    ]
