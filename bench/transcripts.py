"""Transcripts in process: steps a second, beside the same conversation without a transcript."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.rows import Row, at_least, at_most
from esatui.transcript.document import parse
from esatui.transcript.factory import factory_snapshot, open_factory
from esatui.transcript.header import CLOCK, Header
from esatui.transcript.play import Run, play_file
from esatui.transcript.runner import play
from esatui.transcript.scene import InProcessStage, Scene
from esatui.transcript.turns import Typed

STEPS = 5_000
WANTED = 5_000.0
"""Steps a second that are aimed at."""
TRIES = 5

VERSION = """\

Current Version
===============
...
RAID Type: NA
BMC: NA
"""


def run() -> list[Row]:
    """Measure, and return the rows."""
    questions = _steps(_menu(STEPS))
    commands = _steps(_commands(STEPS))
    bare = _rate(_without_transcript)
    start = _start()
    return [
        at_least("transcript, questions of a menu", questions, WANTED, "steps/s", "target", 1.0),
        at_least("transcript, `version` each step", commands, WANTED, "steps/s", "target", 1.0),
        at_least(
            "transcript beside the conversation alone", commands, bare, "steps/s", "`send`", 0.5
        ),
        at_most("a transcript's start and end", start * 1000, 10.0, "ms", "target", 1.0),
    ]


def _commands(count: int) -> str:
    return (f"mail.example.com> version\n{VERSION}\n" * count) + "mail.example.com> quit\n"


def _menu(count: int) -> str:
    """Return a conversation that answers one question after another, each wrongly."""
    asked = "[mail.example.com]> -\nA hostname is a string that must match the following rules:\n"
    left = "[mail.example.com]> ^C\n\n-- Changes not recorded\n"
    return f"mail.example.com> sethostname\n\n{(asked + _RULES) * count}{left}"


_RULES = """\
 - A label is made of letters, numbers, dashes and underscores.
 - The first and last character of a label must be a letter or a number.
 - A hostname has one or more labels separated by periods.
"""


def _steps(text: str) -> float:
    transcript = parse(text.rstrip("\n") + "\n")
    done: list[int] = []

    def once(directory: Path) -> None:
        scene = _scene(directory)
        try:
            done.append(play(transcript, InProcessStage(scene), scene.workstation(directory / "w")))
        finally:
            scene.close()

    return _rate(once, lambda: done[-1])


def _without_transcript(directory: Path) -> None:
    scene = _scene(directory)
    actor = InProcessStage(scene).open("", scene.header.session(None))
    try:
        actor.start()
        for _ in range(STEPS):
            actor.reply(Typed("version"))
    finally:
        actor.close()
        scene.close()


def _scene(directory: Path) -> Scene:
    return Scene(Header(), open_factory(directory / "state", seed=1, moment=CLOCK))


def _rate(once: Callable[[Path], None], steps: Callable[[], int] = lambda: STEPS) -> float:
    """Return the best of some tries, in steps a second."""
    rates = []
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory() as name:
            begun = time.perf_counter()
            once(Path(name))
            rates.append(steps() / (time.perf_counter() - begun))
    return max(rates)


def _start() -> float:
    """Return the median seconds of a transcript that only leaves."""
    factory_snapshot(1, CLOCK)  # Made once a process.
    transcript = parse("mail.example.com> quit\n")
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        play_file(Path("quit.transcript"), transcript, Run())
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
