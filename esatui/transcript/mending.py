"""New lines for what has changed, with as much of the old ones as still holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from esatui.transcript.alignment import Edit, align, align_lines
from esatui.transcript.document import Line, parse_line
from esatui.transcript.matcher import match_line
from esatui.transcript.patterns import TOKEN, Bindings
from esatui.transcript.writing import output_line

_WORD = re.compile(r"(\s*)(\S+)")


def mended(
    old: Sequence[Line], said: Sequence[str], bound: Mapping[str, str], new: Bindings
) -> list[str]:
    """Return lines of a file that show `said`, made from `old` ones.

    Comments stay before the line they stood before; wildcards and captures stay where they match.
    What is captured is added to `new`.
    """
    compared = [line for line in old if line.kind != "comment"]
    comments = _comments(old)
    lines: list[str] = []
    for edit in align_lines(compared, said, bound):
        for index in edit.expected:
            lines += comments.get(index, [])
        lines += _edited(edit, compared, said, bound, new)
    return lines + comments.get(len(compared), [])


def _comments(old: Sequence[Line]) -> dict[int, list[str]]:
    """Return the comments before each line that is none, by its index among those."""
    comments: dict[int, list[str]] = {}
    index = 0
    for line in old:
        if line.kind == "comment":
            comments.setdefault(index, []).append(line.raw)
        else:
            index += 1
    return comments


def _edited(
    edit: Edit,
    old: Sequence[Line],
    said: Sequence[str],
    bound: Mapping[str, str],
    new: Bindings,
) -> list[str]:
    if edit.kind == "delete":
        return []
    if edit.kind == "insert":
        return [output_line(said[edit.actual.start])]
    line = old[edit.expected.start]
    if edit.kind == "absorb":
        if line.text:
            new[line.text] = "".join(said[index] + "\n" for index in edit.actual)
        return [line.raw]
    text = said[edit.actual.start]
    if edit.kind == "same":
        match_line(line, text, bound, new)
        return [line.raw]
    return [mended_line(line, text, bound, new)]


def mended_line(line: Line, text: str, bound: Mapping[str, str], new: Bindings) -> str:
    """Return a line that shows `text`, with the wildcards of `line` whose words still match."""
    if line.pattern is None:
        return output_line(text)
    raw = _with_words_of(line.text, text, bound)
    candidate = parse_line(raw, line.number)
    if candidate.kind == "pattern" and match_line(candidate, text, bound, new):
        return raw
    return output_line(text)


def _with_words_of(old: str, text: str, bound: Mapping[str, str]) -> str:
    old_words = [parse_line(word, 0) for _, word in _WORD.findall(old)]
    words: list[tuple[str, str]] = _WORD.findall(text)
    edits = align(
        old_words,
        words,
        same=lambda line, word: match_line(line, word[1], bound, {}),
        absorbs=lambda line: bool(TOKEN.fullmatch(line.raw)),
    )
    pieces: list[str] = []
    for edit in edits:
        blank = words[edit.actual.start][0] if edit.actual else " "
        if edit.kind in ("same", "absorb"):
            pieces += [blank, old_words[edit.expected.start].raw]
        elif edit.actual:
            pieces += [blank, words[edit.actual.start][1]]
    return "".join(pieces)
