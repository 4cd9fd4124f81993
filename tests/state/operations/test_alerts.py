"""Who is told of alerts, and how."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import AlertSubscription
from state.operations.alerts import (
    CLASSES,
    SEVERITIES,
    add_recipient,
    clear_recipients,
    delete_recipient,
    edit_recipient,
    from_address,
    parse_choices,
    set_from,
    set_options,
)
from state.operations.system import set_gateway
from tests.state.strategies import factory

DRAFT, _ = factory()
SYSTEM = AlertSubscription(classes=("System",), severities=("Warning",))


def options(
    *,
    initial_wait: int = 300,
    max_wait: int = 3600,
    max_saved: int = 50,
    autosupport: bool = False,
    interface: str | None = None,
    draft: Draft = DRAFT,
) -> Draft:
    return set_options(
        draft,
        initial_wait=initial_wait,
        max_wait=max_wait,
        max_saved=max_saved,
        autosupport=autosupport,
        autosupport_copy=True,
        interface=interface,
    )


def test_recipients() -> None:
    draft = add_recipient(DRAFT, " Ops@EXAMPLE.com ", SYSTEM)
    assert dict(draft.alerts.recipients) == {"Ops@example.com": SYSTEM}
    with pytest.raises(StateError, match="already exists"):
        add_recipient(draft, "ops@example.com", SYSTEM)
    draft = edit_recipient(draft, "Ops@example.com", AlertSubscription())
    assert draft.alerts.recipients["Ops@example.com"].classes == ("All",)
    assert delete_recipient(draft, "Ops@example.com") == DRAFT
    assert clear_recipients(draft) == DRAFT
    wrong: tuple[Callable[[], Draft], ...] = (
        lambda: edit_recipient(DRAFT, "a@example.com", SYSTEM),
        lambda: delete_recipient(DRAFT, "a@example.com"),
        lambda: add_recipient(DRAFT, "a@example.com", AlertSubscription(classes=())),
        lambda: add_recipient(DRAFT, "a", SYSTEM),
    )
    for refused in wrong:
        with pytest.raises(StateError):
            refused()


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", ("All",)),
        ("2", ("System",)),
        ("3, 2 ,2", ("System", "Hardware")),
        ("1,2", ("All",)),
        ("anti-spam,SYSTEM", ("System", "Anti-Spam")),
        (",2,", ("System",)),
    ],
)
def test_choices(text: str, chosen: tuple[str, ...]) -> None:
    assert parse_choices(text, CLASSES) == chosen


@pytest.mark.parametrize("text", ["", ",", "0", "10", "-1", "2;3", "99999", "²", "sys", "1.0"])
def test_no_choices(text: str) -> None:
    with pytest.raises(StateError):
        parse_choices(text, CLASSES)
    assert parse_choices("4", SEVERITIES) == ("Information",)


def test_options() -> None:
    draft = options(autosupport=True)
    assert draft.alerts.autosupport_copy
    assert options(draft=draft) == DRAFT
    assert options(initial_wait=0, max_wait=0).alerts.max_wait == 0
    wrong: tuple[Callable[[], Draft], ...] = (
        lambda: options(initial_wait=4000),
        lambda: options(max_saved=0),
        lambda: options(max_wait=10**9),
        lambda: options(interface="Data 9"),
    )
    for refused in wrong:
        with pytest.raises(StateError):
            refused()


def test_sender() -> None:
    assert from_address(DRAFT) == "alert@mail.example.com"
    draft = set_from(DRAFT, "a@EXAMPLE.com")
    assert from_address(draft) == "a@example.com"
    assert set_from(draft, None) == DRAFT


def test_gateway() -> None:
    assert set_gateway(DRAFT, " 10.0.0.1 ").system.gateway == "10.0.0.1"
    for text in ("", "10.0.0", "::1", "127.0.0.1", "0.1.2.3", "gateway"):
        with pytest.raises(StateError) as refused:
            set_gateway(DRAFT, text)
        assert refused.value.field == "gateway"
