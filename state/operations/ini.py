"""INI files from outside: sections of `key = value` lines, every line with its number.

Not configparser: it gives `[DEFAULT]` a meaning of its own, expands `%`, and its errors name
neither the appliance's rules nor always a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from state.errors import StateError
from state.operations.values import shown

LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a key and the line where it stands."""

    value: str
    line: int


@dataclass(slots=True)
class Section:
    """One section: its name as it is written, the line of its head, and its settings."""

    name: str
    line: int
    settings: dict[str, Setting] = field(default_factory=dict)
    """Keys in lower case."""


class FileFault(StateError):
    """A file that cannot be taken; says where (line from 1, section) and then why."""

    def __init__(self, text: str, line: int | None = None, section: str | None = None) -> None:
        if section is None:
            where = "the file" if line is None else f"line {line}"
        else:
            within = f"section [{shown(section)}]"
            where = within if line is None else f"line {line}, {within}"
        super().__init__(f"Error in {where}:\n{text}", "file")


def read_ini(data: bytes) -> Iterator[Section]:
    """Yield the sections of an INI file (UTF-8, any line ends, `#` or `;` begins a comment line).

    Raises `FileFault` for other bytes, lines that are neither, keys that come twice in a section.
    Sections that come twice are for the caller to judge, who knows when two names are the same.
    """
    section: Section | None = None
    for number, line in _lines(data):
        if line.startswith("["):
            if not line.endswith("]") or len(line) < 3:
                raise FileFault("The section name must stand in brackets.", number)
            if section is not None:
                yield section
            section = Section(line[1:-1].strip(), number)
        elif section is None:
            raise FileFault("A setting must stand below a section name.", number)
        else:
            _add_setting(section, line, number)
    if section is not None:
        yield section


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise FileFault("The file is not UTF-8 text.", number) from error
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if len(line) > LONGEST_LINE:
            raise FileFault(f"The line is longer than {LONGEST_LINE} characters.", number)
        if not line.replace("\t", " ").isprintable():
            raise FileFault("The line contains control characters.", number)
        yield number, line


def _add_setting(section: Section, line: str, number: int) -> None:
    key, equals, value = line.partition("=")
    key = key.strip().lower()
    if not equals or not key:
        raise FileFault("The line must have the form: key = value", number, section.name)
    if key in section.settings:
        raise FileFault(f'The key "{shown(key)}" appears twice.', number, section.name)
    section.settings[key] = Setting(value.strip(), number)
