"""A configuration file that is loaded into a factory appliance, committed and saved is the same."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from esatui.appliance import Appliance
from esatui.text.dates import short_date
from esatui.transcript.factory import open_factory
from state.clock import FrozenClock
from state.configfile.areas import AREAS, whole_settings
from state.model.configuration import Settings, View
from state.shape import shape_of
from tests.roles.people import typed
from tests.state.configfile.files import saved, toml_of
from tests.state.store.appliances import MOMENT
from tests.state.strategies import Configured, configurations

FORMS: Final = ("xml", "encrypted xml", "toml")
_NUMBERS = itertools.count()


def plain(configured: Configured) -> str:
    """The file that `saveconfig` writes of a configuration at this time."""
    return saved(configured.draft, "plain", time=short_date(MOMENT))


def without_nonces(text: str) -> str:
    """A file without what differs each time a passphrase is encrypted that must be in any case."""
    return re.sub(r"\$aesgcm\$[A-Za-z0-9+/=]+", "$aesgcm$", text)


def written(configured: Configured, form: str) -> str:
    match form:
        case "toml":
            return toml_of(configured.draft)
        case "xml":
            return plain(configured)
        case _:
            return saved(configured.draft, "encrypt")


def loaded(appliance: Appliance, text: str) -> str:
    """Load a text, commit, and return what is saved then, with plain passphrases."""
    (appliance.configuration_directory / "given").write_text(text, "utf-8", newline="")
    shown, pending = typed(
        appliance, "admin", ["loadconfig given", 'commit "loaded"', "saveconfig n 3"]
    )
    assert not pending, shown
    (again,) = appliance.configuration_directory.glob("*.xml")
    return again.read_bytes().decode("utf-8")


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.large_base_example,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(configurations(), st.sampled_from(FORMS))
def test_loaded_committed_and_saved(tmp_path: Path, configured: Configured, form: str) -> None:
    """Of whichever form, the file that is saved is the same; it is the first one if that was XML.

    An appliance that is opened anew from its disk says the same, and takes the file as no change.
    """
    directory = tmp_path / str(next(_NUMBERS))
    appliance = open_factory(directory, seed=1, moment=MOMENT)
    with appliance.store:
        again = loaded(appliance, written(configured, form))
        assert without_nonces(again) == without_nonces(plain(configured))
    reopened = Appliance.open(directory, clock=FrozenClock(MOMENT))
    with reopened.store as store:
        view = View.of_machine(store.head.configuration, store.settings.serial)
        assert whole_settings(view) == whole_settings(configured.draft)
        shown, pending = typed(reopened, "admin", ["loadconfig given"])
        assert not pending, shown


def test_every_area_is_drawn() -> None:
    """A new area of the model has a strategy, and elements in the file."""
    areas = set(shape_of(Settings).nested)
    assert {each.area for each in AREAS} == areas
    from tests.state import strategies

    assert set(strategies._AREAS) | {"certificates"} == areas
