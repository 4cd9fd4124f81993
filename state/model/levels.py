"""The levels at which settings live: cluster, group and machine.

Machine wins over group, group over cluster (Cisco technote 118503). A stand-alone appliance has
one machine level and nothing else.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

LevelKind = Literal["cluster", "group", "machine"]


class Level(NamedTuple):
    """The name of one level, for example `Level("machine", "mail.example.com")`."""

    kind: LevelKind
    name: str

    def __str__(self) -> str:
        """Return the level as prompts show it: `Machine mail.example.com`."""
        return f"{self.kind.capitalize()} {self.name}"


def machine(name: str) -> Level:
    """Return the machine level of the machine called `name`."""
    return Level("machine", name)
