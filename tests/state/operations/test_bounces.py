from __future__ import annotations

import pytest

from state.errors import StateError
from state.model.destinations import BounceProfile
from state.operations.bounces import (
    add_bounce_profile,
    bounce_profile_names,
    check_new_profile_name,
    check_profile,
)
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
