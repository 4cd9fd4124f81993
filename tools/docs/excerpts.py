"""Examples for the manual: for each command a dialogue out of a transcript, chosen by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esatui.manual.examples import Example
from esatui.menu import CHOOSE
from esatui.transcript.document import Line
from tools.docs.declared import changing_paths
from tools.docs.reference import is_form
from tools.docs.trace import Step, Trace

LONGEST = 80
"""Most lines of an example."""
SHORT = 8
"""Fewer lines than these show little."""
WALK = "tls-walk/"
"""Transcripts that are written to be read."""
# As how many lines it counts that something is left out, not taken, too short, changes nothing, or
# is the form for scripts.
_OMISSION = 6
_FAULT = 20
_SHORT = 10
_CHANGES_NOTHING = 60
_FOR_SCRIPTS = 60
_FOR_READERS = 20

_PROMPT = re.compile(r"(?:[\w.-]+\.example\.com|\([A-Z]\w+ [^)]+\))> ")

_MARK = re.compile(r"\[(?:\w*:?\.\.|=\w+)\]")
_FAULTS = (
    "Error",
    "Invalid",
    "Please answer",
    "The value ",
    "Unable",
    "Unknown option",
    "You are not",
    "already ",
    "cannot",
    "must be",
    "must match",
    "not found",
)
"""What the appliance says to what it does not take."""

_AGAIN = re.compile(r"^\[.*\]> .*\n(?:.+\n)*\[.*\]> ", re.MULTILINE)
"""A prompt that comes again at once: what was typed was not taken."""


@dataclass(frozen=True)
class Excerpt:
    """A dialogue that would do, and how well."""

    command: str
    example: Example
    cost: int
    """Smaller is better: lines, and what counts as lines."""
    lines: int


def choose(traces: Sequence[Trace], before: dict[str, Example]) -> dict[str, Example]:
    """Return the example of each command, sorted.

    One of `before` stays for as long as a transcript has it.
    """
    found: dict[str, list[Excerpt]] = {}
    for trace in traces:
        for excerpt in excerpts(trace):
            found.setdefault(excerpt.command, []).append(excerpt)
    return {name: _best(found[name], before.get(name)) for name in sorted(found)}


def _best(candidates: Sequence[Excerpt], before: Example | None) -> Example:
    if before is not None and any(each.example == before for each in candidates):
        return before
    return min(candidates, key=lambda each: (each.cost, each.example.transcript)).example


def excerpts(trace: Trace) -> Iterator[Excerpt]:
    """Yield the dialogues of a transcript that show one whole command that succeeded."""
    starts = sorted({step.line for step in trace.steps})
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(trace.transcript.lines)
        steps = [step for step in trace.steps if step.line == start]
        commands = [step for step in steps if len(step.path) == 1]
        if len(commands) != 1 or not all(step.finished for step in steps):
            continue
        whole = commands[0].end - start
        lines = _dialogue(trace.transcript.lines[start:following], whole)
        if lines is not None:
            excerpt = _excerpt(trace.name, commands[0].path[0], lines, steps)
            if excerpt.lines <= LONGEST:
                yield excerpt


def _dialogue(lines: Sequence[Line], whole: int) -> list[str] | None:
    """Return the lines up to the next prompt or to what is no conversation.

    `whole` is how many of them hold all that was typed. `None` for several commands, and for one
    that something else comes between.
    """
    shown: list[str] = []
    for number, line in enumerate(lines):
        if line.control:
            if number < whole:
                return None
            break
        if line.kind != "comment":
            shown.append("..." if line.kind == "lines" else _MARK.sub("...", line.text))
    while shown and (not shown[-1] or _PROMPT.fullmatch(f"{shown[-1]} ")):
        shown.pop()
    prompts = sum(_PROMPT.match(text) is not None for text in shown)
    return shown if prompts == 1 else None


def _excerpt(name: str, command: str, lines: list[str], steps: Sequence[Step]) -> Excerpt:
    text = "".join(f"{line}\n" for line in lines)
    shown = _abridged(lines)
    changing = any(step.path in changing_paths() for step in steps)
    cost = len(shown) + _OMISSION * text.count("...") + _FAULT * _faults(text)
    cost += _SHORT * (len(shown) < SHORT) + _CHANGES_NOTHING * (not changing)
    cost += _FOR_SCRIPTS * any(is_form(step.path) for step in steps)
    cost -= _FOR_READERS * name.startswith(WALK)
    return Excerpt(command, Example(name, "".join(f"{line}\n" for line in shown)), cost, len(shown))


def _faults(text: str) -> int:
    return sum(text.count(words) for words in _FAULTS) + len(_AGAIN.findall(text))


def _abridged(lines: Sequence[str]) -> list[str]:
    """Return the lines with `...` for each menu that was shown before."""
    seen: set[str] = set()
    shown: list[str] = []
    blocks = _blocks(lines)
    for block in blocks:
        menu = "\n".join(block)
        again = block[0] == CHOOSE and menu in seen
        seen.add(menu)
        shown += ["..."] if again else block
    return shown


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines in groups: a menu from its heading to its last operation, or one line."""
    block: list[str] = []
    for line in lines:
        if block and (not line or line.startswith("[]>")):
            yield block
            block = []
        if block or line == CHOOSE:
            block.append(line)
        else:
            yield [line]
    if block:
        yield block
