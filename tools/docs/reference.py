"""The list of what the appliance's command line has (`reference.toml`), as rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as File
from typing import Annotated

import msgspec
import tomli
from msgspec import Meta

from esatui.registry import ClusterRule, CommitRule
from tools.docs.declared import Path

SOURCE = File(__file__).with_name("reference.toml")

Line = Annotated[tuple[str, ...], Meta(min_length=2)]
"""A section, then what it describes."""


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of one command."""

    section: str = ""
    commit: CommitRule | None = None
    cluster: ClusterRule | None = None
    batch: bool | None = None
    operations: tuple[Line, ...] = ()
    forms: tuple[Line, ...] = ()
    reasons: dict[str, str] = {}


@dataclass(frozen=True)
class Row:
    """One line of the table. `section` is empty for what the reference does not list."""

    path: Path
    section: str = ""
    reason: str = ""

    @property
    def label(self) -> str:
        """Return the words that are typed, as one text; no two rows have the same."""
        return label(self.path)


def label(path: Path) -> str:
    """Return a path as text; a batch form stands for itself."""
    return path[1] if is_form(path) else " ".join(path)


def words_of(path: Path) -> str:
    """Return what stands behind the command's name in its label, as `reasons` has it."""
    return label(path).removeprefix(path[0]).lstrip()


def is_form(path: Path) -> bool:
    """Return whether a path ends in a batch form, which begins with the command's name."""
    return len(path) == 2 and path[1].split(" ")[0] == path[0]


def described() -> dict[str, Described]:
    """Return what is said of each command. Raises what msgspec raises for a faulty file."""
    return msgspec.convert(tomli.loads(SOURCE.read_text("utf-8")), dict[str, Described])


def rows_of(name: str, text: Described) -> list[Row]:
    """Return the rows of a command in the order of the reference; none if it has no section."""
    paths: list[tuple[str, Path]] = [(text.section, (name,))] if text.section else []
    for section, *operations in text.operations:
        paths += [(section, (name, *words.split(" "))) for words in operations]
    for section, *forms in text.forms:
        paths += [(section, (name, form)) for form in forms]
    return [Row(path, section, text.reasons.get(words_of(path), "")) for section, path in paths]


def all_rows(declared: list[Path]) -> list[Row]:
    """Return the rows of the reference and those of what is declared besides, by command."""
    texts = described()
    listed = {name: rows_of(name, text) for name, text in texts.items()}
    known = {row.path for rows in listed.values() for row in rows}
    reasons = {name: text.reasons for name, text in texts.items()}
    for path in declared:
        if path not in known:
            row = Row(path, "", reasons.get(path[0], {}).get(words_of(path), ""))
            listed.setdefault(path[0], []).append(row)
    return [row for name in sorted(listed) for row in _bare_first(listed[name])]


def _bare_first(rows: list[Row]) -> list[Row]:
    """Return a command's rows: itself, its operations, its batch forms, each in their order."""
    return sorted(rows, key=lambda row: (len(row.path) > 1, is_form(row.path)))
