"""The bar of keys, with the mouse."""

from __future__ import annotations

import asyncio

import pytest
from rich.cells import cell_len

from esatui.dashboard.display import Display
from screens.desk import Desk
from screens.kit.form import Form
from screens.kit.help import KeyHelp
from screens.kit.section import Section
from tests.dashboard.stages import staged
from tests.screens.desks import MIDDLE, SMALL, dashboard, seen, text_of


def column_of(bar: str, words: str) -> int:
    """Return the cell in which `words` begin."""
    return cell_len(bar[: bar.index(words)])


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
@pytest.mark.parametrize(
    ("words", "screen"), [("a Add", Form), ("s Settings", Form), ("?", KeyHelp)]
)
def test_a_click_does_what_the_key_does(
    desk: Desk, size: tuple[int, int], words: str, screen: type[object]
) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=size) as (app, pilot):
            await pilot.press("4")
            await seen(app, pilot, "Destination Controls")
            place = column_of(text_of(app)[-1], words), size[1] - 1
            await pilot.click(offset=place)
            await pilot.pause()
            assert isinstance(app.screen, screen)

    asyncio.run(scenario())


def test_korean_words_are_clicked_where_they_are(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, language="ko") as (app, pilot):
            await pilot.press("4")
            await seen(app, pilot, "대상 제어")
            bar = text_of(app)[-1]
            await pilot.click(offset=(column_of(bar, "a 추가") + 5, MIDDLE[1] - 1))
            await pilot.pause()
            assert isinstance(app.screen, Form)

    asyncio.run(scenario())


def test_a_key_that_does_nothing_is_not_clicked(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "Pending Changes")
            bar = text_of(app)[-1]
            await pilot.click(offset=(column_of(bar, "(c)") + 1, MIDDLE[1] - 1))
            await pilot.click(offset=(MIDDLE[0] - 1, MIDDLE[1] - 1))
            await pilot.pause()
            assert isinstance(app.screen, Section)

    asyncio.run(scenario())


@pytest.mark.parametrize(("section", "action"), [("2", "Search"), ("4", "Search"), ("8", "Filter")])
def test_keys_that_would_be_typed_are_not_shown(desk: Desk, section: str, action: str) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press(section)
            assert f"/ {action}" in text_of(app)[-1]
            assert "? Help" in text_of(app)[-1]
            await pilot.press("slash")
            bar = text_of(app)[-1]
            assert bar.split()[:4] == ["↓", "To", "the", "table"]
            assert "F1 Help" in bar
            for typed in ("/", "a", "s", "t", "space"):
                assert f" {typed} " not in bar
            await pilot.press("f1")
            assert isinstance(app.screen, KeyHelp)
            assert "Preferences" not in "\n".join(text_of(app))
            await pilot.press("escape", "escape")
            assert "? Help" in text_of(app)[-1]

    asyncio.run(scenario())


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_a_click_at_the_terminal(desk: Desk, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with staged(desk, Display(*size)) as stage:
            stage.play.receive(b"4")
            await stage.sees_text("a Add")
            column = column_of(stage.screen.display[-1], "a Add") + 1
            stage.play.receive(f"\x1b[<0;{column};{size[1]}M\x1b[<0;{column};{size[1]}m".encode())
            await stage.sees_text("Add Destination")

    asyncio.run(scenario())


@pytest.mark.parametrize("by_key", [True, False])
def test_dialogs_have_their_help(desk: Desk, *, by_key: bool) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("3")
            await seen(app, pilot, "Network > Listeners")
            await pilot.press("r")
            await seen(app, pilot, "Recipient Access Table")
            if by_key:
                await pilot.press("question_mark")
            else:
                lines = text_of(app)
                y, bar = next((y, line) for y, line in enumerate(lines) if "? Help" in line)
                await pilot.click(offset=(column_of(bar, "? Help"), y))
            await seen(app, pilot, "Keys")
            assert isinstance(app.screen, KeyHelp)
            await pilot.press("escape")
            await pilot.pause()
            assert not isinstance(app.screen, KeyHelp)

    asyncio.run(scenario())


def test_forms_have_their_help(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4", "a")
            await seen(app, pilot, "Add Destination")
            await pilot.press("f1")
            shown = await seen(app, pilot, "Keys")
            assert "Submit" in shown

    asyncio.run(scenario())
