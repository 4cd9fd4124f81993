from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from state.errors import StateError
from state.model.listeners import AddressList, MailFlowPolicy, PolicyParameters
from state.operations.address_lists import (
    BAD_ENTRY,
    add_list,
    address_list,
    check_entry,
    delete_list,
    edit_list,
)
from state.operations.hat import host_access
from state.operations.policies import edit_policy, set_default
from state.operations.senders import BAD_ADDRESS
from tests.state.operations.drafts import factory_draft

BANKS = AddressList(addresses=("Ann@Bank.example", "@.bank.example"), description="Banks")
DRAFT = add_list(factory_draft(), "banks", BANKS)
LISTED = PolicyParameters(tls="preferred", tls_senders="banks")
NAME = "InboundMail"


def test_a_description_has_an_end() -> None:
    for length, taken in ((4096, True), (4097, False)):
        new = replace(BANKS, description="x" * length)
        if taken:
            assert add_list(DRAFT, "new", new).listeners.address_lists["new"].description
        else:
            with pytest.raises(StateError, match="4096 characters at most"):
                add_list(DRAFT, "new", new)


def test_entries_have_one_form() -> None:
    assert address_list(DRAFT, "banks").addresses == ("Ann@bank.example", "@.bank.example")
    kept = [check_entry(each) for each in ("joe@", "@A.Example", "@[192.0.2.1]", "J@[192.0.2.1]")]
    assert kept == ["joe@", "@a.example", "@[192.0.2.1]", "J@[192.0.2.1]"]


@pytest.mark.parametrize(
    "text", ["", "a.example", "@", "@-a", "a b@c.example", "@[1.2.3]", "@.", "@@"]
)
def test_what_is_no_entry(text: str) -> None:
    with pytest.raises(StateError) as caught:
        check_entry(text)
    assert caught.value.text in (BAD_ENTRY, BAD_ADDRESS)


@pytest.mark.parametrize("text", ["joe@", "@a.example", "joe"])
def test_a_list_of_full_addresses(text: str) -> None:
    assert check_entry("joe@a.example", full=True) == "joe@a.example"
    with pytest.raises(StateError, match="localname"):
        check_entry(text, full=True)


def test_policies_follow_a_new_name() -> None:
    draft = set_default(DRAFT, NAME, LISTED)
    draft = edit_policy(draft, NAME, "ACCEPTED", MailFlowPolicy(rule="ACCEPT", parameters=LISTED))
    draft = edit_list(draft, "banks", "partners", replace(BANKS, description=""))
    hat = host_access(draft, NAME)
    assert hat.default.tls_senders == "partners"
    assert hat.policies["ACCEPTED"].parameters.tls_senders == "partners"
    assert set(draft.listeners.address_lists) == {"partners"}


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: add_list(DRAFT, "banks", BANKS), 'An address list named "banks" already exists.'),
        (lambda: add_list(DRAFT, "a b", BANKS), "Symbols are not allowed in the name of an address list."),
        (lambda: add_list(DRAFT, "", BANKS), "The value cannot be blank."),
        (lambda: add_list(DRAFT, "a", AddressList()), "The value cannot be blank."),
        (lambda: delete_list(DRAFT, "gone"), 'The address list "gone" does not exist.'),
        (
            lambda: delete_list(set_default(DRAFT, NAME, LISTED), "banks"),
            'The address list "banks" is used by the default policy parameters of the listener "InboundMail".',
        ),
        (
            lambda: delete_list(edit_policy(DRAFT, NAME, "ACCEPTED", MailFlowPolicy(rule="ACCEPT", parameters=LISTED)), "banks"),
            'The address list "banks" is used by the policy "ACCEPTED" of the listener "InboundMail".',
        ),
    ],
)  # fmt: skip
def test_what_is_refused(operation: Callable[[], object], text: str) -> None:
    with pytest.raises(StateError) as caught:
        operation()
    assert caught.value.text == text


def test_a_list_that_nobody_uses_can_go() -> None:
    assert not delete_list(DRAFT, "banks").listeners.address_lists
