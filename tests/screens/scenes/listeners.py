"""Network > Listeners, with HAT, mail flow policies and RAT."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SMALL, Scene, both

USER: Final = "operations-of-the-branch-in-seoul"

SCENES: Final = (
    *both(Scene(name="listener-add", steps=("3", "a"))),
    *both(Scene(name="listener-add-private", steps=("3", "a", "tab", "enter", "down", "enter"))),
    *both(Scene(name="listener-add-error", steps=("3", "a", "type:1st", "ctrl+s"))),
    *both(Scene(name="listener-edit", steps=("3", "e"))),
    Scene(name="listener-edit-long", state="long", user=USER, steps=("3", "e")),
    Scene(name="listener-edit-mono", theme="esa-mono", steps=("3", "e"), sizes=(SMALL, MIDDLE)),
    *both(Scene(name="listener-delete", steps=("3", "d"))),
    *both(Scene(name="hat", steps=("3", "h"))),
    Scene(name="hat-full", state="full", steps=("3", "end", "h")),
    Scene(name="hat-long", state="long", user=USER, steps=("3", "h")),
    *both(Scene(name="sender-group-add", steps=("3", "h", "a"))),
    *both(
        Scene(
            name="sender-group-error",
            steps=("3", "h", "a", "type:PARTNERS", "tab", "tab", "type:not a host", "ctrl+s"),
        )
    ),
    *both(Scene(name="sender-group-edit", steps=("3", "h", "e"))),
    Scene(name="sender-group-edit-full", state="full", steps=("3", "end", "h", "e")),
    *both(Scene(name="sender-group-delete", steps=("3", "h", "d"))),
    *both(Scene(name="policies", steps=("3", "p", "down"))),
    Scene(name="policies-full", state="full", steps=("3", "end", "p")),
    *both(Scene(name="policy-add", steps=("3", "p", "a"))),
    *both(Scene(name="policy-edit", steps=("3", "p", "down", "e"))),
    *both(
        Scene(
            name="policy-error",
            steps=("3", "p", "down", "e", "tab", "tab", "type:many", "ctrl+s"),
        )
    ),
    *both(Scene(name="policy-default", steps=("3", "p", "e"))),
    *both(Scene(name="policy-delete-refused", steps=("3", "p", "down", "d", "tab", "enter"))),
    *both(Scene(name="recipients", steps=("3", "r"))),
    Scene(name="recipients-full", state="full", steps=("3", "end", "r")),
    Scene(name="recipients-long", state="long", user=USER, steps=("3", "r")),
    *both(Scene(name="recipient-add", steps=("3", "r", "a"))),
    *both(Scene(name="recipient-error", steps=("3", "r", "a", "type:not a recipient", "ctrl+s"))),
    *both(Scene(name="recipient-edit", steps=("3", "r", "e"))),
)
