from __future__ import annotations

import dataclasses

import pytest

from state.errors import StateError
from state.model.destinations import DefaultDestination, Destination, Destinations
from state.operations.destinations import (
    add_destination,
    clear_destinations,
    delete_destination,
    destination_for,
    edit_destination,
    find_destination,
    replace_destinations,
    set_default_destination,
    set_outbound,
)
from tests.state.operations.drafts import factory_draft

NOT_FOUND = '"example.org" was not found in the destination control table.'


def test_add_edit_delete_leave_the_draft_alone() -> None:
    factory = factory_draft()
    added = add_destination(factory, "Example.COM", Destination(tls="required"))
    edited = edit_destination(added, "example.com", Destination(tls="preferred"))
    deleted = delete_destination(edited, "EXAMPLE.com")
    assert dict(factory.destinations.entries) == {}
    assert dict(added.destinations.entries) == {"example.com": Destination(tls="required")}
    assert dict(edited.destinations.entries) == {"example.com": Destination(tls="preferred")}
    assert deleted.destinations == factory.destinations


def test_the_same_domain_in_another_form_exists_already() -> None:
    draft = add_destination(factory_draft(), "bücher.example", Destination())
    text = 'A destination control entry for "xn--bcher-kva.example" already exists.'
    with pytest.raises(StateError) as caught:
        add_destination(draft, "XN--bcher-kva.EXAMPLE", Destination())
    assert (caught.value.text, caught.value.field) == (text, "domain")


@pytest.mark.parametrize("domain", ["example.org", "EXAMPLE.org"])
def test_unknown_domain(domain: str) -> None:
    draft = add_destination(factory_draft(), "example.com", Destination())
    for operation in (
        lambda: edit_destination(draft, domain, Destination()),
        lambda: delete_destination(draft, domain),
        lambda: find_destination(draft, domain),
    ):
        with pytest.raises(StateError) as caught:
            operation()
        assert (caught.value.text, caught.value.field) == (NOT_FOUND, "domain")


def test_a_bad_name_was_not_found_and_is_shown_bounded() -> None:
    with pytest.raises(StateError) as caught:
        find_destination(factory_draft(), "\x1b[2J" + "x" * 100_000)
    assert len(caught.value.text) < 400
    assert caught.value.text.isprintable()


def test_a_limit_brings_what_it_needs_from_the_default() -> None:
    default = DefaultDestination(limit_type="MXIP", limit_apply="VG", recipient_minutes=30)
    draft = set_default_destination(factory_draft(), default)
    draft = add_destination(draft, "a.example", Destination(concurrency=5))
    draft = add_destination(draft, "b.example", Destination(recipient_limit=7))
    assert dict(draft.destinations.entries) == {
        "a.example": Destination(concurrency=5, limit_type="MXIP", limit_apply="VG"),
        "b.example": Destination(
            recipient_limit=7, recipient_minutes=30, limit_type="MXIP", limit_apply="VG"
        ),
    }


def test_what_means_nothing_is_not_kept() -> None:
    entry = Destination(
        recipient_minutes=5,
        limit_type="host",
        tls="off",
        dane="mandatory",
        bounce_profile="Default",
    )
    draft = add_destination(factory_draft(), "a.example", entry)
    assert draft.destinations.entries["a.example"] == Destination(tls="off")


@pytest.mark.parametrize(
    ("entry", "text", "field"),
    [
        (Destination(concurrency=0), "The value must be between 1 and 1000.", "concurrency"),
        (Destination(concurrency=1001), "The value must be between 1 and 1000.", "concurrency"),
        (
            Destination(messages_per_connection=1001),
            "The value must be between 1 and 1000.",
            "messages_per_connection",
        ),
        (
            Destination(recipient_limit=1, recipient_minutes=61),
            "The value must be between 1 and 60.",
            "recipient_minutes",
        ),
        (
            Destination(recipient_limit=-1),
            "The value must be between 0 and 1000000000.",
            "recipient_limit",
        ),
        (Destination(bounce_profile="missing"), "Invalid profile name", "bounce_profile"),
    ],
)
def test_values_are_checked_whoever_calls(entry: Destination, text: str, field: str) -> None:
    with pytest.raises(StateError) as caught:
        add_destination(factory_draft(), "a.example", entry)
    assert (caught.value.text, caught.value.field) == (text, field)


def test_clear_keeps_the_default_and_the_global_settings() -> None:
    draft = set_outbound(factory_draft("partner.com"), "partner.com", send_tls_alert=True)
    draft = set_default_destination(draft, DefaultDestination(tls="required"))
    cleared = clear_destinations(add_destination(draft, "a.example", Destination()))
    assert cleared.destinations == draft.destinations


def test_default_of_zero_recipients_is_no_limit_and_dane_needs_tls() -> None:
    default = DefaultDestination(recipient_limit=0, dane="mandatory")
    assert set_default_destination(factory_draft(), default).destinations == Destinations()


def test_certificate_must_exist() -> None:
    text = 'The certificate profile "partner.com" does not exist.'
    with pytest.raises(StateError) as caught:
        set_outbound(factory_draft(), "partner.com", send_tls_alert=False)
    assert caught.value.text == text
    with pytest.raises(StateError) as caught:
        replace_destinations(factory_draft(), Destinations(certificate="partner.com"))
    assert caught.value.text == text


TABLE = Destinations(
    default=DefaultDestination(tls="preferred", recipient_limit=300),
    entries={
        "example.com": Destination(tls="required", recipient_limit=0),
        ".example.com": Destination(tls="off"),
        ".deep.example.com": Destination(concurrency=3),
        "[192.0.2.1]": Destination(tls="required_verify"),
    },
)


@pytest.mark.parametrize(
    ("domain", "changes"),
    [
        ("example.com", {"tls": "required", "recipient_limit": None}),
        ("a.example.com", {"tls": "off"}),
        ("a.b.example.com", {"tls": "off"}),
        ("x.deep.example.com", {"concurrency": 3}),
        ("deep.example.com", {"tls": "off"}),
        ("notexample.com", {}),
        ("[192.0.2.1]", {"tls": "required_verify"}),
        ("[192.0.2.2]", {}),
    ],
)
def test_which_entry_holds_for_a_domain(domain: str, changes: dict[str, object]) -> None:
    expected = dataclasses.replace(TABLE.default, **changes)  # type: ignore[arg-type]
    assert destination_for(TABLE, domain) == expected


def test_dane_is_off_where_tls_is_off() -> None:
    table = Destinations(
        default=DefaultDestination(tls="required", dane="mandatory"),
        entries={"a.example": Destination(tls="off")},
    )
    assert destination_for(table, "a.example").dane == "off"
    assert destination_for(table, "b.example").dane == "mandatory"
