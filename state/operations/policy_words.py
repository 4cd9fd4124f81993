"""Policy parameters as `name = value` lines of a Host Access Table (CLI reference, 7.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from state.configfile.listener_records import PARAMETERS
from state.errors import StateError
from state.model.listeners import PolicyParameters
from state.operations.policies import PARAMETER_RANGES
from state.operations.values import shown
from state.shape import shape_of

_FLAGS: Final = {"on": True, "off": False}
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\n])*)"')
_ESCAPED: Final = re.compile(r"\\(.)")


def parameter_lines(parameters: PolicyParameters) -> Iterator[str]:
    """Yield `tls = "off"` for each parameter that is set, in the order of the questions."""
    for word, field in _fields().items():
        value = getattr(parameters, field)
        if value is not None:
            yield f"{word} = {_written(value)}"


def read_parameter(word: str, text: str) -> tuple[str, Any]:
    """Return the field of `PolicyParameters` that `word` names, and its value; raises `StateError`.

    Whether the value fits the rest of the configuration is not looked at.
    """
    field = _fields().get(word.lower())
    if field is None:
        raise StateError(f'The parameter "{shown(word)}" is not known.')
    if field in PARAMETER_RANGES:
        return field, PARAMETER_RANGES[field].parse(text)
    match = _QUOTED.fullmatch(text)
    if match is None:
        raise StateError("The value must stand in double quotes.")
    plain = _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], match[1])
    return field, _readers()[field](plain)


@cache
def _fields() -> Mapping[str, str]:
    """Return word to field: the words are those of configuration files."""
    return {part.elements[0]: part.attributes[0] for part in PARAMETERS.parts}


@cache
def _readers() -> Mapping[str, Callable[[str], Any]]:
    return {name: _reader(hint) for name, hint in shape_of(PolicyParameters).types.items()}


def _reader(hint: object) -> Callable[[str], Any]:
    """Return what makes a value of a field of text; `hint` is the annotation of the field."""
    for choice in get_args(hint):
        if choice is bool:
            return lambda text: _one_of(_FLAGS, text)
        if get_origin(choice) is Literal:
            words = {word: word for word in get_args(choice)}
            return lambda text: _one_of(words, text)
        if get_origin(choice) is tuple:
            return lambda text: tuple(text.split("\n"))
    return _name


def _one_of(words: Mapping[str, Any], text: str) -> Any:
    if text.lower() not in words:
        raise StateError(f"The value must be one of: {', '.join(words)}.")
    return words[text.lower()]


def _name(text: str) -> str:
    if "\n" in text or not text:
        raise StateError("The value must be one line, and not blank.")
    return text


def _written(value: object) -> str:
    if isinstance(value, bool):
        return '"on"' if value else '"off"'
    if isinstance(value, int):
        return str(value)
    text = "\n".join(value) if isinstance(value, tuple) else str(value)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
