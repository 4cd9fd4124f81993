"""All sections: as they mostly are, without anything in them, with too much, with long names."""

from __future__ import annotations

from typing import Final

from tests.screens.scenes.scene import MIDDLE, SIZES, SMALL, Scene, State, both

KEYS: Final = {
    "overview": (),
    "certificates": ("2", "down", "down", "down"),
    "listeners": ("3",),
    "destinations": ("4",),
    "interfaces": ("5",),
    "ldap": ("6",),
    "alerts": ("7",),
    "maillog": ("8", "wait:DCID 9 close"),
    "pending": ("9",),
    "history": ("0",),
}
LOGS: Final[dict[State, tuple[str, ...]]] = {
    "factory": (),
    "full": ("wait:DCID 1599",),
    "long": ("wait:MID 6 ICID 14",),
}
"""What the mail log ends with."""


def _usual(name: str) -> tuple[Scene, Scene]:
    state: State = "pending" if name == "pending" else "busy"
    return both(Scene(name=name, steps=KEYS[name], state=state), *SIZES)


def _special(name: str, suffix: str, state: State, user: str = "admin") -> Scene:
    steps = KEYS[name][:1]
    if name == "maillog":
        steps += LOGS[state]
    return Scene(name=f"{name}-{suffix}", steps=steps, state=state, user=user)


SCENES: Final = (
    *(scene for name in KEYS for scene in _usual(name)),
    *(scene for name in KEYS for scene in both(_special(name, "factory", "factory"))),
    *(_special(name, "full", "full") for name in KEYS if name != "pending"),
    *both(Scene(name="pending-full", steps=("9",), state="flood")),
    *(
        scene
        for name in KEYS
        if name != "pending"
        for scene in both(_special(name, "long", "long", "operations-of-the-branch-in-seoul"))
    ),
    *(
        Scene(name=f"{name}-readonly", steps=KEYS[name][:1], state="accounts", user="readonly")
        for name in ("certificates", "listeners", "destinations", "history")
    ),
    *both(Scene(name="overview-guest", state="accounts", user="guest")),
    *both(Scene(name="overview-cluster", state="cluster")),
    Scene(name="listeners-cluster", steps=("3",), state="cluster"),
    *(
        Scene(name=f"{name}-{theme}", theme=f"esa-{theme}", steps=KEYS[name], sizes=(SMALL, MIDDLE))
        for theme in ("light", "mono")
        for name in ("overview", "certificates", "destinations", "maillog")
    ),
)
