"""Which commands, operations and batch forms a transcript uses: seen while it is played.

For as long as `traced` lasts, whatever is declared reports itself when it runs. Nothing is guessed
from the text of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path as File
from typing import Any
from weakref import WeakKeyDictionary

from esatui.dialogue import Dialogue
from esatui.registry import all_commands
from esatui.transcript.document import Transcript
from esatui.transcript.header import FrontName
from esatui.transcript.play import Run, load, opened
from esatui.transcript.runner import Player
from tools.docs.declared import Path, all_menus

ROOT = File(__file__).resolve().parents[2]
TRANSCRIPTS = ROOT / "tests" / "transcripts"

_IN_PROCESS: tuple[FrontName, ...] = ("direct", "plain")


@dataclass(frozen=True)
class Step:
    """Something declared that ran.

    `line` is the index of the line with its command, `end` that of the line after the last answer.
    """

    path: Path
    line: int
    end: int
    finished: bool
    """Whether it came to its end, without an error and without Ctrl-C."""


@dataclass(frozen=True)
class Trace:
    """A transcript, its name relative to the folder of transcripts, and what it uses."""

    name: str
    transcript: Transcript
    steps: tuple[Step, ...]


@dataclass
class _Recorder:
    """Where each conversation is, and what ran so far."""

    position: Callable[[], int] | None = None
    """The index of the line that is played next; `None` while nothing is recorded."""
    steps: list[Step] = field(default_factory=list)
    places: WeakKeyDictionary[Dialogue, list[tuple[str, int]]] = field(
        default_factory=WeakKeyDictionary
    )

    def wrap(self, word: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """Return `run` so that it reports itself as `word`, below what runs at that time."""

        async def reporting(context: Any, *values: Any) -> None:
            position = self.position
            if position is None:
                await run(context, *values)
                return
            place = self.places.setdefault(context.dialogue, [])
            place.append((word, position() - 1))
            finished = False
            try:
                await run(context, *values)
                finished = not getattr(context, "failed", False)
            finally:
                path = tuple(step for step, _ in place)
                self.steps.append(Step(path, place[0][1], position(), finished))
                place.pop()

        return reporting

    def wrap_form(self, name: str, syntax: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function of a batch form so that it reports command and form."""
        return self.wrap(name, self.wrap(syntax, run))


@contextmanager
def traced() -> Iterator[_Recorder]:
    """Let everything that is declared report itself to the recorder that is given."""
    recorder = _Recorder()
    menus, commands = all_menus(), all_commands()
    before = [(menu, list(menu.operations), list(menu.closing)) for menu in menus]
    had = [(command, command.run, list(command.forms)) for command in commands]
    for menu in menus:
        for operations in (menu.operations, menu.closing):
            operations[:] = [
                replace(each, run=recorder.wrap(each.keyword, each.run)) for each in operations
            ]
    for command in commands:
        command.forms[:] = [
            replace(form, run=recorder.wrap_form(command.name, form.syntax, form.run))
            for form in command.forms
        ]
        if command.run is not None:
            command.run = recorder.wrap(command.name, command.run)
    try:
        yield recorder
    finally:
        for menu, operations, closing in before:
            menu.operations[:], menu.closing[:] = operations, closing
        for command, run, forms in had:
            command.run, command.forms[:] = run, forms


def trace_file(path: File, recorder: _Recorder) -> Trace:
    """Play a transcript and return what it uses. Raises what `play_file` raises."""
    transcript = load(path)
    name = path.relative_to(TRANSCRIPTS).as_posix()
    front = next((each for each in _IN_PROCESS if each in transcript.header.fronts), None)
    if front is None:
        return Trace(name, transcript, ())
    with opened(path, transcript, Run(front)) as (stage, workstation):
        player = Player(transcript, stage, workstation)
        recorder.steps = []
        recorder.position = lambda: player.position
        try:
            player.play()
        finally:
            recorder.position = None
    return Trace(name, transcript, tuple(recorder.steps))


def trace_all(folder: File = TRANSCRIPTS) -> list[Trace]:
    """Play all transcripts in a folder and below; return what they use, by name.

    Raises what `play_file` raises, with a note of the file.
    """
    with traced() as recorder:
        return [_traced(path, recorder) for path in sorted(folder.rglob("*.transcript"))]


def _traced(path: File, recorder: _Recorder) -> Trace:
    try:
        return trace_file(path, recorder)
    except Exception as error:
        error.add_note(f"in {path.relative_to(ROOT)}")
        raise
