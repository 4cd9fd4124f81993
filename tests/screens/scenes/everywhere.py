"""What is the same in every section."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SMALL, Scene, both

NOTHING: Final = "wait:No matches found|일치하는 명령이 없습니다"

SCENES: Final = (
    *both(Scene(name="menu", steps=("f2",))),
    *both(Scene(name="keys", steps=("2", "question_mark"))),
    *both(Scene(name="palette", steps=("ctrl+p",))),
    Scene(name="palette-search", steps=("ctrl+p", "type:log")),
    Scene(name="palette-search-ko", language="ko", steps=("ctrl+p", "type:로그"), sizes=(SMALL,)),
    *both(Scene(name="palette-nothing", steps=("ctrl+p", "type:zzz", NOTHING))),
    Scene(name="palette-cluster", state="cluster", steps=("ctrl+p", "type:americas")),
    *both(Scene(name="preferences", steps=("o",))),
    *both(Scene(name="quit", state="pending", steps=("ctrl+q",))),
    Scene(name="menu-long", state="long", user="operations-of-the-branch-in-seoul", steps=("f2",)),
    Scene(name="menu-mono", theme="esa-mono", steps=("f2", "down"), sizes=(SMALL, MIDDLE)),
)
