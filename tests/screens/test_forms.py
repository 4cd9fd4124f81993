"""What all forms do: refuse, cancel, and spare what others have entered meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.widgets import Static

from esatui.appliance import Appliance
from screens.desk import Desk
from screens.kit.block import Block
from screens.kit.editing import merged
from screens.kit.fields import Field, Values, initial
from screens.kit.form import Form
from screens.kit.refusals import Refused
from screens.kit.table import Table
from screens.work import CalledOff, Work, at_work, take_effect
from state.errors import StateError
from state.model.destinations import Destination
from state.operations.destinations import add_destination, edit_destination
from state.operations.hat import add_senders
from tests.screens.desks import SMALL, dashboard, desk_at, seen
from tests.screens.filling import ISSUED
from tests.screens.hand import Hand
from tests.screens.probes import Gate, Keys
from tests.state.certificates import openssl

DOMAIN = "partner.com"
Scene = Callable[[Hand], Awaitable[None]]


def play(desk: Desk, scene: Scene, size: tuple[int, int] = (120, 50)) -> None:
    async def scenario() -> None:
        async with dashboard(desk, size=size) as (app, pilot):
            await scene(Hand(app, pilot))

    asyncio.run(scenario())


def form_of(hand: Hand) -> Form:
    form = hand.app.screen
    assert isinstance(form, Form)
    return form


def in_form(hand: Hand) -> bool:
    return isinstance(hand.app.screen, Form)


def errors_of(form: Form) -> dict[str, str]:
    """Return what stands at the fields, and at `""` what stands below."""
    found = {
        str(row.id).removeprefix("row-"): str(line.render())
        for row in form.query(".field")
        for line in row.query(".error").results(Static)
        if line.display
    }
    general = form.query_one(".form-error", Static)
    return {**found, **({"": str(general.render())} if general.display else {})}


async def refused(hand: Hand) -> dict[str, str]:
    """Submit, and return the errors."""
    form = form_of(hand)
    await hand.press("ctrl+s")
    for _ in range(200):
        await hand.pilot.pause(0.02)
        if not form.has_class("-busy"):
            return errors_of(form)
    raise AssertionError


# Others at work.


def partner(desk: Desk, **settings: object) -> None:
    """Let someone change the destination, and commit."""
    entry = desk.draft.destinations.entries.get(DOMAIN)
    operation = add_destination if entry is None else edit_destination
    made = Destination(**settings)  # type: ignore[arg-type] # Whatever the test says.
    desk.submit(lambda draft: operation(draft, DOMAIN, made))
    desk.candidate.commit("by someone else")


async def edit(hand: Hand) -> None:
    """Open the form of the destination."""
    await hand.press("4")
    await hand.go_to(DOMAIN)
    await hand.press("e")


def test_what_others_changed_meanwhile_stays(desk: Desk, appliance: Appliance) -> None:
    partner(desk, concurrency=10)
    other = desk_at(appliance)

    async def scene(hand: Hand) -> None:
        await edit(hand)
        partner(other, concurrency=10, messages_per_connection=77)
        await hand.enter("concurrency", "20")
        await hand.submit()
        entry = desk.draft.destinations.entries[DOMAIN]
        assert (entry.concurrency, entry.messages_per_connection) == (20, 77)
        changes = desk.candidate.changes()
        assert len(changes) == 1
        assert desk.candidate.conflicts() == ()

    play(desk, scene)


def test_the_same_field_is_not_overwritten_without_a_word(desk: Desk, appliance: Appliance) -> None:
    partner(desk, concurrency=10)
    other = desk_at(appliance)

    async def scene(hand: Hand) -> None:
        await edit(hand)
        partner(other, concurrency=30, tls="required")
        await hand.enter("concurrency", "20")
        await hand.enter("tls", "preferred")
        told = await refused(hand)
        assert set(told) == {"tls", "concurrency"}
        assert "Changed by someone else meanwhile, to: 30" in told["concurrency"]
        assert "Changed by someone else meanwhile, to: Required" in told["tls"]
        assert "Submit again to replace that." in told["tls"]
        assert not desk.candidate.pending
        await hand.submit()
        entry = desk.draft.destinations.entries[DOMAIN]
        assert (entry.concurrency, entry.tls) == (20, "preferred")

    play(desk, scene)


def test_what_is_gone_meanwhile_is_said(desk: Desk, appliance: Appliance) -> None:
    partner(desk, concurrency=10)
    other = desk_at(appliance)

    async def scene(hand: Hand) -> None:
        await edit(hand)
        other.submit(
            lambda draft: draft.write(
                destinations=type(draft.destinations)(certificate=draft.destinations.certificate)
            )
        )
        other.candidate.commit("gone")
        await hand.enter("concurrency", "20")
        assert f'"{DOMAIN}" was not found' in (await refused(hand))[""]

    play(desk, scene)


def test_senders_are_merged_one_by_one(desk: Desk, appliance: Appliance) -> None:
    other = desk_at(appliance)

    async def scene(hand: Hand) -> None:
        await hand.press("3", "h", "a")
        await hand.enter("name", "PARTNERS")
        await hand.enter("senders", "192.0.2.1\n192.0.2.2")
        await hand.submit()
        desk.candidate.commit("")
        await hand.rest_on("PARTNERS")
        await hand.press("e")
        other.submit(lambda draft: add_senders(draft, "InboundMail", "PARTNERS", ["192.0.2.9"]))
        other.candidate.commit("")
        block = form_of(hand).query_one("#field-senders", Block)
        block.text = "192.0.2.1\n192.0.2.3"
        await hand.submit()
        groups = desk.draft.listeners.entries["InboundMail"].hat.groups
        assert groups["PARTNERS"].senders == ("192.0.2.1", "192.0.2.9", "192.0.2.3")

    play(desk, scene)


def choice_of(value: str) -> Field:
    return Field("a", value=value)


@pytest.mark.parametrize(
    ("shown", "typed", "now", "result"),
    [
        ("1", "1", "1", "1"),
        ("1", "2", "1", "2"),
        ("1", "1", "3", "3"),
        ("1", "2", "2", "2"),
        ("1", "2", "3", None),
    ],
)
def test_three_values_make_one(shown: str, typed: str, now: str, result: str | None) -> None:
    before = initial([choice_of(shown)])
    if result is not None:
        assert merged([choice_of(now)], before, {"a": typed}) == {"a": result}
        return
    with pytest.raises(Refused) as refusal:
        merged([choice_of(now)], before, {"a": typed})
    assert [each.field for each in refusal.value.errors] == ["a"]
    assert merged([choice_of(now)], before, {"a": typed}) == {"a": typed}, "the second time"


# Cancelling.


def test_a_key_that_is_still_made_makes_no_certificate(desk: Desk) -> None:
    gate = Gate()
    gate.closed = True
    keys = desk.key_maker = Keys(gate)

    async def scene(hand: Hand) -> None:
        await hand.press("2", "a", "enter")
        for name in ("common_name", "organization", "organizational_unit", "locality", "state"):
            await hand.enter(name, "example.com")
        await hand.enter("name", "slow")
        await hand.enter("country", "KR")
        await hand.press("ctrl+s")
        await asyncio.to_thread(gate.waiting.wait, 60)
        await hand.press("escape")
        assert not in_form(hand), "closed at once, without a question"
        working = [each for each in hand.app.workers if each.name == "_run"]
        keys.gate.open()
        for worker in working:
            await asyncio.wait_for(asyncio.shield(worker._task or asyncio.sleep(0)), 60)
        for _ in range(3):
            await hand.pilot.pause()
        assert not desk.candidate.pending
        assert "slow" not in desk.draft.certificates.profiles

    play(desk, scene)


def test_what_takes_effect_is_not_cancelled(desk: Desk) -> None:
    """Whoever comes too late sees what was done: the dialog closes by itself."""
    early, late = Work(), Work()
    assert early.call_off()
    with pytest.raises(CalledOff), at_work(early):
        take_effect()
    with at_work(late):
        take_effect()
    assert not late.call_off()
    with pytest.raises(CalledOff), at_work(early):
        desk.submit(lambda draft: draft)
    assert desk.latest is None


def test_nothing_typed_is_lost_without_a_question(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("4", "a")
        form = form_of(hand)
        await hand.press("x")
        await hand.press("escape")
        await hand.see("What was entered here has not been submitted.")
        await hand.press("escape")
        assert hand.app.screen is form
        assert form.values["domain"] == "x"
        await hand.press("escape", "left", "enter")
        await hand.pilot.pause()
        assert not in_form(hand)
        await hand.press("a", "escape")
        await hand.pilot.pause()
        assert not in_form(hand), "nothing was typed"

    play(desk, scene)


# What is wrong.


def test_all_that_is_wrong_is_said_at_once_from_the_top(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("6", "a")
        assert list(await refused(hand)) == ["name", "hosts"]
        assert hand.app.focused is not None
        assert hand.app.focused.id == "field-name"
        await hand.enter("name", "corp")
        await hand.enter("port", "99999")
        told = await refused(hand)
        assert list(told) == ["hosts", "port"]
        assert told["port"] == "The value must be between 1 and 65535."
        assert hand.app.focused.id == "field-hosts"

    play(desk, scene, SMALL)


def test_all_that_a_certificate_lacks(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("2", "a", "enter")
        told = list(await refused(hand))
        assert told == [
            *("name", "common_name", "organization", "organizational_unit"),
            *("locality", "state", "country"),
        ]

    play(desk, scene, SMALL)


@pytest.mark.parametrize(
    ("keys", "entered", "field"),
    [
        (("3", "r", "a"), {"recipients": "not a host"}, "recipients"),
        (("3", "h", "a"), {"name": "A", "senders": "not a host"}, "senders"),
        (("3", "p", "a"), {"name": "A", "max_recipients": "0"}, "max_recipients"),
        (("3", "a"), {"name": "A", "port": "x", "recipients": "a.com"}, "port"),
        (("4", "home", "e"), {"concurrency": "1001"}, "concurrency"),
        (("5", "e"), {"https": "99999"}, "https"),
        (("5", "e"), {"ip": "192.0.2.1/33"}, "ip"),
        (("7", "s"), {"max_wait": "x"}, "max_wait"),
    ],
)
def test_an_error_stands_at_its_field(
    desk: Desk, keys: tuple[str, ...], entered: Values, field: str
) -> None:
    async def scene(hand: Hand) -> None:
        for key in keys:
            await hand.press(key)
        for name, value in entered.items():
            await hand.enter(name, value)
        assert list(await refused(hand)) == [field]
        assert not desk.candidate.pending

    play(desk, scene)


def test_an_error_about_a_field_that_is_not_shown_names_it(desk: Desk) -> None:
    fields = (
        Field("shown", "Shown"),
        Field("hidden", "Hidden field", shown=lambda _: False),
    )

    def submit(values: Values) -> None:
        raise Refused(
            [StateError("Wrong.", "hidden"), StateError("Bad."), StateError("No.", "shown")]
        )

    async def scene(hand: Hand) -> None:
        await hand.app.push_screen(Form("A form", fields, submit))
        told = await refused(hand)
        assert told == {"": "Hidden field: Wrong.\nBad.", "shown": "No."}

    play(desk, scene)


# Smaller things.


def test_an_encrypted_key_is_pasted_with_its_passphrase(desk: Desk) -> None:
    protected = openssl.text(
        *("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret-42"),
        stdin=ISSUED.key.pem,
    )

    async def scene(hand: Hand) -> None:
        await hand.press("2", "a", "end", "enter")
        await hand.enter("name", "pasted")
        await hand.enter("certificate", ISSUED.certificate.pem)
        await hand.enter("key", protected)
        told = await refused(hand)
        assert told == {"passphrase": "The private key is encrypted. Its passphrase is needed."}
        await hand.enter("passphrase", "secret-43")
        assert "could not be decrypted" in (await refused(hand))["passphrase"]
        await hand.enter("passphrase", "secret-42")
        await hand.submit()
        assert desk.draft.certificates.profiles["pasted"].key == ISSUED.key.key_id

    play(desk, scene)


def test_why_a_pasted_key_is_none(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("2", "a", "end", "enter")
        await hand.enter("name", "pasted")
        await hand.enter("certificate", ISSUED.certificate.pem)
        await hand.enter("key", ISSUED.certificate.pem)
        assert await refused(hand) == {"key": "There is no private key in the text."}

    play(desk, scene)


def test_a_text_is_emptied_with_one_key(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("3", "h", "a")
        block = form_of(hand).query_one("#field-senders", Block)
        assert "Ctrl+U" not in await hand.see("Senders")
        await hand.enter("senders", "192.0.2.1\n" * 200)
        await hand.see("Ctrl+U empties the field.")
        await hand.press("ctrl+u")
        assert block.text == ""
        assert not block.filled

    play(desk, scene)


def test_files_of_a_kind_come_first(desk: Desk) -> None:
    async def scene(hand: Hand) -> None:
        await hand.press("2", "a", "down", "enter")
        assert form_of(hand).values["file"] == "b.p12"
        await hand.press("escape", "t", "i")
        assert form_of(hand).values["file"] == "a.pem"
        await hand.press("escape", "escape")
        (desk.files.directory / "b.p12").unlink()
        await hand.press("a", "down", "enter")
        assert form_of(hand).values["file"] == "", "none of them looks like one"
        await hand.enter("name", "x")
        assert list(await refused(hand)) == ["file"]

    for name in ("a.pem", "b.p12", "c.txt"):
        desk.files.write(name, b"-")
    play(desk, scene)


def test_a_search_that_hides_what_is_new_is_closed(desk: Desk) -> None:
    partner(desk, concurrency=10)

    async def scene(hand: Hand) -> None:
        await hand.press("4", "slash", *"partner", "enter")
        await hand.press("a")
        await hand.enter("domain", "bank.example")
        await hand.submit()
        await hand.rest_on("bank.example")
        assert len(hand.app.screen.query_one(Table).rows) == 3
        await seen(hand.app, hand.pilot, "bank.example")

    play(desk, scene)
