"""Keys of the line editor: the ones that people of readline have in their fingers.

A chosen list, since prompt_toolkit's own sets hold what has no place on an appliance: macros,
repeat counts of a million, an editor on the server.
"""

from __future__ import annotations

from functools import cache

from prompt_toolkit.filters import is_searching
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.bindings import search
from prompt_toolkit.key_binding.bindings.named_commands import get_by_name
from prompt_toolkit.key_binding.key_bindings import Binding
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys

COMMANDS: dict[str, tuple[str, ...]] = {
    "backward-char": ("left", "c-b"),
    "forward-char": ("right", "c-f"),
    "beginning-of-line": ("home", "c-a"),
    "end-of-line": ("end", "c-e"),
    "backward-word": ("c-left", "escape left", "escape b"),
    "forward-word": ("c-right", "escape right", "escape f"),
    "backward-delete-char": ("c-h",),
    "delete-char": ("delete", "c-d"),
    "kill-line": ("c-k",),
    "unix-line-discard": ("c-u",),
    "unix-word-rubout": ("c-w",),
    "backward-kill-word": ("escape c-h",),
    "kill-word": ("escape d", "c-delete"),
    "yank": ("c-y",),
    "yank-pop": ("escape y",),
    "transpose-chars": ("c-t",),
    "capitalize-word": ("escape c",),
    "downcase-word": ("escape l",),
    "uppercase-word": ("escape u",),
    "clear-screen": ("c-l",),
    "beginning-of-history": ("escape <",),
    "end-of-history": ("escape >",),
    "yank-last-arg": ("escape .", "escape _"),
}
"""Commands of readline and the keys that give them (`escape x` is Alt-x or Escape and x)."""

SEARCH_KEYS = frozenset({"c-r", "c-s", "up", "down", "c-c", "c-g", "c-m", "c-h"})
"""Keys that go on with a search of the history, or end it."""


@cache
def bindings() -> KeyBindings:
    """Return the keys of the editor, the same object for all sessions."""
    made = KeyBindings()
    for command, sequences in COMMANDS.items():
        for sequence in sequences:
            _add(made, sequence, get_by_name(command))
    made.add(Keys.Any, save_before=_never)(_insert)
    _add_history(made)
    _add_search(made)
    return made


@cache
def first_keys() -> frozenset[str]:
    """Return the keys that a key sequence of the editor can begin with."""
    return frozenset(str(getattr(b.keys[0], "value", b.keys[0])) for b in bindings().bindings)


def _add(made: KeyBindings, sequence: str, command: Binding) -> None:
    """Bind a command of prompt_toolkit, without its undo list: that would grow with each key."""
    keys = sequence.split()
    made.add(*keys, filter=command.filter, save_before=_never)(command.handler)


def _add_history(made: KeyBindings) -> None:
    for key in ("up", "c-p"):
        made.add(key, filter=~is_searching, save_before=_never)(_earlier)
    for key in ("down", "c-n"):
        made.add(key, filter=~is_searching, save_before=_never)(_later)


def _add_search(made: KeyBindings) -> None:
    """Add incremental search; the handlers bring their own filters."""
    handlers: dict[str, tuple[Binding, ...]] = {
        "c-r": (search.start_reverse_incremental_search, search.reverse_incremental_search),
        "c-s": (search.start_forward_incremental_search, search.forward_incremental_search),
        "up": (search.reverse_incremental_search,),
        "down": (search.forward_incremental_search,),
        "c-c": (search.abort_search,),
        "c-g": (search.abort_search,),
        "c-m": (search.accept_search,),
    }
    for key, functions in handlers.items():
        for handler in functions:
            _add(made, key, handler)


def _never(event: KeyPressEvent) -> bool:
    return False


def _insert(event: KeyPressEvent) -> None:
    if event.data.isprintable():
        event.current_buffer.insert_text(event.data)


def _earlier(event: KeyPressEvent) -> None:
    event.current_buffer.history_backward()


def _later(event: KeyPressEvent) -> None:
    event.current_buffer.history_forward()
