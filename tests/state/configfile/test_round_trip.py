"""What is saved can be loaded, and saved again it is the same file."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from state.configfile.areas import whole_settings
from state.configfile.loading import load
from state.configfile.passphrases import Option
from state.model.configuration import Draft
from state.validation import faults
from tests.state.configfile.files import saved, toml_of
from tests.state.strategies import Configured, configurations, factory, key_source

quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)


def loaded(text: str) -> Draft:
    """Load a file into a factory appliance."""
    draft, keys = factory()
    return load(text, draft, key_source(keys))


@quick
@given(configurations())
def test_random_configurations_are_valid(configured: Configured) -> None:
    keys = key_source(configured.keys)
    assert [fault.text for fault in faults(configured.draft, keys)] == []


@quick
@given(configurations(), st.sampled_from(["plain", "encrypt"]))
def test_xml_saved_again_is_the_same(configured: Configured, option: Option) -> None:
    text = saved(configured.draft, option)
    again = loaded(text)
    assert whole_settings(again) == whole_settings(configured.draft)
    assert saved(again, option) == text


@quick
@given(configurations())
def test_toml_means_the_same_as_xml(configured: Configured) -> None:
    again = loaded(toml_of(configured.draft))
    assert saved(again) == saved(configured.draft)


@quick
@given(configurations(), configurations())
def test_a_whole_file_leaves_nothing_of_what_was_there(
    first: Configured, second: Configured
) -> None:
    keys = key_source({**first.keys, **factory()[1]})
    before = replace(first.draft, new_keys={})
    again = load(saved(second.draft), before, keys)
    assert whole_settings(again) == whole_settings(second.draft)
