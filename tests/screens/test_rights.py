"""What each role sees and can do: by every key there is, and without keys."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.form import Form
from screens.kit.section import Section
from screens.sections import PLACES, Place
from state.errors import StateError
from state.model.configuration import Draft
from state.model.users import Role, User
from state.rights import CHANGERS, READ_ONLY, VIEWERS
from tests.screens.desks import MIDDLE, appliance_at, dashboard, desk_at, seen, text_of

pytestmark = pytest.mark.once

ROLES: tuple[Role, ...] = get_args(Role)
BLIND = tuple(role for role in ROLES if role not in VIEWERS)
CONFIGURATION = tuple(place for place in PLACES if not place.public)
TRIED = {"Test TLS", "Test connection", "Preferences"}
"""Forms that change nothing in the configuration: they try it, or are about the user."""
NOT_PRESSED = {"ctrl+q", "ctrl+p", "ctrl+t", "ctrl+c", "super+c", "f2", "tab", "shift+tab"} | {
    place.key for place in PLACES
}
"""Keys that lead elsewhere."""


@pytest.fixture
def appliance(tmp_path: Path, filled: Path) -> Iterator[Appliance]:
    """A busy appliance with an account for each role, called as the role."""
    shutil.copytree(filled, tmp_path / "state")
    made = appliance_at(tmp_path / "state")
    desk = desk_at(made)
    desk.submit(with_accounts)
    desk.candidate.commit("accounts")
    desk.candidate.close()
    yield made
    made.store.close()


def with_accounts(draft: Draft) -> Draft:
    accounts = {
        f"my{role}": User(full_name=role, role=role, passphrase="scrypt$1$1$1$00$00")
        for role in ROLES
    }
    users = dataclasses.replace(draft.users, accounts={**draft.users.accounts, **accounts})
    return draft.write(users=users)


def given(role: Role, user: str) -> Callable[[Draft], Draft]:
    """Return what gives a user another role."""

    def change(draft: Draft) -> Draft:
        account = dataclasses.replace(draft.users.accounts[user], role=role)
        accounts = {**draft.users.accounts, user: account}
        return draft.write(users=dataclasses.replace(draft.users, accounts=accounts))

    return change


def renamed(draft: Draft) -> Draft:
    return draft.write(system=dataclasses.replace(draft.system, hostname="changed.example.com"))


async def opened(app: Dashboard, pilot: Pilot[None], place: Place) -> Section:
    await pilot.press(place.key)
    await seen(app, pilot, place.title)
    assert isinstance(app.screen, Section)
    assert app.screen.place == place.name
    return app.screen


@pytest.mark.parametrize("role", [role for role in ROLES if role not in CHANGERS])
def test_a_change_is_refused_without_any_key(role: Role, appliance: Appliance) -> None:
    desk = desk_at(appliance, f"my{role}")
    with pytest.raises(StateError, match=READ_ONLY):
        desk.submit(renamed)
    assert not desk.candidate.pending


@pytest.mark.parametrize("role", sorted(CHANGERS))
def test_who_may_change_may_do_everything(role: Role, appliance: Appliance) -> None:
    desk = desk_at(appliance, f"my{role}")

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            for place in CONFIGURATION:
                section = await opened(app, pilot, place)
                await pilot.press("down")
                for action in getattr(section, "CHANGING", ()):
                    assert section.check_action(action, ()) is True, (place.name, action)

    asyncio.run(scenario())


def test_only_administrators_roll_back(appliance: Appliance) -> None:
    async def scenario(user: str) -> bool | None:
        desk = desk_at(appliance, user)
        async with dashboard(desk) as (app, pilot):
            section = await opened(app, pilot, PLACES[-1])
            await seen(app, pilot, "accounts")
            return section.check_action("roll_back", ())

    assert asyncio.run(scenario("myadmin")) is True
    assert asyncio.run(scenario("myoperators")) is None
    assert asyncio.run(scenario("myreadonly")) is None


@pytest.mark.parametrize("place", CONFIGURATION, ids=lambda place: place.name)
def test_no_key_of_a_read_only_role_changes_anything(place: Place, appliance: Appliance) -> None:
    desk = desk_at(appliance, "myreadonly")
    head, files = desk.store.head.number, desk.files.names()

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            section = await opened(app, pilot, place)
            await pilot.press("down")
            await press_everything(app, pilot, section, depth=2)

    asyncio.run(scenario())
    assert not desk.candidate.pending
    assert desk.store.refresh().number == head
    assert desk.files.names() == files


async def press_everything(
    app: Dashboard, pilot: Pilot[None], screen: Screen[Any], depth: int
) -> None:
    """Press each key that does something on a screen, and on the dialogs that it leads to."""
    for key in [each for each in screen.active_bindings if each not in NOT_PRESSED]:
        if app.screen is not screen:
            return
        await pilot.press(key)
        opened = app.screen
        if opened is screen:
            continue
        if isinstance(opened, Form):
            assert opened._title in TRIED, f"{key} opens {opened._title}"
        elif depth:
            await press_everything(app, pilot, opened, depth - 1)
        for _ in range(4):
            if app.screen is not screen and key != "escape":
                await pilot.press("escape")


@pytest.mark.parametrize("role", BLIND)
def test_who_may_not_see_the_configuration_stays_at_the_overview(
    role: Role, appliance: Appliance
) -> None:
    desk = desk_at(appliance, f"my{role}")

    async def scenario() -> None:
        async with dashboard(desk, size=MIDDLE) as (app, pilot):
            await pilot.press(*(place.key for place in PLACES))
            for place in CONFIGURATION:
                await app.run_action(f"open('{place.name}')")
            await pilot.pause()
            assert app.current_mode == "overview"
            text = "\n".join(text_of(app))
            assert "Certificates" not in text
            assert "mail.example.com" in text
            titles = [command.title for command in app.get_system_commands(app.screen)]
            places = [title for title in titles if " > " in title]
            assert places == ["Monitor > Overview", "Options > Preferences"]

    asyncio.run(scenario())


def test_a_role_that_is_taken_away_is_gone_at_once(appliance: Appliance) -> None:
    """Whoever loses the right in the middle of a form is refused; what was typed stays."""
    desk, admin = desk_at(appliance, "myoperators"), desk_at(appliance)

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await opened(app, pilot, PLACES[3])
            await pilot.press("a")
            await pilot.press(*"late.example.com")
            admin.submit(given("readonly", "myoperators"))
            admin.candidate.commit("less")
            await pilot.press("ctrl+s")
            await seen(app, pilot, READ_ONLY)
            assert not desk.candidate.pending
            await pilot.press("escape", "left", "enter")
            await seen(app, pilot, "(a)Add")
            admin.submit(given("guest", "myoperators"))
            admin.candidate.commit("nothing")
            text = await seen(app, pilot, "Monitor > Overview")
            assert "2 Certificates" not in text

    asyncio.run(scenario())


def test_what_a_read_only_role_sees(desk: Desk, appliance: Appliance) -> None:
    """As much as the administrator; keys that are off are in parentheses."""
    reader = desk_at(appliance, "myreadonly")

    async def scenario() -> None:
        async with dashboard(reader) as (app, pilot):
            await opened(app, pilot, PLACES[3])
            text = await seen(app, pilot, "partner.com")
            assert "(a)Add" in text
            assert "(e)Edit" in text
            assert " v Test TLS" in text

    asyncio.run(scenario())
