from __future__ import annotations

from collections.abc import Callable

import pytest

from state.errors import StateError
from state.model.configuration import Draft
from state.model.listeners import HostAccessTable
from state.operations import hat as operations
from state.operations.hat import (
    add_group,
    add_senders,
    delete_group,
    delete_senders,
    host_access,
    move_group,
    policy_order,
    rename_group,
    reset_table,
    set_group_policy,
)
from state.operations.listeners import NewListener, add_listener
from tests.state.operations.drafts import factory_draft

DRAFT = factory_draft()
NAME = "InboundMail"
LAST = "The sender group ALL is always the last one and has every other sender."


def table(draft: Draft) -> HostAccessTable:
    return host_access(draft, NAME)


def error_of(operation: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        operation()
    return caught.value.text


def test_a_new_group_is_tried_before_all_others() -> None:
    draft = add_group(DRAFT, NAME, "PARTNERS", ["Mail.Example.NET", "10.1.1.1-9"], "accepted")
    hat = table(draft)
    assert hat.order == ("PARTNERS", *table(DRAFT).order)
    assert hat.groups["PARTNERS"].senders == ("mail.example.net", "10.1.1.1-10.1.1.9")
    assert hat.groups["PARTNERS"].policy == "ACCEPTED"
    assert "PARTNERS" not in table(DRAFT).groups


def test_senders_come_and_go() -> None:
    draft = add_senders(DRAFT, NAME, "ALLOWED_LIST", ["10.1.1.1", "sbrs[9:10]"])
    draft = add_senders(draft, NAME, "allowed_list", [".example.com"])
    senders = ("10.1.1.1", "sbrs[9.0:10.0]", ".example.com")
    assert table(draft).groups["ALLOWED_LIST"].senders == senders
    draft = delete_senders(draft, NAME, "ALLOWED_LIST", ["10.1.1.1", ".Example.com"])
    assert table(draft).groups["ALLOWED_LIST"].senders == ("sbrs[9.0:10.0]",)


def test_groups_are_moved_renamed_and_deleted_in_place() -> None:
    draft = move_group(DRAFT, NAME, "UNKNOWNLIST", 1)
    draft = rename_group(draft, NAME, "BLOCKED_LIST", "REFUSED")
    assert table(draft).order == ("UNKNOWNLIST", "ALLOWED_LIST", "REFUSED", "SUSPECTLIST", "ALL")
    assert table(draft).groups["REFUSED"] == table(DRAFT).groups["BLOCKED_LIST"]
    draft = delete_group(draft, NAME, "REFUSED")
    assert table(draft).order == ("UNKNOWNLIST", "ALLOWED_LIST", "SUSPECTLIST", "ALL")
    assert set(table(draft).groups) == set(table(draft).order)


def test_a_group_gets_another_policy() -> None:
    draft = set_group_policy(DRAFT, NAME, "ALL", "$blocked")
    assert table(draft).groups["ALL"].policy == "BLOCKED"
    assert table(draft).groups["ALL"].comment == "Everyone else"


def test_reset_takes_the_table_of_the_type() -> None:
    draft = move_group(DRAFT, NAME, "UNKNOWNLIST", 1)
    assert table(reset_table(draft, NAME)) == table(DRAFT)
    new = NewListener(type="private", interface="Management", port=2525, entries=("10.1.1.1",))
    draft = reset_table(add_listener(DRAFT, "Out", new), "Out")
    assert host_access(draft, "Out").groups["RELAYLIST"].senders == ()


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: add_group(DRAFT, "Gone", "A", ["10.1.1.1"], "BLOCKED"), 'The listener "Gone" does not exist.'),
        (lambda: add_group(DRAFT, NAME, "all", ["10.1.1.1"], "BLOCKED"), 'A sender group named "all" already exists.'),
        (lambda: add_group(DRAFT, NAME, "suspectlist", [], "BLOCKED"), 'A sender group named "suspectlist" already exists.'),
        (lambda: add_group(DRAFT, NAME, "A:", ["10.1.1.1"], "BLOCKED"), "Symbols are not allowed in the name of a sender group."),
        (lambda: add_group(DRAFT, NAME, "A" * 65, [], "BLOCKED"), "Symbols are not allowed in the name of a sender group."),
        (lambda: add_group(DRAFT, NAME, " ", ["10.1.1.1"], "BLOCKED"), "The value cannot be blank."),
        (lambda: add_group(DRAFT, NAME, "A", ["10.1.1.1"], "GONE"), 'The mail flow policy "GONE" does not exist.'),
        (lambda: add_senders(DRAFT, NAME, "BLOCKED_LIST", ["sbrs[-10:-3]"]), 'The host "sbrs[-10.0:-3.0]" is already in this sender group.'),
        (lambda: add_senders(DRAFT, NAME, "ALL", ["10.1.1.1"]), LAST),
        (lambda: delete_senders(DRAFT, NAME, "BLOCKED_LIST", ["10.1.1.1"]), 'The host "10.1.1.1" is not in this sender group.'),
        (lambda: delete_group(DRAFT, NAME, "ALL"), LAST),
        (lambda: rename_group(DRAFT, NAME, "all", "X"), LAST),
        (lambda: move_group(DRAFT, NAME, "ALL", 1), LAST),
        (lambda: move_group(DRAFT, NAME, "BLOCKED_LIST", 5), "The value must be between 1 and 4."),
        (lambda: set_group_policy(DRAFT, NAME, "GONE", "BLOCKED"), 'The sender group "GONE" does not exist.'),
    ],
)  # fmt: skip
def test_what_is_refused(operation: Callable[[], object], text: str) -> None:
    assert error_of(operation) == text


def test_a_table_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_SENDERS", 6)
    draft = add_senders(DRAFT, NAME, "ALLOWED_LIST", ["10.1.1.1", "10.1.1.2"])
    assert error_of(lambda: add_senders(draft, NAME, "ALLOWED_LIST", ["10.1.1.3"])) == (
        "A Host Access Table has at most 6 senders."
    )
    monkeypatch.setattr(operations, "MOST_NAMES", 5)
    assert error_of(lambda: add_group(draft, NAME, "A", [], "BLOCKED")) == (
        "A Host Access Table has at most 5 sender groups."
    )


def test_policies_are_shown_in_the_order_of_the_factory() -> None:
    assert policy_order(table(DRAFT)) == ["BLOCKED", "TRUSTED", "THROTTLED", "ACCEPTED"]
