"""Mail Policies > Destination Controls."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SMALL, Scene, both

SCENES: Final = (
    *both(Scene(name="destinations-search", state="full", steps=("4", "slash", "type:r0999"))),
    *both(Scene(name="destination-add", steps=("4", "a"))),
    *both(Scene(name="destination-edit", steps=("4", "down", "down", "e"))),
    Scene(
        name="destination-edit-mono",
        theme="esa-mono",
        steps=("4", "down", "down", "e"),
        sizes=(SMALL, MIDDLE),
    ),
    *both(
        Scene(name="destination-choice", steps=("4", "down", "e", "tab", "enter", "down", "down"))
    ),
    *both(Scene(name="destination-error", steps=("4", "a", "type:not a domain", "ctrl+s"))),
    *both(
        Scene(
            name="destination-cluster",
            state="cluster",
            steps=("4", "a", "type:new.example", "ctrl+s"),
        )
    ),
    *both(Scene(name="destination-default", steps=("4", "e"))),
    *both(Scene(name="destination-settings", steps=("4", "s"))),
    *both(Scene(name="destination-delete", steps=("4", "down", "d"))),
    *both(Scene(name="destination-delete-refused", steps=("4", "d"))),
    *both(Scene(name="destination-test", steps=("4", "down", "down", "v"))),
    *both(
        Scene(
            name="destination-test-running", steps=("4", "down", "down", "v", "ctrl+s"), held=True
        )
    ),
    *both(Scene(name="destination-test-result", steps=("4", "down", "down", "v", "ctrl+s"))),
)
