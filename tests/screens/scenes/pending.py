"""Commit Changes, and System Administration > History."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SMALL, Scene, both

SCENES: Final = (
    Scene(name="pending-others", state="pending", steps=("9", "end")),
    *both(Scene(name="pending-conflict", state="conflict", steps=("9",))),
    Scene(
        name="pending-conflict-light",
        state="conflict",
        theme="esa-light",
        steps=("9",),
        sizes=(SMALL, MIDDLE),
    ),
    Scene(
        name="pending-conflict-mono",
        state="conflict",
        theme="esa-mono",
        steps=("9",),
        sizes=(SMALL, MIDDLE),
    ),
    *both(Scene(name="pending-kept", state="conflict", steps=("9", "k"))),
    *both(Scene(name="pending-undone", state="pending", steps=("9", "u"))),
    *both(Scene(name="commit", state="pending", steps=("9", "c"))),
    *both(Scene(name="commit-merge", state="merge", steps=("9", "c"))),
    *both(Scene(name="commit-conflict", state="conflict", steps=("9", "c", "ctrl+s"))),
    *both(Scene(name="committed", state="pending", steps=("9", "c", "type:why", "ctrl+s"))),
    *both(Scene(name="clear", state="pending", steps=("9", "x"))),
    Scene(name="history-first", steps=("0", "down", "enter", "pagedown")),
    *both(Scene(name="history-search", state="full", steps=("0", "slash", "type:39"))),
    *both(Scene(name="roll-back", steps=("0", "down", "b"))),
    *both(Scene(name="roll-back-refused", steps=("0", "b", "ctrl+s"))),
)
