"""The scenes of which there are pictures: what is done, and what it shows.

Every section is there in both languages and all sizes, every dialog in English in all sizes and in
Korean in the smallest. The page of pictures in the docs is made from the same list
(`make pictures`).
"""

from __future__ import annotations

from typing import Final

from tests.screens.scenes import (
    alerts,
    certificates,
    destinations,
    everywhere,
    interfaces,
    ldap,
    listeners,
    maillog,
    pending,
    sections,
)
from tests.screens.scenes.scene import Scene, Size, State

__all__ = ["SCENES", "Scene", "Size", "State"]
SCENES: Final[tuple[Scene, ...]] = (
    *sections.SCENES,
    *everywhere.SCENES,
    *certificates.SCENES,
    *listeners.SCENES,
    *destinations.SCENES,
    *interfaces.SCENES,
    *ldap.SCENES,
    *alerts.SCENES,
    *maillog.SCENES,
    *pending.SCENES,
)
