"""What a scene is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from screens.language import Language
from tests.screens.desks import LARGE, MIDDLE, SIZES, SMALL

__all__ = ["LARGE", "MIDDLE", "SIZES", "SMALL", "Scene", "Size", "State", "both"]
State = Literal[
    "factory",
    "busy",
    "pending",
    "conflict",
    "merge",
    "flood",
    "full",
    "long",
    "accounts",
    "cluster",
]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One run of a dashboard, and a picture of its end in each of the sizes, the first one first.

    `steps` are keys, `type:text`, or `wait:words` to wait for what only time brings to the screen.
    With `held` whatever takes long is still under way.
    """

    name: str
    steps: Sequence[str] = ()
    sizes: Sequence[Size] = SIZES
    state: State = "busy"
    language: Language = "en"
    theme: str = "esa-dark"
    user: str = "admin"
    held: bool = False


def both(scene: Scene, *sizes: Size) -> tuple[Scene, Scene]:
    """Return a scene and its Korean version, which has pictures in `sizes`, or in the smallest."""
    korean = replace(scene, name=f"{scene.name}-ko", language="ko", sizes=sizes or (SMALL,))
    return scene, korean
