"""Completion with Tab, as a pure function over what stands before the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esatui.text.layout import cell_width

MOST_LISTED = 200
"""Candidates that are listed at most."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What Tab does: the characters from `start` on become `text`; then `candidates` are listed."""

    start: int
    text: str
    candidates: Sequence[str] = ()


def complete(before: str, words: Sequence[str], *, command: bool) -> Completion | None:
    """Return the completion of the word that ends `before`, or `None` when there is none.

    At the main prompt (`command`) only the first word of each command is completed, a space follows
    when it is the only one. Elsewhere the whole answer is the word. Letter case does not matter.
    """
    start = _command_start(before) if command else 0
    word = before[start:]
    if command and any(character.isspace() or character == '"' for character in word):
        return None
    matching = tuple(w for w in words if w[: len(word)].lower() == word.lower())
    if not matching:
        return None
    if len(matching) == 1:
        return Completion(start, matching[0] + (" " if command else ""))
    common = _common_beginning(matching)
    if len(common) > len(word):
        return Completion(start, common)
    return Completion(start, word, matching)


def listing(candidates: Sequence[str], columns: int) -> str:
    """Return the candidates as the appliance lists them: `setgateway, sethostname, settime`.

    Lines are broken between them, for a terminal of `columns`.
    """
    shown = list(candidates[:MOST_LISTED]) + (["..."] if len(candidates) > MOST_LISTED else [])
    lines = [shown[0]]
    for candidate in shown[1:]:
        if cell_width(lines[-1]) + cell_width(candidate) + 3 > columns:
            lines[-1] += ","
            lines.append(candidate)
        else:
            lines[-1] += f", {candidate}"
    return "\n".join(lines)


def _command_start(before: str) -> int:
    """Return where the last command in `before` begins; a `;` inside quotes separates nothing."""
    start = 0
    quoted = False
    for position, character in enumerate(before):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            start = position + 1
    while start < len(before) and before[start].isspace():
        start += 1
    return start


def _common_beginning(words: Sequence[str]) -> str:
    """Return the longest beginning that `words` share, in the letter case of the first."""
    first = words[0]
    length = min(len(word) for word in words)
    for position in range(length):
        if any(word[position].lower() != first[position].lower() for word in words):
            return first[:position]
    return first[:length]
