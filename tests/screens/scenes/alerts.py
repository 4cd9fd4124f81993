"""System Administration > Alerts."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import Scene, both

SCENES: Final = (
    *both(Scene(name="alert-add", steps=("7", "a"))),
    *both(Scene(name="alert-edit", steps=("7", "e"))),
    *both(Scene(name="alert-error", steps=("7", "a", "type:nobody", "ctrl+s"))),
    *both(Scene(name="alert-delete", steps=("7", "d"))),
    *both(Scene(name="alert-settings", steps=("7", "s"))),
)
