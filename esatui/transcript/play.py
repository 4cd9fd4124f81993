"""Files on fronts: reading a transcript, playing it on an appliance of its own, rewriting it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from esatui.transcript.document import LIMIT, Transcript, parse
from esatui.transcript.errors import TranscriptError
from esatui.transcript.factory import scratch_parent
from esatui.transcript.header import FRONTS, FrontName
from esatui.transcript.runner import play
from esatui.transcript.scene import InProcessStage, Scene
from esatui.transcript.stage import Stage
from esatui.transcript.start import open_start
from esatui.transcript.update import update
from esatui.transcript.workstation import Workstation

FRONTS_THERE: tuple[FrontName, ...] = FRONTS


def load(path: Path) -> Transcript:
    """Return the transcript in a file. Raises `TranscriptError`, OSError."""
    with path.open("rb") as file:
        data = file.read(4 * LIMIT + 1)
    try:
        return parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TranscriptError("not UTF-8", line) from error


@dataclass(frozen=True)
class Run:
    """How a file is played: on which front, and from which state instead of the header's."""

    front: FrontName = "direct"
    copied: Path | None = None


@contextmanager
def opened(path: Path, transcript: Transcript, run: Run) -> Iterator[tuple[Stage, Workstation]]:
    """Give the stage of a front and a workstation, in a temporary directory.

    Raises `TranscriptError`, `StateError`, OSError.
    """
    with tempfile.TemporaryDirectory(prefix="esatui-transcript-", dir=scratch_parent()) as name:
        scratch = Path(name)
        header = transcript.header
        appliance = open_start(header, scratch / "state", beside=path.parent, copied=run.copied)
        scene = Scene(header, appliance)
        stage = _stage(run.front, scene)
        try:
            yield stage, scene.workstation(scratch / "workstation")
        finally:
            stage.close()


def _stage(front: FrontName, scene: Scene) -> Stage:
    if front == "direct":
        return InProcessStage(scene)
    if front == "plain":
        from esatui.transcript.plain import PlainActor

        return InProcessStage(scene, PlainActor)
    if front == "ssh":
        from esatui.transcript.ssh import SshStage

        return SshStage(scene)
    from esatui.transcript.tty import TtyStage

    return TtyStage(scene)


def play_file(path: Path, transcript: Transcript, run: Run) -> int:
    """Play a transcript; return how many answers were typed.

    Raises `Fault`, `TranscriptError`, `StateError`, OSError.
    """
    with opened(path, transcript, run) as (stage, workstation):
        return play(transcript, stage, workstation)


@dataclass(frozen=True)
class Rewritten:
    """What `update_file` did: whether the file changed, and what somebody should look at."""

    changed: bool
    notes: tuple[str, ...]


def update_file(path: Path, run: Run) -> Rewritten:
    """Rewrite what the appliance says differently now, then see that the file passes.

    Raises `Fault` for what cannot be mended, `TranscriptError`, `StateError`, OSError; the file is
    then as it was.
    """
    before = path.read_bytes()
    transcript = load(path)
    with opened(path, transcript, run) as (stage, workstation):
        result = update(transcript, stage, workstation)
    after = result.text.encode("utf-8")
    if after == before:
        return Rewritten(changed=False, notes=result.notes)
    play_file(path, parse(result.text), run)
    path.write_bytes(after)
    return Rewritten(changed=True, notes=result.notes)
