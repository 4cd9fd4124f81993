"""A terminal without colours, or whose owner wants none (no-color.org)."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from esatui.dashboard.display import Display
from screens.desk import Desk
from screens.themes import DARK, MONO
from tests.cli.conftest import factory_state, state
from tests.cli.program import Pty
from tests.dashboard.stages import staged

__all__ = ["factory_state", "state"]
_ATTRIBUTES = re.compile(rb"\x1b\[([0-9;]*)m")
BOLD, UNDERLINE, REVERSE = b"1", b"4", b"7"
PLAIN = {b"", b"0", BOLD, b"2", UNDERLINE, REVERSE, b"39", b"49"}
"""Attributes that are no colour; 39 and 49 are the terminal's own."""


def attributes(output: bytes) -> set[bytes]:
    return {each for found in _ATTRIBUTES.findall(output) for each in found.split(b";")}


def test_without_colours_none_is_sent(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk, Display(80, 24, colours="none")) as stage:
            assert stage.play.app.theme == MONO.name
            stage.play.receive(b"2")
            await stage.sees_text("Used By")
            sent = attributes(stage.output)
            assert sent <= PLAIN
            assert {BOLD, REVERSE} <= sent

    asyncio.run(scenario())


def test_a_theme_that_was_asked_for_is_taken(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk, Display(80, 24, colours="none", theme=DARK.name)) as stage:
            assert stage.play.app.theme == DARK.name
            assert attributes(stage.output) <= PLAIN

    asyncio.run(scenario())


def test_no_color_in_the_environment(state: Path) -> None:
    terminal = Pty(state, script="NO_COLOR=1 {program} dashboard; echo ended $?")
    terminal.sees(lambda: any("Monitor > Overview" in line for line in terminal.lines))
    terminal.type("\x11")
    terminal.sees(lambda: any("ended 0" in line for line in terminal.lines))
    assert attributes(terminal.output) <= PLAIN
    assert terminal.end() == 0
