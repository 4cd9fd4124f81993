"""Everything can be read in every theme, and without any colour."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rich.color_triplet import ColorTriplet
from textual.notifications import SeverityLevel
from textual.theme import Theme
from textual.widgets import Button, Checkbox

from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.dialogs import Reading
from screens.kit.keybar import KeyBar
from screens.themes import LIGHT, MONO, THEMES
from tests.screens.contrast import faint, ratio
from tests.screens.desks import MIDDLE, dashboard, text_of
from tests.screens.quiet import settled
from tests.screens.scenes import SCENES, Scene
from tests.screens.stage import performance

pytestmark = pytest.mark.once

LOOKED_AT = {
    "overview": "good, doubtful and bad; panels; disabled button",
    "keys": "table in a dialog",
    "certificates": "tones of cells, cursor, chain with faults, marks",
    "certificates-search": "count, blurred cursor",
    "certificate-add": "menu",
    "certificate-new-error": "error at a field",
    "certificate-upload": "text areas, switches, notes",
    "certificate-services": "switches with help",
    "certificate-delete-refused": "notice in red",
    "authorities": "muted cells, key bar in a dialog",
    "policies": "table in a dialog",
    "policy-edit": "placeholders",
    "destinations": "explanation",
    "destination-edit": "choices with help",
    "interface-edit": "placeholders",
    "maillog": "tones of lines",
    "story": "lines of one message",
    "pending-conflict": "conflict, button that waits",
    "pending-factory": "keys that are off",
    "commit": "form with a note",
    "quit": "question",
    "history": "sides",
}
FURTHER = (
    Scene(name="palette", steps=("ctrl+p",)),
    Scene(name="palette-search", steps=("ctrl+p", "type:list", "wait:Listeners")),
    Scene(name="open-choice", steps=("4", "down", "e", "wait:Edit Destination", "tab", "enter")),
    Scene(name="switch-in-focus", steps=("2", "s", "wait:Services of", "tab")),
    Scene(name="menu-in-focus", steps=("f2", "down")),
    Scene(name="button-in-focus", steps=("2", "a", "enter", "wait:Organization", "shift+tab")),
)
PLAYED = [*(scene for scene in SCENES if scene.name in LOOKED_AT), *FURTHER]


def test_every_scene_that_is_looked_at_is_there() -> None:
    assert LOOKED_AT.keys() <= {scene.name for scene in SCENES}


def test_contrast_is_computed_as_in_the_recommendation() -> None:
    black, white = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
    assert ratio(black, white) == pytest.approx(21)
    assert ratio(ColorTriplet(119, 119, 119), white) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scene", PLAYED, ids=lambda scene: scene.name)
def test_nothing_is_too_faint_in_any_theme(scene: Scene, tmp_path: Path, filled: Path) -> None:
    async def scenario() -> None:
        async with performance(scene, MIDDLE, tmp_path / "state", filled) as (app, pilot):
            for theme in THEMES:
                app.theme = theme.name
                await pilot.pause(0.05)
                assert list(faint(app)) == [], theme.name

    asyncio.run(scenario())


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_told_in_passing_can_be_read(desk: Desk, theme: Theme) -> None:
    async def scenario() -> None:
        app = Dashboard(desk, theme=theme.name)
        async with app.run_test(size=MIDDLE, notifications=True) as pilot:
            severities: tuple[SeverityLevel, ...] = ("information", "warning", "error")
            for severity in severities:
                app.notify(f"told as {severity}", title="Told", severity=severity, timeout=60)
            await settled(app, pilot)
            assert "told as error" in "\n".join(text_of(app))
            assert list(faint(app)) == []
            app.push_screen(Reading("Request", "-----BEGIN CERTIFICATE REQUEST-----\nMII"))
            await pilot.press("shift+tab", "shift+tab")
            await settled(app, pilot)
            assert list(faint(app)) == []

    asyncio.run(scenario())


def test_another_theme_is_everywhere_at_once(tmp_path: Path, filled: Path) -> None:
    """The overview draws with colours of its own, and must take those of the new theme."""

    async def shown(first: str) -> str:
        scene = Scene(name="overview", theme=first)
        directory = tmp_path / first
        async with performance(scene, MIDDLE, directory, filled) as (app, pilot):
            app.theme = LIGHT.name
            await settled(app, pilot)
            return app.export_screenshot(title="")

    assert asyncio.run(shown(MONO.name)) == asyncio.run(shown(LIGHT.name))


def test_words_are_the_same_in_every_theme(tmp_path: Path, filled: Path) -> None:
    async def scenario() -> None:
        scene = next(each for each in SCENES if each.name == "certificates")
        async with performance(scene, MIDDLE, tmp_path / "state", filled) as (app, pilot):
            texts = []
            for theme in THEMES:
                app.theme = theme.name
                await settled(app, pilot)
                texts.append(text_of(app))
            assert texts[0] == texts[1] == texts[2]
            words = "\n".join(texts[0])
            # Each state that has a colour is also said.
            for state in ("Active", "Expired", "Expires soon", "Chain incomplete", "[missing]"):
                assert state in words, state

    asyncio.run(scenario())


def test_without_colour_the_cursor_is_reversed_and_not_painted(desk: Desk) -> None:
    """A terminal that knows no colours knows reverse."""

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            app.theme = MONO.name
            await pilot.press("2")
            await settled(app, pilot)
            lines = [_attributes(app, text) for text in ("Demo", "Used By")]
            assert lines == [{"bold", "reverse"}, {"bold"}]

    asyncio.run(scenario())


def _attributes(app: Dashboard, text: str) -> set[str]:
    """Return bold and reverse of the first place where `text` is."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if text in segment.text and segment.style is not None:
                style = segment.style
                return {name for name in ("bold", "reverse") if getattr(style, name)}
    raise AssertionError(text)


def test_keys_that_are_off_stand_in_parentheses(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await pilot.pause()
            bar = app.screen.query_one(KeyBar).render().plain
            assert "(c)Commit" in bar
            assert " / Search" in bar

    asyncio.run(scenario())


def test_a_switch_says_whether_it_is_on(tmp_path: Path, filled: Path) -> None:
    async def scenario() -> None:
        scene = Scene(name="services", steps=("2", "s", "wait:Services of"))
        async with performance(scene, MIDDLE, tmp_path / "state", filled) as (app, _):
            switches = list(app.screen.query(Checkbox))
            shown = [str(each.render()) for each in switches]
            assert shown == ["[x]" if each.value else "[ ]" for each in switches]
            assert set(shown) == {"[ ]"} or set(shown) == {"[ ]", "[x]"}

    asyncio.run(scenario())


def test_the_button_says_whether_changes_wait(tmp_path: Path, filled: Path) -> None:
    async def labels(state: str) -> str:
        scene = Scene(name="button", state="pending" if state == "pending" else "busy")
        async with performance(scene, MIDDLE, tmp_path / state, filled) as (app, _):
            return str(app.screen.query_one("#commit-button", Button).label)

    assert asyncio.run(labels("busy")) == "No changes"
    assert asyncio.run(labels("pending")) == "Commit Changes (2)"
