"""Monitor > Mail Log."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import Scene, both

LOG: Final = ("8", "wait:DCID 9 close")

SCENES: Final = (
    *both(Scene(name="maillog-failed", steps=(*LOG, "t", "t"))),
    *both(Scene(name="maillog-filter", steps=(*LOG, "slash", "type:icid 12"))),
    *both(Scene(name="maillog-filter-nothing", steps=(*LOG, "slash", "type:zzz", "enter"))),
    *both(Scene(name="maillog-held", steps=(*LOG, "space"))),
    *both(Scene(name="story", steps=(*LOG, "slash", "type:mid 5", "enter", "enter"))),
    *both(Scene(name="story-connection", steps=(*LOG, "enter"))),
    *both(
        Scene(name="story-none", steps=("8", "wait:MID 6 ICID 14", "home", "enter"), state="long")
    ),
)
