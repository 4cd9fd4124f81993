"""Which private keys a configuration, and a change of one, uses."""

from random import Random

import pytest

from state.apply import apply_changes
from state.diff import diff
from state.model.configuration import Configuration
from state.shape import is_data_class, shape_of
from state.store.keys import keys_in_use_by, keys_of
from tests.state.configurations import configuration, pair


@pytest.mark.parametrize("seed", range(100))
def test_changes_bring_the_keys_of_the_new_configuration(seed: int) -> None:
    for old, new in (pair(seed), (configuration(Random(seed)), configuration(Random(-1 - seed)))):
        changes = diff(old, new)
        added = keys_of(new) - keys_of(old)
        assert added <= keys_in_use_by(changes) <= keys_of(new)
        assert apply_changes(old, changes) == new


def test_only_certificate_profiles_have_a_field_called_key() -> None:
    assert classes_with_key(Configuration) == {"CertificateProfile"}


def classes_with_key(kind: type) -> set[str]:
    shape = shape_of(kind)
    found = {kind.__name__} if "key" in shape.types else set()
    for inner in (*shape.nested.values(), *shape.tables.values()):
        if is_data_class(inner):
            found |= classes_with_key(inner)
    return found
