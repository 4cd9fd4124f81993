"""Compares lines of a file with lines of output. Pure: no conversation, no files.

`...` is greedy for nothing: it matches as few lines as the rest of the file allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from esatui.transcript.document import Line
from esatui.transcript.patterns import Bindings


@dataclass(frozen=True, slots=True)
class Answered:
    """Output and prompt were found in the file.

    `prompt` is the index of the line with the prompt, `typed` what stands after it (as it is
    written), `literal` whether that is to be taken letter for letter.
    """

    prompt: int
    typed: str
    literal: bool
    bindings: Bindings


@dataclass(frozen=True, slots=True)
class Shown:
    """Output was found in the first `count` lines of the file."""

    count: int
    bindings: Bindings


def find_prompt(
    expected: Sequence[Line], actual: Sequence[str], prompt: str, bound: Mapping[str, str]
) -> Answered | None:
    """Return where `expected` shows all lines of `actual` and then `prompt`, or `None`.

    `actual` are lines without blanks at their ends, `prompt` is the whole last line of the output.
    The first such place counts.
    """
    fixed = fixed_prompt(expected, actual, prompt)
    if fixed is not None:
        return fixed
    for index, line in enumerate(expected):
        cut = typed_after(line, prompt, bound)
        if cut is None:
            continue
        typed, prompt_bindings = cut
        bindings = match_all(expected[:index], actual, bound)
        if bindings is not None:
            literal = line.raw.startswith("\\")
            return Answered(index, typed, literal, {**bindings, **prompt_bindings})
    return None


def fixed_prompt(expected: Sequence[Line], actual: Sequence[str], prompt: str) -> Answered | None:
    """Do what `find_prompt` does for the usual case: no wildcard, no comment, all as it should."""
    count = len(actual)
    if len(expected) <= count:
        return None
    line = expected[count]
    raw = line.raw
    if line.kind == "literal" and raw[:1] != "\\" and raw.startswith(prompt):
        typed = raw[len(prompt) :]
    elif line.kind == "literal" and line.text == prompt.rstrip():
        typed = ""
    else:
        return None
    for shown, said in zip(expected, actual, strict=False):
        if shown.text != said or shown.kind != "literal":
            return None
    return Answered(count, typed, literal=False, bindings={})


def typed_after(line: Line, prompt: str, bound: Mapping[str, str]) -> tuple[str, Bindings] | None:
    """Return what is typed in `line` after `prompt`, or `None` when it does not show the prompt."""
    if line.kind == "literal":
        whole = line.raw.removeprefix("\\")
        if whole.startswith(prompt):
            return whole[len(prompt) :], {}
        return ("", {}) if line.text == prompt.rstrip() else None
    if line.pattern is None:
        return None
    alone = line.pattern.match(prompt.rstrip(), bound)
    if alone is not None:
        return "", alone
    cut = line.pattern.cut(prompt, bound)
    if cut is None:
        return None
    typed, bindings = cut
    return (typed + line.raw[len(line.text) :] if typed else typed), bindings


def find_end(
    expected: Sequence[Line], actual: Sequence[str], bound: Mapping[str, str]
) -> Shown | None:
    """Return how many lines of `expected` show all of `actual`, the most, or `None`."""
    for count in reversed(list(_counts(expected, len(actual)))):
        bindings = match_all(expected[:count], actual, bound)
        if bindings is not None:
            return Shown(count, bindings)
    return None


def _counts(expected: Sequence[Line], wanted: int) -> Iterator[int]:
    """Yield how many lines of `expected` may show `wanted` lines of output, fewest first."""
    fixed = 0
    flexible = False
    if wanted == 0:
        yield 0
    for count, line in enumerate(expected, 1):
        if line.kind == "comment":
            continue
        flexible = flexible or line.kind == "lines"
        fixed += line.kind != "lines"
        if fixed > wanted:
            return
        if flexible or fixed == wanted:
            yield count


def match_all(
    expected: Sequence[Line], actual: Sequence[str], bound: Mapping[str, str]
) -> Bindings | None:
    """Return what `actual` binds when `expected` shows exactly these lines, else `None`."""
    parts = _parts(expected)
    bindings = _match_here(parts[0].lines, actual, 0, bound)
    if bindings is None:
        return None
    position = len(parts[0].lines)
    if len(parts) == 1:
        return bindings if position == len(actual) else None
    for part in parts[1:]:
        last = part is parts[-1]
        found = _search(part.lines, actual, position, {**bound, **bindings}, last=last)
        if found is None:
            return None
        start, more = found
        if part.name:
            more[part.name] = "".join(line + "\n" for line in actual[position:start])
        bindings |= more
        position = start + len(part.lines)
    return bindings


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines after a `...` (the first part: after nothing); `name` is what the `...` captures."""

    name: str
    lines: list[Line]


def _parts(expected: Sequence[Line]) -> list[_Part]:
    parts = [_Part("", [])]
    for line in expected:
        if line.kind == "lines":
            parts.append(_Part(line.text, []))
        elif line.kind != "comment":
            parts[-1].lines.append(line)
    return parts


def _search(
    lines: Sequence[Line],
    actual: Sequence[str],
    position: int,
    bound: Mapping[str, str],
    *,
    last: bool,
) -> tuple[int, Bindings] | None:
    """Return the first place from `position` on where `actual` has `lines` (its end if `last`)."""
    end = len(actual) - len(lines)
    for start in range(max(position, end) if last else position, end + 1):
        bindings = _match_here(lines, actual, start, bound)
        if bindings is not None:
            return start, bindings
    return None


def _match_here(
    lines: Sequence[Line], actual: Sequence[str], start: int, bound: Mapping[str, str]
) -> Bindings | None:
    if start + len(lines) > len(actual) or start < 0:
        return None
    bindings: Bindings = {}
    for offset, line in enumerate(lines):
        found = match_line(line, actual[start + offset], bound, bindings)
        if not found:
            return None
    return bindings


def match_line(line: Line, text: str, bound: Mapping[str, str], new: Bindings) -> bool:
    """Return whether `line` shows `text`; what it captures is added to `new`."""
    if line.pattern is None:
        return line.kind == "literal" and line.text == text
    found = line.pattern.match(text, {**bound, **new} if line.pattern.uses else bound)
    if found is None:
        return False
    new |= found
    return True
