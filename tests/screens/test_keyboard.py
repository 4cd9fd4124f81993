"""Everything can be reached with the keyboard, and one sees where one is without colour."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import TextArea

from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.section import Section
from screens.sections import PLACES, Place
from tests.screens.desks import MIDDLE, SMALL, dashboard
from tests.screens.quiet import settled
from tests.screens.scenes import SCENES, Scene
from tests.screens.stage import performance

pytestmark = pytest.mark.once

NOT_FOR_KEYS = {"answer": "both buttons of a question are reached with Tab"}
"""Actions of ours without a key of their own, and how they are reached instead."""
DIALOGS = (
    "keys", "certificate-add", "certificate-new", "certificate-upload", "certificate-services",
    "certificate-delete-refused", "authorities", "listener-edit", "hat", "policies", "policy-edit",
    "recipients", "destination-edit", "interface-edit", "ldap-edit", "alert-edit", "story", "commit",
    "quit", "roll-back",
)  # fmt: skip


def own_actions(kind: type[Widget]) -> set[str]:
    """Return the actions that classes of the dashboard define for a widget."""
    return {
        name.removeprefix("action_")
        for each in kind.__mro__
        if each.__module__.startswith("screens.")
        for name in vars(each)
        if name.startswith("action_")
    }


def bound_actions(widget: Widget) -> set[str]:
    """Return the actions that have a key at a widget."""
    bindings = widget._bindings.key_to_bindings.values()
    return {binding.action.partition("(")[0] for each in bindings for binding in each}


def parts(screen: Screen[Any]) -> Iterator[Widget]:
    yield screen
    yield from screen.walk_children(Widget)


def missing_keys(screen: Screen[Any]) -> set[str]:
    """Return the actions that only a mouse could reach."""
    return {
        f"{type(widget).__name__}.{action}"
        for widget in parts(screen)
        for action in own_actions(type(widget)) - bound_actions(widget) - NOT_FOR_KEYS.keys()
    }


def wrong_keys(screen: Screen[Any]) -> set[str]:
    """Return the bindings that lead nowhere."""
    return {
        f"{type(widget).__name__}.{action}"
        for widget in parts(screen)
        if type(widget).__module__.startswith("screens.")
        for action in bound_actions(widget)
        if not _leads_somewhere(widget, action)
    }


def _leads_somewhere(widget: Widget, action: str) -> bool:
    place, _, name = action.rpartition(".")
    target = {"app": widget.app, "screen": widget.screen}.get(place, widget)
    return hasattr(target, f"action_{name}") or hasattr(target, f"_action_{name}")


def looks(app: Dashboard) -> tuple[tuple[object, ...], ...]:
    """Return what is on the screen as a terminal without colours shows it."""
    return tuple(
        (y, segment.text, style.bold, style.underline, style.reverse)
        for y, strip in enumerate(app.screen._compositor.render_strips())
        for segment in strip
        if (style := segment.style) is not None
    )


async def walk(app: Dashboard, pilot: Pilot[None]) -> None:
    """Go through the screen with Tab; fail unless each part is reached, and seen to be."""
    screen = app.screen
    every = {widget for widget in screen.walk_children(Widget) if _usable(screen, widget)}
    reached: set[Widget] = set()
    seen = set()
    for _ in range(len(every)):
        await pilot.press("tab")
        await pilot.pause()
        assert screen.focused is not None
        reached.add(screen.focused)
        for block in screen.query(TextArea):
            block.cursor_blink = False
        seen.add(looks(app))
    assert every - reached == set()
    assert len(seen) == len(every), "the place of the focus cannot be seen without colour"


def _usable(screen: Screen[Any], widget: Widget) -> bool:
    return widget.focusable and screen in widget.ancestors and widget.region.area > 0


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_section(place: Place, tmp_path: Path, filled: Path) -> None:
    scene = Scene(name="section", steps=(place.key,), theme="esa-mono")

    async def scenario() -> None:
        async with performance(scene, MIDDLE, tmp_path / "state", filled) as (app, pilot):
            assert isinstance(app.screen, Section)
            assert missing_keys(app.screen) == set()
            assert wrong_keys(app.screen) == set()
            await walk(app, pilot)

    asyncio.run(scenario())


@pytest.mark.parametrize("name", DIALOGS)
def test_dialog(name: str, tmp_path: Path, filled: Path) -> None:
    scene = next(each for each in SCENES if each.name == name)

    async def scenario() -> None:
        async with performance(scene, SMALL, tmp_path / "state", filled) as (app, pilot):
            app.theme = "esa-mono"
            await settled(app, pilot)
            dialog = app.screen
            assert isinstance(dialog, ModalScreen)
            assert missing_keys(dialog) == set()
            assert wrong_keys(dialog) == set()
            await walk(app, pilot)
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is not dialog, "Escape goes back"

    asyncio.run(scenario())


def test_every_section_is_in_the_menu(desk: Desk) -> None:
    """F2, arrows and Enter lead to each section, also where the menu is hidden at first."""

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, pilot):
            for place in PLACES:
                await pilot.press("f2", "home", *["down"] * PLACES.index(place), "enter")
                await pilot.pause()
                assert isinstance(app.screen, Section)
                assert app.screen.place == place.name

    asyncio.run(scenario())
