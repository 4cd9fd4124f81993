"""docs/configuration-files.md: its examples can be loaded, its reference is complete."""

import re
from pathlib import Path

import pytest

from state.configfile.areas import whole_settings
from state.configfile.loading import load
from state.errors import StateError
from tests.docs.configuration_elements import renewed
from tests.docs.fences import fences
from tests.state.strategies import factory, key_source

DOCUMENT = (Path(__file__).parents[2] / "docs" / "configuration-files.md").read_text()
EXAMPLES = re.findall(r"^```(?:xml|toml)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
DRAFT, KEYS = factory()
FAULTY = """\
[listeners.entries.InboundMail]
type = "public"
interface = "Management"
port = 70000
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_every_example_can_be_loaded_and_changes_something(example: str) -> None:
    loaded = load(example, DRAFT, key_source(KEYS))
    assert whole_settings(loaded) != whole_settings(DRAFT)


def test_the_first_two_examples_mean_the_same() -> None:
    first, second = (load(example, DRAFT, key_source(KEYS)) for example in EXAMPLES[:2])
    assert first == second


def test_fault_is_named_as_shown() -> None:
    (shown,) = fences("docs/configuration-files.md", "text")
    with pytest.raises(StateError) as refused:
        load(FAULTY, DRAFT, key_source(KEYS))
    assert str(refused.value) == shown.text.removesuffix("\n")


def test_the_reference_has_every_element() -> None:
    command = "python -m tests.docs.configuration_elements"
    assert renewed(DOCUMENT) == DOCUMENT, f"{command} brings it up to date"
