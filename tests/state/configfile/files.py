"""Configuration files for tests."""

from __future__ import annotations

import random
from typing import Any

from state import documents
from state.configfile.areas import whole_settings
from state.configfile.passphrases import Option, protected
from state.configfile.saving import configuration_text
from state.model.configuration import Draft, Settings
from state.settings import ApplianceSettings
from state.shape import shape_of
from tests.state.store.appliances import MOMENT
from tests.state.strategies import factory, key_source

SETTINGS = ApplianceSettings(install_date=MOMENT)


def saved(draft: Draft, option: Option = "plain", *, seed: int = 1, time: str = "now") -> str:
    """Return the XML of a draft whose private keys are all in `new_keys`, or the factory's."""
    keys = {**factory()[1], **draft.new_keys}
    return configuration_text(
        draft,
        SETTINGS,
        option,
        current_time=time,
        private_key=key_source(keys),
        random_bytes=random.Random(seed).randbytes,
    )


def toml_of(draft: Draft) -> str:
    """Return a draft as a machine level in TOML that says all that is to be said.

    PEM texts stand in place of key identifiers, an empty text is an optional value that is not set.
    """
    keys = {**factory()[1], **draft.new_keys}
    areas = protected(
        whole_settings(draft),
        "plain",
        private_key=key_source(keys),
        random_bytes=random.Random(1).randbytes,
    )
    document = {area: _table(getattr(areas, area)) for area in shape_of(Settings).nested}
    return documents.write(document)


def _table(value: Any) -> dict[str, Any]:
    shape = shape_of(type(value))
    scalars = {name: getattr(value, name) for name in shape.scalars}
    return {
        **{name: "" if each is None else documents.plain(each) for name, each in scalars.items()},
        **{name: _table(getattr(value, name)) for name in shape.nested},
        **{name: documents.plain(getattr(value, name)) for name in shape.tables},
    }
