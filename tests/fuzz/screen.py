"""What can be answered at a question, read off the screen as a person would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from esatui.requests import Pause, ReadBlock, ReadKey, ReadLine, ReadSecret, Request

Kind = Literal["command", "menu", "list", "confirm", "ask", "secret", "block", "key", "pause"]

_CONFIRM = re.compile(r"\[[YN]\]> $")
_OPERATION = re.compile(r"^- (\S+) - ", re.MULTILINE)
_HEADING = "Choose the operation you want to perform:"
_ITEM = re.compile(r"^(\d+)\. (.*)$")


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and what stands above it."""

    kind: Kind
    text: str = ""
    """The last lines before the prompt, in lower case, in one line."""
    operations: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    completions: tuple[str, ...] = ()


_KINDS: tuple[tuple[type[Request[Any]], Kind], ...] = (
    (ReadSecret, "secret"),
    (ReadBlock, "block"),
    (ReadKey, "key"),
    (Pause, "pause"),
)


def read_question(request: object, shown: str) -> Question:
    """Return what `request` asks, `shown` being what was printed since the last answer."""
    if isinstance(request, ReadLine):
        return _line(request, shown)
    for kind, name in _KINDS:
        if isinstance(request, kind):
            return Question(name, _last_lines(shown))
    raise TypeError(f"a request that nobody can answer: {request!r}")


def _line(request: ReadLine, shown: str) -> Question:
    if request.command:
        return Question("command")
    completions = tuple(request.completions()) if request.completions else ()
    text = _last_lines(f"{shown}{request.prompt}")
    if _CONFIRM.search(request.prompt):
        return Question("confirm", text)
    _, heading, menu = shown.rpartition(_HEADING)
    if heading:
        return Question("menu", text, operations=tuple(_OPERATION.findall(menu)))
    items = _numbered(shown)
    return Question("list" if items else "ask", text, items=items, completions=completions)


def _last_lines(text: str) -> str:
    return " ".join(text.strip().split("\n")[-4:]).lower()


def _numbered(text: str) -> tuple[str, ...]:
    """Return the entries of the last numbered list in `text`."""
    items: list[str] = []
    for line in text.split("\n"):
        found = _ITEM.match(line)
        if found is None:
            continue
        if int(found[1]) == 1:
            items.clear()
        items.append(found[2])
    return tuple(items)
