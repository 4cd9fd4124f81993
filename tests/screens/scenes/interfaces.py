"""Network > IP Interfaces."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import Scene, both

SCENES: Final = (
    *both(Scene(name="interface-add", steps=("5", "a"))),
    *both(Scene(name="interface-edit", steps=("5", "e"))),
    Scene(
        name="interface-edit-long",
        state="long",
        user="operations-of-the-branch-in-seoul",
        steps=("5", "e"),
    ),
    *both(
        Scene(
            name="interface-error",
            steps=("5", "a", "type:Data", "tab", "tab", "type:10.1.2.300/24", "ctrl+s"),
        )
    ),
    *both(Scene(name="interface-delete-refused", steps=("5", "d", "tab", "enter"))),
)
