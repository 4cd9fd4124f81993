"""Accounts: what may be done to which, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from state.errors import StateError
from state.model.configuration import Draft
from state.model.users import PassphrasePolicy
from state.operations.users import (
    add_user,
    assign_passphrase,
    check_new_name,
    delete_user,
    edit_user,
    force_change,
    set_policy,
    set_status,
    user_names,
    with_passphrase,
)
from state.validation.configuration import new_faults
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()
HASH = DRAFT.users.accounts["admin"].passphrase


def with_alice(draft: Draft = DRAFT) -> Draft:
    return add_user(draft, "alice", full_name="Alice", role="operators", hashed=HASH)


def test_an_account_goes_through_its_life() -> None:
    draft = with_alice()
    assert user_names(draft) == ("admin", "alice")
    draft = edit_user(draft, "alice", full_name="Alice B", role="admin")
    draft = set_status(draft, "alice", enabled=False, by="admin")
    account = draft.users.accounts["alice"]
    assert (account.full_name, account.role, account.enabled) == ("Alice B", "admin", False)
    assert list(new_faults(DRAFT, draft, key_source(KEYS))) == []
    assert delete_user(draft, "alice", by="admin") == DRAFT


def test_admin_is_the_first_of_the_list_whatever_others_are_called() -> None:
    draft = add_user(with_alice(), "aaa", full_name="A", role="guest", hashed=HASH)
    assert user_names(draft) == ("admin", "aaa", "alice")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "cannot be blank"),
        ("Alice", "must start with a letter"),
        ("1a", "must start with a letter"),
        ("a b", "must start with a letter"),
        ("a/../b", "must start with a letter"),
        ("alicé", "must start with a letter"),
        ("a" * 17, "16 characters"),
        ("admin", 'User "admin" already exists.'),
    ],
)
def test_names_that_are_refused(name: str, reason: str) -> None:
    with pytest.raises(StateError, match=reason):
        check_new_name(DRAFT, name)


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "\x1b[31m", "x" * 256])
def test_full_names_that_are_refused(name: str) -> None:
    with pytest.raises(StateError):
        add_user(DRAFT, "bob", full_name=name, role="guest", hashed=HASH)


def test_what_nobody_may_do_to_admin_or_to_oneself() -> None:
    draft = edit_user(with_alice(), "alice", full_name="Alice", role="admin")
    unmodified: tuple[Callable[[], Draft], ...] = (
        lambda: edit_user(draft, "admin", full_name="A", role="operators"),
        lambda: set_status(draft, "admin", enabled=False, by="alice"),
    )
    for refused in unmodified:
        with pytest.raises(StateError, match=r"^User admin cannot be modified$"):
            refused()
    with pytest.raises(StateError, match=r"^User admin cannot be deleted$"):
        delete_user(draft, "admin", by="alice")
    with pytest.raises(StateError, match=r"^You cannot delete yourself$"):
        delete_user(draft, "alice", by="alice")
    with pytest.raises(StateError, match=r"^You cannot deactivate yourself$"):
        set_status(draft, "alice", enabled=False, by="alice")
    assert edit_user(draft, "admin", full_name="Boss", role="admin") != draft


@pytest.mark.parametrize("user", ["nobody", "\x1b[31m"])
def test_accounts_that_do_not_exist(user: str) -> None:
    changes: tuple[Callable[[], Draft], ...] = (
        lambda: edit_user(DRAFT, user, full_name="A", role="guest"),
        lambda: delete_user(DRAFT, user, by="admin"),
        lambda: set_status(DRAFT, user, enabled=True, by="admin"),
        lambda: force_change(DRAFT, user),
        lambda: with_passphrase(DRAFT, user, HASH),
    )
    for change in changes:
        with pytest.raises(StateError, match="does not exist") as refused:
            change()
        assert refused.value.text.isprintable()


def test_the_policy_has_assigned_passphrases_changed() -> None:
    strict = set_policy(DRAFT, PassphrasePolicy(change_assigned=True))
    draft = with_alice(strict)
    assert draft.users.accounts["alice"].must_change
    own = with_passphrase(draft, "alice", HASH)
    assert not own.users.accounts["alice"].must_change
    assert assign_passphrase(own, "alice", HASH, by="admin").users.accounts["alice"].must_change
    assert not assign_passphrase(own, "admin", HASH, by="admin").users.accounts["admin"].must_change
    assert not with_alice().users.accounts["alice"].must_change


def test_a_policy_stays_when_accounts_change() -> None:
    strict = set_policy(DRAFT, PassphrasePolicy(minimum_length=20))
    draft = delete_user(with_alice(strict), "alice", by="admin")
    assert draft.users.policy == replace(PassphrasePolicy(), minimum_length=20)
