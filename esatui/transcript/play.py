"""Files on fronts: reading a transcript and playing it on an appliance of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from esatui.transcript.document import LIMIT, Transcript, parse
from esatui.transcript.errors import TranscriptError
from esatui.transcript.header import FrontName
from esatui.transcript.runner import play
from esatui.transcript.scene import InProcessStage, Scene
from esatui.transcript.stage import Stage
from esatui.transcript.workstation import Workstation

FRONTS_THERE: tuple[FrontName, ...] = ("direct", "plain")


def load(path: Path) -> Transcript:
    """Return the transcript in a file. Raises `TranscriptError`, OSError."""
    with path.open("rb") as file:
        data = file.read(4 * LIMIT + 1)
    try:
        return parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TranscriptError("not UTF-8", line) from error


def play_file(path: Path, transcript: Transcript, front: FrontName) -> int:
    """Play a transcript on one front; return how many answers were typed.

    The appliance lives in a temporary directory. Raises `Fault`, `TranscriptError`, `StateError`.
    """
    with tempfile.TemporaryDirectory(prefix="esatui-transcript-") as name:
        scratch = Path(name)
        stage = open_stage(front, transcript, scratch / "state")
        try:
            directory = stage.configuration_directory
            workstation = Workstation(scratch / "workstation", {"APPLIANCE": str(directory)})
            return play(transcript, stage, workstation)
        finally:
            stage.close()


def open_stage(front: FrontName, transcript: Transcript, directory: Path) -> Stage:
    """Return the stage of a front on an appliance in `directory`."""
    scene = Scene(transcript.header, directory)
    if front == "direct":
        return InProcessStage(scene)
    from esatui.transcript.plain import PlainActor

    return InProcessStage(scene, PlainActor)
