"""Dialogues of the manual. They were taken from transcripts by `make docs`, which are tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import tomli

SOURCE = Path(__file__).with_name("examples.toml")


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dialogue of one command, from its prompt to its last line."""

    transcript: str
    """Where it is from, relative to `tests/transcripts/`."""
    text: str
    """Lines as they stand on the terminal; ends in a line end."""


def parse(text: str) -> dict[str, Example]:
    """Return the examples in a TOML document, by command. Raises what msgspec raises."""
    return msgspec.convert(tomli.loads(text), dict[str, Example])


@cache
def examples() -> dict[str, Example]:
    """Return the example of each command that has one."""
    return parse(SOURCE.read_text("utf-8")) if SOURCE.exists() else {}
