from __future__ import annotations

import pytest

from state.errors import StateError
from state.model.destinations import BounceProfile, Destination
from state.operations.bounces import (
    add_bounce_profile,
    bounce_profile_names,
    check_new_profile_name,
    check_profile,
    delete_bounce_profile,
    edit_bounce_profile,
    profile_named,
)
from state.operations.destinations import add_destination
from tests.state.operations.drafts import factory_draft

DRAFT = factory_draft(bounces=("tls_failed", "Alpha"))


def test_default_comes_first() -> None:
    assert bounce_profile_names(DRAFT) == ("Default", "Alpha", "tls_failed")


def test_a_new_profile_has_the_factory_values() -> None:
    draft = add_bounce_profile(factory_draft(), "_quick-1.0")
    assert draft.bounces.profiles["_quick-1.0"] == BounceProfile()
    assert check_profile(draft, "_quick-1.0") == "_quick-1.0"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "The value cannot be blank."),
        ("1st", "The bounce profile name must start with a letter or an underscore."),
        ("-x", "The bounce profile name must start with a letter or an underscore."),
        ("éx", "The bounce profile name must start with a letter or an underscore."),
        ("a b", "Invalid profile name"),
        ("a" * 256, "Invalid profile name"),
        ("tls_failed", 'A bounce profile named "tls_failed" already exists.'),
        ("DEFAULT", 'A bounce profile named "DEFAULT" already exists.'),
    ],
)
def test_bad_names(name: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        check_new_profile_name(DRAFT, name)
    assert (caught.value.text, caught.value.field) == (message, "bounce_profile")


def test_default_and_unknown_profiles() -> None:
    assert check_profile(DRAFT, "default") is None
    with pytest.raises(StateError, match=r"^Invalid profile name$"):
        check_profile(DRAFT, "TLS_failed")


def test_profiles_are_changed_and_removed() -> None:
    slow = BounceProfile(max_retries=5, initial_retry=600, max_retry=600)
    draft = add_bounce_profile(DRAFT, "slow", slow)
    assert profile_named(draft, "slow") == slow
    draft = edit_bounce_profile(draft, "slow", BounceProfile())
    draft = edit_bounce_profile(draft, "Default", slow)
    assert profile_named(draft, "Default") == slow
    assert profile_named(draft, "slow") == BounceProfile()
    assert "slow" not in delete_bounce_profile(draft, "slow").bounces.profiles


@pytest.mark.parametrize(
    "profile",
    [
        BounceProfile(max_retries=-1),
        BounceProfile(max_retries=10_001),
        BounceProfile(max_seconds=10**9),
        BounceProfile(initial_retry=100, max_retry=99),
    ],
)
def test_values_that_do_not_fit(profile: BounceProfile) -> None:
    with pytest.raises(StateError):
        add_bounce_profile(DRAFT, "slow", profile)


def test_what_is_in_use_or_always_there_stays() -> None:
    draft = add_destination(DRAFT, "a.example", Destination(bounce_profile="Alpha"))
    with pytest.raises(StateError, match=r"is used by: Destination: a\.example"):
        delete_bounce_profile(draft, "Alpha")
    with pytest.raises(StateError, match="cannot be deleted"):
        delete_bounce_profile(draft, "Default")
    with pytest.raises(StateError, match="Invalid profile name"):
        delete_bounce_profile(draft, "nothing")
