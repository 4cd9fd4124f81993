from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from state.errors import StateError
from state.factory import inbound_listener
from state.model.listeners import Listeners, RecipientAccess
from state.operations.listeners import (
    NewListener,
    add_listener,
    check_listener_name,
    delete_listener,
    move_listener,
    rename_listener,
    set_global,
    set_limits,
    use_bounce_profile,
)
from tests.state.operations.drafts import factory_draft

NEW = NewListener(
    type="private", interface="Management", port=2525, entries=("192.168.1.0/24", ".Example.com")
)
DRAFT = factory_draft(bounces=("tls_failed",))


def error_of(operation: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(StateError) as caught:
        operation()
    return caught.value.text, caught.value.field


def test_a_private_listener_relays_for_the_systems_that_are_named() -> None:
    listener = add_listener(DRAFT, "OutboundMail", NEW).listeners.entries["OutboundMail"]
    assert (listener.type, listener.port, listener.certificate) == ("private", 2525, "Demo")
    assert listener.hat.groups["RELAYLIST"].senders == ("192.168.1.0/24", ".example.com")
    assert listener.hat.order == ("RELAYLIST", "ALL")
    assert not listener.rat


def test_a_public_listener_takes_the_recipients_that_are_named() -> None:
    new = replace(NEW, type="public", entries=("example.com", "postmaster@"), recipients_per_hour=9)
    listener = add_listener(DRAFT, "Lists", new).listeners.entries["Lists"]
    assert dict(listener.rat) == {
        "example.com": RecipientAccess(),
        "postmaster@": RecipientAccess(),
        "ALL": RecipientAccess(accept=False),
    }
    assert listener.hat.default.recipients_per_hour == 9
    assert listener.hat.order == inbound_listener().hat.order


def test_a_public_listener_for_everybody() -> None:
    new = replace(NEW, type="public", entries=("all", "example.com"))
    listener = add_listener(DRAFT, "Lists", new).listeners.entries["Lists"]
    assert dict(listener.rat) == {"example.com": RecipientAccess(), "ALL": RecipientAccess()}
    assert tuple(listener.rat)[-1] == "ALL"


def test_faults_of_a_new_listener() -> None:
    taken = "Another listener already uses this interface and port."
    assert error_of(lambda: add_listener(DRAFT, "New", replace(NEW, port=25))) == (taken, "port")
    assert error_of(lambda: add_listener(DRAFT, "New", replace(NEW, interface="x"))) == (
        'The IP interface "x" does not exist.',
        "interface",
    )
    assert error_of(lambda: add_listener(DRAFT, "InboundMail", NEW)) == (
        'A listener named "InboundMail" already exists.',
        "name",
    )
    assert error_of(lambda: add_listener(DRAFT, "New", replace(NEW, entries=("1.2.3.400",)))) == (
        "Invalid IP or IP range",
        "sender",
    )


@pytest.mark.parametrize("name", ["", "1st", "a b", "x" * 64, "é"])
def test_bad_names(name: str) -> None:
    assert error_of(lambda: check_listener_name(DRAFT, name))[1] == "name"


def test_renaming_moving_and_deleting() -> None:
    draft = rename_listener(DRAFT, "InboundMail", "Incoming")
    assert dict(draft.listeners.entries) == {"Incoming": inbound_listener()}
    assert rename_listener(draft, "Incoming", "Incoming").listeners == draft.listeners
    moved = move_listener(draft, "Incoming", "Management", 26)
    assert moved.listeners.entries["Incoming"].port == 26
    assert move_listener(moved, "Incoming", "Management", 26).listeners == moved.listeners
    assert not delete_listener(moved, "Incoming").listeners.entries


def test_limits_and_bounce_profile() -> None:
    draft = set_limits(DRAFT, "InboundMail", max_concurrency=1, tcp_queue=1000)
    draft = use_bounce_profile(draft, "InboundMail", "tls_failed")
    expected = replace(
        inbound_listener(), max_concurrency=1, tcp_queue=1000, bounce_profile="tls_failed"
    )
    assert draft.listeners.entries["InboundMail"] == expected
    again = use_bounce_profile(draft, "InboundMail", "default")
    assert again.listeners.entries["InboundMail"].bounce_profile == "Default"
    assert error_of(lambda: use_bounce_profile(draft, "InboundMail", "gone")) == (
        "Invalid profile name",
        "bounce_profile",
    )
    assert error_of(lambda: set_limits(draft, "InboundMail", max_concurrency=0, tcp_queue=1)) == (
        "The value must be between 1 and 10000.",
        "max_concurrency",
    )


def test_global_settings_leave_the_listeners_alone() -> None:
    settings = Listeners(max_header_lines=0, counter_reset="90", timeout="5M")
    changed = set_global(DRAFT, settings).listeners
    assert changed.entries == DRAFT.listeners.entries
    assert (changed.max_header_lines, changed.counter_reset, changed.timeout) == (0, "90s", "5m")
    with pytest.raises(StateError):
        set_global(DRAFT, replace(settings, connection_time="soon"))


@pytest.mark.parametrize(
    "operation",
    [
        lambda: delete_listener(DRAFT, "Other"),
        lambda: rename_listener(DRAFT, "Other", "x"),
        lambda: move_listener(DRAFT, "Other", "Management", 26),
        lambda: set_limits(DRAFT, "Other", max_concurrency=1, tcp_queue=1),
        lambda: use_bounce_profile(DRAFT, "Other", "Default"),
    ],
)
def test_unknown_listener(operation: Callable[[], object]) -> None:
    assert error_of(operation) == ('The listener "Other" does not exist.', "listener")
