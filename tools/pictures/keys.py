"""The keys of a screen, as its classes declare them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding
from textual.dom import DOMNode

from screens.language import tr

NAMES: Final = {
    "delete": "Del",
    "down": "↓",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "home": "Home",
    "left": "←",
    "minus": "-",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "plus": "+",
    "question_mark": "?",
    "right": "→",
    "slash": "/",
    "space": "Space",
    "up": "↑",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What one or more keys do, in the language in use."""

    names: tuple[str, ...]
    words: str


def keys_of(kind: type[DOMNode]) -> Iterator[Key]:
    """Yield the keys that classes of the dashboard give to a screen, its own first."""
    seen: set[str] = set()
    for each in kind.__mro__:
        if not each.__module__.startswith("screens."):
            continue
        for binding in vars(each).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.action not in seen:
                seen.add(binding.action)
                names = tuple(name_of(key) for key in binding.key.split(","))
                yield Key(names, tr(binding.description))


def name_of(key: str) -> str:
    """Return what stands on a key, `Ctrl+S` for Textual's `ctrl+s`."""
    *modifiers, last = key.strip().split("+")
    name = NAMES.get(last) or (last.upper() if modifiers or len(last) > 1 else last)
    return "+".join((*(each.capitalize() for each in modifiers), name))
