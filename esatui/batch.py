"""The batch form: splitting a line into commands and words, and matching them to a syntax."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from state.errors import StateError


class SyntaxFault(StateError):
    """A line with an open quote or a dangling backslash."""


class InvalidArguments(StateError):
    """Arguments that fit no syntax; the shell prints the whole line, and `text` if there is any."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)

    def about(self, words: Sequence[str]) -> str:
        """Return the error for the command `words` (CLI reference, 1.8)."""
        line = f"Invalid arguments when processing: {join_words(words)}"
        return f"{line}\n{self.text}" if self.text else line


def split_line(line: str) -> list[list[str]]:
    r"""Return the commands of `line`, each as its list of words.

    Commands are separated by `;`. Words with spaces stand in double quotes; inside them `\\"` is a
    quote and `\\\\` a backslash (CLI reference, 1.10). Empty commands are left out.
    Raises `SyntaxFault` on an open quote.
    """
    commands: list[list[str]] = [[]]
    word: list[str] | None = None
    quoted = False
    characters = iter(line)
    for character in characters:
        if quoted and character == "\\":
            following = next(characters, "")
            word = word if word is not None else []
            word.append(following if following in '"\\' else character + following)
        elif character == '"':
            quoted = not quoted
            word = word if word is not None else []
        elif quoted or not (character.isspace() or character == ";"):
            word = word if word is not None else []
            word.append(character)
        else:
            if word is not None:
                commands[-1].append("".join(word))
                word = None
            if character == ";":
                commands.append([])
    if quoted:
        raise SyntaxFault(f"Invalid arguments when processing: {line.strip()}")
    if word is not None:
        commands[-1].append("".join(word))
    return [command for command in commands if command]


def join_words(words: Sequence[str]) -> str:
    """Return `words` as one batch line, quoted where needed; the inverse of `split_line`."""
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    if word and not re.search(r'[\s;"]', word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_ANYTHING = re.compile(r"<[^>|]+>")
_ELEMENT = re.compile(r"\[[^\]]*\]\.{0,3}|<[^>]*>|\S+")


@dataclass(frozen=True)
class _Slot:
    """One element of a syntax: literal words, or a value that is captured."""

    literals: tuple[str, ...] | None
    optional: bool = False
    captured: bool = True
    rest: bool = False

    def accepts(self, word: str) -> bool:
        return self.literals is None or word.lower() in self.literals


def _slot(element: str) -> _Slot:
    element = element.strip('"')
    optional = element.startswith("[")
    rest = element.endswith("...") or element == "[options]"
    inner = element.rstrip(".")[1:-1] if optional else element
    if rest or "=" in inner:
        return _Slot(None, optional, captured=True, rest=True)
    if _ANYTHING.fullmatch(inner) or " | " in inner:
        return _Slot(None, optional, captured=True)
    if "|" in inner:
        words = tuple(w.lower() for w in inner.strip("<>").split("|"))
        return _Slot(words, optional)
    return _Slot((inner.lower(),), optional, captured=optional)


@dataclass(frozen=True)
class BatchForm:
    """One batch syntax of a command, for example `destconfig new <domain> [options]`.

    Elements: a literal word; `<name>` is one word, and so is `<name | default | all>` (the spaces
    say that the words are examples); `<a|b>` is one of the words; `[...]` around either makes it
    optional (`None` when missing); `[options]` and `[name=<value>]` take all words that are left,
    as a tuple (only the first of several `[name=...]` counts). Captured values are given to `run`
    in their order.
    """

    syntax: str
    run: Callable[..., Awaitable[None]]
    changes: bool = True
    words: bool = False
    """Whether `run` is given all words as one tuple, whatever they are, and judges them itself."""

    @cached_property
    def _slots(self) -> tuple[_Slot, ...]:
        slots: list[_Slot] = []
        for element in _ELEMENT.findall(self.syntax)[1:]:
            slot = _slot(element)
            if not (slot.rest and slots and slots[-1].rest):
                slots.append(slot)
        return tuple(slots)

    def match(self, words: Sequence[str]) -> list[Any] | None:
        """Return the captured values of `words` (without the command name), or `None`."""
        if self.words:
            return [tuple(words)]
        captured: list[Any] = []
        position = 0
        for slot in self._slots:
            if slot.rest:
                captured.append(tuple(words[position:]))
                position = len(words)
            elif position < len(words) and slot.accepts(words[position]):
                if slot.captured:
                    captured.append(words[position])
                position += 1
            elif slot.optional:
                captured.append(None)
            else:
                return None
        return captured if position == len(words) else None


def option_lines(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return options as `help` and the manual list them, from what the value of each may be."""
    return tuple(f"{name}=<{value}>" for name, value in values.items())


def parse_options(words: Sequence[str], allowed: Sequence[str]) -> dict[str, str]:
    """Return `name=value` words as a dictionary; names are taken in any case.

    Raises `InvalidArguments` for a word that is no option, names an unknown one, or one twice.
    """
    options: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name.lower() not in allowed or name.lower() in options:
            raise InvalidArguments
        options[name.lower()] = value
    return options
