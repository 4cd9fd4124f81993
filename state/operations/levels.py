"""At which levels of a cluster settings are set (CLI reference, 17.6)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from state.errors import StateError
from state.model.certificates import DEMO, Certificates
from state.model.configuration import Configuration, Draft, Settings, View
from state.model.levels import Level
from state.operations.cluster import levels

Areas = Sequence[str]
"""Names of areas of the model: `("certificates", "authorities", "crl")`."""

NOT_DELETED = "The settings of the cluster cannot be deleted."


def set_at(configuration: Configuration, level: Level, areas: Areas) -> bool:
    """Whether a level has settings of its own in one of the areas."""
    settings = configuration.settings(level)
    return any(getattr(settings, area) is not None for area in areas)


def levels_with(configuration: Configuration, areas: Areas) -> tuple[Level, ...]:
    """Return the levels with settings of their own in one of the areas, from the cluster down."""
    return tuple(level for level in levels(configuration) if set_at(configuration, level, areas))


def inherited_from(configuration: Configuration, level: Level, areas: Areas) -> Level | None:
    """Return the level above `level` whose settings hold there; `None` when no level has any."""
    above = (each for each in configuration.lookup_order(level) if each != level)
    return next((each for each in above if set_at(configuration, each, areas)), None)


def copied(draft: Draft, areas: Areas, source: Level, target: Level) -> Draft:
    """Return a draft in which `target` has the settings that hold at `source`, as its own."""
    view = View(draft.configuration, source)
    return _with(draft, target, {area: getattr(view, area) for area in areas})


def started(draft: Draft, areas: Areas) -> Draft:
    """Return a draft with new, empty settings at its level. `Demo` is in every configuration."""
    empty = View(Configuration(machines={}), draft.level)
    values: dict[str, Any] = {area: getattr(empty, area) for area in areas}
    demo = draft.certificates.profiles.get(DEMO)
    if "certificates" in values and demo is not None:
        values["certificates"] = Certificates(profiles={DEMO: demo})
    return _with(draft, draft.level, values)


def deleted(draft: Draft, areas: Areas) -> Draft:
    """Return a draft without settings of its level. Raises `StateError` at cluster level."""
    if draft.level.kind == "cluster":
        raise StateError(NOT_DELETED)
    return _with(draft, draft.level, dict.fromkeys(areas))


def moved(draft: Draft, areas: Areas, target: Level) -> Draft:
    """Return a draft in which another level has the settings of its own. Raises `StateError`."""
    return deleted(copied(draft, areas, draft.level, target), areas)


def _with(draft: Draft, level: Level, values: dict[str, Any]) -> Draft:
    settings: Settings = dataclasses.replace(draft.configuration.settings(level), **values)
    configuration = draft.configuration.replaced(level, settings)
    return dataclasses.replace(draft, configuration=configuration)
