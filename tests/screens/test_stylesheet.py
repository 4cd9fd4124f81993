"""Style sheets are parsed once for all dashboards, and mean the same to each."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from textual.css.stylesheet import Stylesheet

from screens.desk import Desk
from screens.kit.stylesheet import SharedStylesheet
from tests.screens.desks import dashboard

CSS = "Screen { background: $background; }\nLabel { height: 1; }"


def sheet(**variables: str) -> SharedStylesheet:
    made = SharedStylesheet(variables=variables)
    made.add_source(CSS)
    return made


def test_the_same_rules_for_the_same_theme() -> None:
    one, other = sheet(background="#102030"), sheet(background="#102030")
    assert all(a is b for a, b in zip(one.rules, other.rules, strict=True))


def test_other_rules_for_another_theme() -> None:
    one, other = sheet(background="#102030"), sheet(background="#405060")
    colours = [each.rules[0].styles.background.hex for each in (one, other)]
    assert colours == ["#102030", "#405060"]
    one.set_variables({"background": "#405060"})
    one.reparse()
    assert one.rules[0] is other.rules[0]


def test_a_second_dashboard_parses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = Stylesheet._parse_rules

    def counted(self: Stylesheet, css: str, *arguments: object) -> object:
        parsed.append(css)
        return parse(self, css, *arguments)  # type: ignore[arg-type]

    async def scenario() -> None:
        async with dashboard(desk):
            pass
        monkeypatch.setattr(Stylesheet, "_parse_rules", counted)
        async with dashboard(desk) as (app, _):
            assert isinstance(app.stylesheet, SharedStylesheet)
        assert parsed == []

    asyncio.run(scenario())


def test_private_names() -> None:
    assert "self._parse_rules(" in inspect.getsource(Stylesheet.parse)
    assert "stylesheet.parse()" in inspect.getsource(Stylesheet.reparse)
    assert "self._variables = " in inspect.getsource(Stylesheet.set_variables)
