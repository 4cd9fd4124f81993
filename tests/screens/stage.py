"""Scenes as they are played, on appliances that are the same each time."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

from textual import events
from textual.geometry import Size as TerminalSize
from textual.pilot import Pilot
from textual.screen import Screen

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.desk import Desk, NamesProbe
from screens.kit.section import Section
from screens.language import use
from screens.sections import PLACES
from tests.screens import busy, crowd
from tests.screens.desks import appliance_at, desk_at, seen
from tests.screens.probes import Destinations, Directory, Gate, Keys, Names
from tests.screens.quiet import press, settled
from tests.screens.scenes.scene import Scene, Size

STARTED: Final[dict[str, Callable[[Appliance, Desk], object]]] = {
    "pending": busy.pending,
    "conflict": busy.collide,
    "merge": busy.merge,
    "flood": crowd.flood,
}
"""What the login has done before its dashboard starts."""
FOR_EVER: Final = 3600.0
"""Seconds for which what is told in passing stays in a picture."""


def fill(directory: Path) -> Path:
    """Make the state directory of a busy appliance, to be copied."""
    return _made(directory, busy.fill)


def _made(directory: Path, make: Callable[[Appliance, Desk], None]) -> Path:
    appliance = appliance_at(directory)
    desk = desk_at(appliance)
    make(appliance, desk)
    desk.candidate.close()
    appliance.store.close()
    return directory


def _kept(state: str, filled: Path) -> Path:
    """Return the directory of an appliance in a state that is made once and copied."""
    make = crowd.MADE.get(state)
    if make is None:
        return filled
    directory = filled.with_name(state)
    if not directory.exists():
        shutil.copytree(filled, directory)
        _made(directory, make)
    return directory


@asynccontextmanager
async def performance(
    scene: Scene, size: Size, directory: Path, filled: Path
) -> AsyncIterator[tuple[Dashboard, Pilot[None]]]:
    """Play a scene in `directory`, which does not exist yet; `filled` is a busy appliance.

    The dashboard begins with the section to which the first step leads.
    """
    if scene.state != "factory":
        shutil.copytree(_kept(scene.state, filled), directory)
    appliance = appliance_at(directory)
    desk, gate = desk_at(appliance, scene.user), Gate()
    if scene.state in STARTED:
        STARTED[scene.state](appliance, desk)
    gate.closed = scene.held
    desk.key_maker, desk.names_probe = Keys(gate), cast("NamesProbe", Names())
    desk.destination_probe, desk.ldap_probe = Destinations(gate), Directory(gate)
    # What is drawn lazily is drawn here.
    use(scene.language)
    app = Dashboard(desk, language=scene.language, theme=scene.theme)
    app.NOTIFICATION_TIMEOUT = FOR_EVER  # type: ignore[misc] # A class variable, for this one only.
    steps = list(scene.steps)
    place = next((each.name for each in PLACES if steps[:1] == [each.key]), None)
    if place is not None:
        app._screen_stacks, app._current_mode = {place: []}, place
        steps.pop(0)
    try:
        with _undrawn():
            async with app.run_test(size=size, notifications=True) as pilot:
                await play(app, pilot, steps)
                yield app, pilot
                gate.open()
                await settled(app, pilot)
    finally:
        gate.open()
        appliance.store.close()


async def play(app: Dashboard, pilot: Pilot[None], steps: Sequence[str]) -> None:
    """Do what a scene says, and wait until it is to be seen."""
    await settled(app, pilot)
    for step in steps:
        kind, _, words = step.partition(":")
        if kind == "wait":
            await seen(app, pilot, words.split("|")[-1 if app.language == "ko" else 0])
        elif kind == "type":
            for letter in words:
                await press(app, pilot, letter)
        else:
            await press(app, pilot, step)
    await settled(app, pilot)


async def resize(app: Dashboard, pilot: Pilot[None], size: Size) -> None:
    """Give the terminal another size, as who drags its window does."""
    driver = app._driver
    assert driver is not None
    driver._size = size
    app.post_message(events.Resize(TerminalSize(*size), TerminalSize(*size)))
    await settled(app, pilot)


@contextmanager
def _undrawn() -> Iterator[None]:
    """Let screens draw nothing for a terminal at which nobody looks: it is half of what they do."""

    def drawn(screen: Screen[Any]) -> None:
        screen._dirty_widgets.clear()

    with (
        patch.object(Screen, "_compositor_refresh", drawn),
        patch.object(Section, "_compositor_refresh", drawn),
        # The bar that says that something is under way moves with the clock.
        patch("textual.widgets._loading_indicator.time", lambda: 0.0),
    ):
        yield
