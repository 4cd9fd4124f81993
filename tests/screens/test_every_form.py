"""Every form takes what is right, does what it is for, and leads to what it made."""

from __future__ import annotations

import asyncio
from typing import Final, cast

import pytest

from esatui.appliance import Appliance
from screens.desk import Desk, NamesProbe
from screens.kit.form import Form
from screens.sections import PLACES
from state.operations.policies import delete_policy
from tests.screens.desks import dashboard
from tests.screens.filling import AFTER, SECTIONS, Filled, prepare, titles, titles_in_code
from tests.screens.hand import Hand
from tests.screens.probes import Destinations, Directory, Gate, Names
from tests.screens.shell import shell

pytestmark = pytest.mark.once

SHELL: Final = {
    "2": (("certconfig", "certificate", "print", "", "", ""), ("made", "pasted", "imported")),
    "3": (
        (
            *("listenerconfig", "edit", "InboundMail"),
            *("rcptaccess", "print", "", "hostaccess", "print", "", "", ""),
        ),
        ("mail.example.net", "user@example.net", "PARTNERS", "192.0.2.0/24", "TLS_ONLY"),
    ),
    "4": (("destconfig", "list", "", ""), ("partner.com",)),
    "5": (("interfaceconfig", ""), ("Data two", "192.0.2.9/28")),
    "6": (("ldapconfig", ""), ("corp", "1636")),
    "7": (("alertconfig", ""), ("ops@example.com", "alert@example.com")),
}
"""What the shell of the same appliance is asked afterwards, and what it has to say."""


@pytest.fixture(autouse=True)
def surroundings(desk: Desk) -> None:
    prepare(desk)
    gate = Gate()
    desk.names_probe = cast("NamesProbe", Names())
    desk.destination_probe, desk.ldap_probe = Destinations(gate), Directory(gate)


async def fill(hand: Hand, desk: Desk, filled: Filled) -> None:
    """Open the form, fill it in, submit it, and look at what has come of it."""
    if filled.row:
        await hand.go_to(filled.row)
    for key in filled.keys:
        await hand.press(key)
    form = hand.app.screen
    assert isinstance(form, Form), filled.title
    assert form._title.startswith(filled.title.partition("{")[0])
    for name, value in filled.values.items():
        await hand.enter(name, value)
    await hand.submit()
    await hand.pilot.pause()
    assert filled.check(desk, desk.draft), filled.title
    if filled.closing[:1] == ("enter",):
        await hand.press("enter")
    if filled.then:
        await hand.rest_on(filled.then)
    for key in filled.closing:
        if key != "enter":
            await hand.press(key)
    await hand.pilot.pause()


@pytest.mark.parametrize("key", SECTIONS, ids={place.key: place.name for place in PLACES}.get)
def test_forms_of_a_section(key: str, desk: Desk, appliance: Appliance) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            await hand.press(key)
            for filled in SECTIONS[key]:
                await fill(hand, desk, filled)
            await hand.press("9")
            for filled in AFTER["9"]:
                await fill(hand, desk, filled)

    asyncio.run(scenario())
    assert not desk.candidate.pending
    told = shell(appliance.store.directory, *SHELL[key][0])
    assert [words for words in SHELL[key][1] if words not in told] == []


def test_the_other_forms(desk: Desk) -> None:
    async def scenario() -> None:
        desk.submit(lambda draft: delete_policy(draft, "InboundMail", "SPARE"))
        desk.candidate.commit("less")
        async with dashboard(desk, size=(120, 50)) as (app, pilot):
            hand = Hand(app, pilot)
            for key in ("0", "1"):
                await hand.press(key)
                await hand.pilot.pause()
                for filled in AFTER[key]:
                    await fill(hand, desk, filled)

    asyncio.run(scenario())


def test_no_form_is_left_out() -> None:
    assert titles_in_code() == titles()
