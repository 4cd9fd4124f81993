"""`--record`: a live session on an appliance in a temporary directory, written to a file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from esatui.fronts.base import Conversation, Front
from esatui.transcript.document import Transcript, parse
from esatui.transcript.errors import TranscriptError
from esatui.transcript.header import FENCE
from esatui.transcript.play import load
from esatui.transcript.record import Recorder
from esatui.transcript.scene import Scene
from esatui.transcript.start import open_start
from state.clock import SystemClock

HIDDEN_COMMENT = "# Answers that did not echo, in order: put the real ones where they matter."
A_WHILE = 86400.0
"""Seconds without a key after which a recording ends."""


def record_file(path: Path, copied: Path | None = None) -> None:
    """Talk to the person at standard input, and write the session to `path`.

    A file that exists gives the header, and must have nothing else yet. `copied` is a state
    directory to start from; it stays as it is. Raises `TranscriptError`, `StateError`, OSError.
    """
    transcript = load(path) if path.exists() else _empty(path)
    if any(line.raw.strip() for line in transcript.lines):
        raise TranscriptError("there is a conversation in it already; record into a new file")
    path.parent.mkdir(parents=True, exist_ok=True)
    recorder = Recorder()
    with tempfile.TemporaryDirectory(prefix="esatui-record-") as name:
        appliance = open_start(
            transcript.header, Path(name) / "state", beside=path.parent, copied=copied
        )
        scene = Scene(transcript.header, appliance)
        try:
            _talk(scene, recorder)
        finally:
            scene.close()
            path.write_text(recorded(transcript, recorder), "utf-8")


def _empty(path: Path) -> Transcript:
    title = json.dumps(path.stem.replace("-", " "), ensure_ascii=False)
    return parse(f"{FENCE}\ntitle = {title}\n{FENCE}\n")


def recorded(transcript: Transcript, recorder: Recorder) -> str:
    """Return the text of a file with the header of `transcript` and what was recorded."""
    body = list(recorder.lines)
    while body and not body[0]:
        body.pop(0)
    head = list(transcript.head)
    if recorder.hidden and not transcript.header.hidden:
        head = _with_hidden(head, recorder.hidden)
    return "".join(line + "\n" for line in [*head, *body])


def _with_hidden(head: Sequence[str], answers: Sequence[str]) -> list[str]:
    """Return a header that also has `answers`, before its tables."""
    inner = list(head[1:-1])
    table = next((i for i, line in enumerate(inner) if line.lstrip().startswith("[")), len(inner))
    listed = ", ".join(json.dumps(answer) for answer in answers)
    inner[table:table] = [HIDDEN_COMMENT, f"hidden = [{listed}]"]
    return [FENCE, *inner, FENCE]


def _talk(scene: Scene, recorder: Recorder) -> None:
    """Carry the conversation between the appliance and standard input and output."""

    def make(front: Front) -> Conversation:
        dialogue = scene.dialogue(recorder.writing(front.write))
        session = scene.header.session(None)
        return recorder.listening(scene.converse(session, dialogue))

    if os.isatty(0) and os.isatty(1):
        from esatui.fronts.history import MemoryHistory
        from esatui.fronts.local import LocalTerminal

        terminal = LocalTerminal(
            SystemClock(),
            history=MemoryHistory(),
            idle_limit=lambda: A_WHILE,
            resized=lambda columns, rows: None,
            active=lambda: None,
        )
        terminal.run(make)
    else:
        from esatui.fronts.direct import DirectFront

        DirectFront().run(make)
