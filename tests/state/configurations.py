"""Random configurations and random edits of them: whatever the types of the model allow.

They come from a `random.Random`, since drawing trees of this size through hypothesis takes seconds
for each. A failing test names its seed.
"""

import dataclasses
from collections.abc import Mapping
from random import Random
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from state.model.configuration import Configuration
from state.shape import is_data_class, shape_of

# Everything that TOML can hold, with what breaks naive writers: quotes, backslashes, line ends of
# all kinds, control characters, what looks like TOML.
TEXTS = (
    "",
    "a",
    "b",
    "example.com",
    ".example.com",
    "[192.0.2.1]",
    "\n",
    "a\r\nb",
    "\r",
    '"""\n"""',
    '"',
    "\n[[changes]]\npath = []\n",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "\\u0041\\",
    "한국어 메일",
    "\U0001f4e7\u200b\u202e",
    "\x00\x1b[31m\x7f\x85\u2028",
    " leading and trailing ",
    "'''",
    "# no comment",
)
NUMBERS = (0, 1, -1, 25, 65535, 2**31, 2**63 - 1, -(2**63))


def configuration(random: Random) -> Configuration:
    """Return a random configuration with one machine at least."""
    while True:
        made: Configuration = random_object(random, Configuration)
        if made.machines:
            return made


def random_object(random: Random, kind: type) -> Any:
    """Return a random object of a data class of the model."""
    types = shape_of(kind).types
    return kind(**{name: value(random, hint) for name, hint in types.items()})


def value(random: Random, kind: Any) -> Any:
    """Return a random value of an annotation of the model."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return random.choice(arguments)
    if origin in (Union, UnionType):
        return value(random, random.choice(arguments))
    if origin is tuple:
        return tuple(value(random, arguments[0]) for _ in range(random.randrange(3)))
    if origin is Mapping:
        names = {random.choice(TEXTS) for _ in range(random.randrange(4))}
        return {name: value(random, arguments[1]) for name in sorted(names)}
    if is_data_class(kind):
        return random_object(random, kind)
    if kind is str:
        return random.choice(TEXTS) + random.choice(TEXTS)
    simple = {int: random.choice(NUMBERS), bool: random.random() < 0.5, NoneType: None}
    return simple[kind]


def edited(random: Random, old: Any, edits: int) -> Any:
    """Return a data class after some random edits at random places of it."""
    for _ in range(edits):
        old = _edited(random, old)
    return old


def _edited(random: Random, old: Any) -> Any:
    shape = shape_of(type(old))
    name = random.choice(sorted(shape.types))
    before = getattr(old, name)
    if is_data_class(type(before)) and random.random() < 0.8:
        after = _edited(random, before)
    elif isinstance(before, dict) and before and random.random() < 0.8:
        after = _edited_table(random, before)
    else:
        after = value(random, shape.types[name])
    return dataclasses.replace(old, **{name: after})


def _edited_table(random: Random, table: dict[str, Any]) -> dict[str, Any]:
    name = random.choice(sorted(table))
    if is_data_class(type(table[name])) and random.random() < 0.7:
        return {**table, name: _edited(random, table[name])}
    return {other: entry for other, entry in table.items() if other != name}


def pair(seed: int) -> tuple[Configuration, Configuration]:
    """Return a configuration and an edited one."""
    random = Random(seed)
    old = configuration(random)
    return old, edited(random, old, random.randrange(12))
