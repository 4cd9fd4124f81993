from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from state.errors import StateError
from state.model.listeners import (
    DEFAULT_PARAMETERS,
    AddressList,
    MailFlowPolicy,
    PolicyParameters,
)
from state.operations.address_lists import add_list
from state.operations.hat import host_access, set_group_policy
from state.operations.policies import (
    add_policy,
    changed_parameters,
    delete_policy,
    edit_policy,
    parse_size,
    set_default,
    size_text,
)
from tests.state.operations.drafts import factory_draft

NAME = "InboundMail"
DRAFT = add_list(factory_draft(), "banks", AddressList(addresses=("@bank.example",)))
CONTINUE = MailFlowPolicy(rule="CONTINUE")


def error_of(operation: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        operation()
    return caught.value.text.partition("\n")[0]


@pytest.mark.parametrize(
    ("text", "size"),
    [("10M", 10 << 20), ("10m", 10 << 20), ("100k", 102_400), ("1024", 1024), (" 1024M ", 1 << 30)],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size
    assert parse_size(size_text(size)) == size


def test_sizes_are_shown_in_the_largest_unit() -> None:
    sizes = (1024, 1025, 1 << 20, (1 << 20) + 1024, 1 << 30)
    assert [size_text(size) for size in sizes] == ["1k", "1025", "1M", "1025k", "1024M"]


@pytest.mark.parametrize("text", ["", "0", "1023", "1025M", "10G", "-1k", "1.5M", "1" * 13, "１M"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(StateError):
        parse_size(text)


def test_policies_come_change_and_go() -> None:
    policy = MailFlowPolicy(rule="RELAY", parameters=PolicyParameters(tls="required"))
    draft = add_policy(DRAFT, NAME, "PARTNERS", policy)
    assert host_access(draft, NAME).policies["PARTNERS"] == policy
    draft = edit_policy(draft, NAME, "partners", CONTINUE)
    assert host_access(draft, NAME).policies["PARTNERS"] == CONTINUE
    draft = delete_policy(draft, NAME, "PARTNERS")
    assert host_access(draft, NAME) == host_access(DRAFT, NAME)


def test_all_cannot_continue() -> None:
    draft = add_policy(DRAFT, NAME, "LATER", CONTINUE)
    text = "The sender group ALL needs a policy that does not continue."
    assert error_of(lambda: set_group_policy(draft, NAME, "ALL", "LATER")) == text
    assert error_of(lambda: edit_policy(draft, NAME, "ACCEPTED", CONTINUE)) == text


def test_a_policy_in_use_stays() -> None:
    assert error_of(lambda: delete_policy(DRAFT, NAME, "BLOCKED")) == (
        'The policy "BLOCKED" is used by the sender group "BLOCKED_LIST".'
    )


def test_the_default_is_always_complete() -> None:
    draft = set_default(DRAFT, NAME, PolicyParameters(max_messages=7))
    assert host_access(draft, NAME).default == replace(DEFAULT_PARAMETERS, max_messages=7)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"max_message_size": 1}, "The value must be between 1024 and 1073741824."),
        ({"max_concurrency": 0}, "The value must be between 1 and 10000."),
        ({"reject_code": 199}, "The value must be between 200 and 599."),
        ({"significant_bits": 33}, "The value must be between 0 and 32."),
        ({"banner_hostname": "-"}, "A hostname is a string that must match the following rules:"),
        ({"accept_text": ()}, "The value cannot be blank."),
        ({"accept_text": ("a\r\n250 b",)}, "The text contains control characters."),
        ({"reject_text": ("a" * 513,)}, "The response is too long."),
        ({"reject_text": ("a",) * 51}, "The response is too long."),
        ({"tls": "preferred", "tls_senders": "x"}, 'The address list "x" does not exist.'),
    ],
)
def test_wrong_values(values: dict[str, Any], text: str) -> None:
    parameters = PolicyParameters(**values)
    policy = MailFlowPolicy(rule="ACCEPT", parameters=parameters)
    assert error_of(lambda: add_policy(DRAFT, NAME, "A", policy)) == text
    assert error_of(lambda: edit_policy(DRAFT, NAME, "ACCEPTED", policy)) == text
    assert error_of(lambda: set_default(DRAFT, NAME, parameters)) == text


def test_an_address_list_goes_with_its_level() -> None:
    listed = PolicyParameters(tls="preferred", tls_senders="banks")
    draft = set_default(DRAFT, NAME, listed)
    assert host_access(draft, NAME).default.tls_senders == "banks"
    assert changed_parameters(listed, {"tls": "required"}).tls_senders is None
    assert changed_parameters(listed, {"max_messages": 3}).tls_senders == "banks"
    draft = set_default(draft, NAME, replace(listed, tls="off"))
    assert host_access(draft, NAME).default.tls_senders is None
