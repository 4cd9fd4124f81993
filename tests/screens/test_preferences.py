"""Options > Preferences, and what it changes in a dashboard that runs."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.form import Form
from screens.language import Language
from screens.sections import PLACES
from screens.themes import THEMES
from state.model.configuration import Draft
from state.model.users import Role, User
from state.preferences import AUTOMATIC, THEME_NAMES, Preferences
from tests.screens.desks import MIDDLE, appliance_at, dashboard, desk_at, seen, text_of

KOREAN = Preferences(language="ko")


def renamed(draft: Draft) -> Draft:
    return draft.write(system=dataclasses.replace(draft.system, hostname="new.example.com"))


def choose(app: Dashboard, name: str, value: str) -> None:
    app.screen.query_one(f"#field-{name}", Select).value = value


def test_the_names_of_themes_are_those_of_the_file() -> None:
    assert tuple(theme.name for theme in THEMES) == THEME_NAMES
    assert [theme.name for theme in THEMES] == list(THEME_NAMES)


def test_a_language_takes_effect_at_once_and_in_the_next_session(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, language=None) as (app, pilot):
            await pilot.press("5")
            await seen(app, pilot, "Network > IP Interfaces")
            desk.submit(renamed)
            await pilot.press("o")
            await seen(app, pilot, "Preferences")
            choose(app, "language", "ko")
            choose(app, "theme", "esa-light")
            await pilot.press("ctrl+s")
            text = await seen(app, pilot, "네트워크 > IP 인터페이스")
            assert "변경사항 커밋 (1)" in text
            assert "Management" in text
            assert app.theme == "esa-light"
            assert app.current_mode == "interfaces"
            assert desk.candidate.pending
            await pilot.press("1")
            await seen(app, pilot, "모니터 > 개요")
        async with dashboard(desk, language=None) as (app, pilot):
            await seen(app, pilot, "모니터 > 개요")
            assert app.theme == "esa-light"

    asyncio.run(scenario())
    assert desk.store.head.number == 0


def test_every_section_that_was_open_speaks_the_new_language(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk, language="ko") as (app, pilot):
            korean = await visit(app, pilot)
        async with dashboard(desk) as (app, pilot):
            english = await visit(app, pilot)
            assert not [each for each in zip(english, korean, strict=True) if each[0] == each[1]]
            app.speak("ko")
            await seen(app, pilot, "이력")
            assert await visit(app, pilot) == korean

    asyncio.run(scenario())


async def visit(app: Dashboard, pilot: Pilot[None]) -> list[tuple[str, str]]:
    """Return the bars above and below of some sections."""
    found = []
    for place in PLACES[::3]:
        await pilot.press(place.key)
        await pilot.pause()
        assert app.current_mode == place.name
        lines = text_of(app)
        found.append((lines[0], lines[-1]))
    return found


def test_back_to_automatic(desk: Desk) -> None:
    desk.prefer(Preferences(language="en", theme="esa-mono"))

    async def scenario() -> None:
        app = Dashboard(desk, automatic="ko")
        async with app.run_test(size=MIDDLE) as pilot:
            await seen(app, pilot, "Monitor > Overview")
            assert app.theme == "esa-mono"
            await pilot.press("o")
            await seen(app, pilot, "Preferences")
            choose(app, "language", "")
            choose(app, "theme", "")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "모니터 > 개요")
            assert app.theme == "esa-dark"

    asyncio.run(scenario())
    assert desk.preferences == AUTOMATIC


@pytest.mark.parametrize("leave", ["escape", "ctrl+s"])
def test_what_is_not_changed_stays(desk: Desk, leave: str) -> None:
    desk.prefer(Preferences(language="ko", theme="esa-mono"))

    async def scenario() -> None:
        async with dashboard(desk, language=None) as (app, pilot):
            await pilot.press("o")
            await seen(app, pilot, "기본 설정")
            await pilot.press(leave)
            await seen(app, pilot, "모니터 > 개요")
            assert not isinstance(app.screen, Form)

    asyncio.run(scenario())
    assert desk.preferences == Preferences(language="ko", theme="esa-mono")


@pytest.mark.parametrize(
    ("option", "preferred", "automatic", "expected"),
    [
        ("en", "ko", "ko", "en"),
        (None, "ko", "en", "ko"),
        (None, None, "ko", "ko"),
        (None, "en", "ko", "en"),
        (None, None, "en", "en"),
    ],
)
def test_which_language_counts(
    desk: Desk,
    option: Language | None,
    preferred: Language | None,
    automatic: Language,
    expected: Language,
) -> None:
    desk.prefer(Preferences(language=preferred))
    assert Dashboard(desk, language=option, automatic=automatic).language == expected


@pytest.mark.parametrize(
    ("option", "preferred", "colourless", "expected"),
    [
        (None, "esa-light", False, "esa-light"),
        ("esa-dark", "esa-light", False, "esa-dark"),
        (None, None, False, "esa-dark"),
        (None, "esa-light", True, "esa-mono"),
        ("esa-light", None, True, "esa-light"),
    ],
)
def test_which_theme_counts(
    desk: Desk, option: str | None, preferred: str, colourless: bool, expected: str
) -> None:
    desk.prefer(Preferences(theme=next((t for t in THEME_NAMES if t == preferred), None)))
    assert Dashboard(desk, theme=option, colourless=colourless).theme == expected


def test_the_palette_switches_this_session_only(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4", "ctrl+p")
            await seen(app, pilot, "Search for commands")
            await pilot.press(*"한국")
            await seen(app, pilot, "Language: 한국어")
            await pilot.press("enter")
            await seen(app, pilot, "메일 정책 > 대상 제어")

    asyncio.run(scenario())
    assert desk.preferences == AUTOMATIC


def test_the_palette_leaves_a_form_alone(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4", "a")
            await seen(app, pilot, "Add Destination")
            await pilot.press(*"partner")
            offered = [each.title for each in app.get_system_commands(app.screen)]
            assert not [each for each in offered if "Language" in each or "Preferences" in each]
            app.speak("ko")
            app.action_preferences()
            await pilot.pause()
            assert "partner" in "\n".join(text_of(app))
            assert app.language == "en"

    asyncio.run(scenario())


def test_an_error_of_the_disk_stands_in_the_form(desk: Desk) -> None:
    (desk.store.directory / "preferences.toml").mkdir()

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("o")
            await seen(app, pilot, "Preferences")
            choose(app, "language", "ko")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "The preferences cannot be saved: Is a directory")
            assert app.language == "en"

    asyncio.run(scenario())


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Appliance]:
    """An appliance with an account for each role, called as the role."""
    made = appliance_at(tmp_path / "crowd")
    desk = desk_at(made)
    roles: tuple[Role, ...] = ("operators", "readonly", "guest", "technician", "helpdesk")
    users = desk.draft.users
    made_for: dict[str, User] = {
        role: User(full_name=role, role=role, passphrase="x") for role in roles
    }
    accounts = {**users.accounts, **made_for}
    desk.submit(lambda draft: draft.write(users=dataclasses.replace(users, accounts=accounts)))
    desk.candidate.commit("accounts")
    desk.candidate.close()
    yield made
    made.store.close()


def test_every_role_has_its_own(crowd: Appliance) -> None:
    async def scenario() -> None:
        for user in ("readonly", "guest", "technician", "helpdesk"):
            desk = desk_at(crowd, user)
            async with dashboard(desk, language=None) as (app, pilot):
                await pilot.press("o")
                await seen(app, pilot, f"They belong to {user}")
                choose(app, "language", "ko")
                await pilot.press("ctrl+s")
                await seen(app, pilot, "모니터 > 개요")
            assert desk.preferences == KOREAN
        assert desk_at(crowd, "operators").preferences == AUTOMATIC

    asyncio.run(scenario())


def test_the_user_name_leads_to_them(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.click("#who")
            await seen(app, pilot, "They belong to admin")

    asyncio.run(scenario())


def test_key_help_and_palette_name_them(desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            commands = {each.title for each in app.get_system_commands(app.screen)}
            assert {"Options > Preferences", "Language: English", "Language: 한국어"} <= commands
            await pilot.press("question_mark")
            await seen(app, pilot, "Preferences")

    asyncio.run(scenario())
