"""No stub passes: a real transcript with one line of output less, or another one, fails."""

import random
from pathlib import Path

import pytest

from esatui.transcript.document import Line, Transcript, parse
from esatui.transcript.errors import Fault, TranscriptError
from esatui.transcript.play import Run, load, play_file
from esatui.transcript.report import looks_like_prompt

FOLDER = Path(__file__).parents[1] / "transcripts"
FILES = sorted(FOLDER.rglob("*.transcript"))
EACH = 2
"""Lines of each file that are tried."""


def candidates(transcript: Transcript) -> list[int]:
    """Return the indices of lines that are output for certain, and that no `...` would swallow."""
    lines = transcript.lines
    around = [None, *lines, None]
    return [
        index
        for index, line in enumerate(lines)
        if is_output(line)
        and not any(near and near.kind != "literal" for near in around[index : index + 3])
    ]


def is_output(line: Line) -> bool:
    return line.kind == "literal" and bool(line.text.strip()) and not looks_like_prompt(line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_line_more_or_less_is_noticed(path: Path) -> None:
    transcript = load(path)
    if any(line.kind == "workstation" for line in transcript.lines):
        return  # The same code, and openssl takes its time.
    places = candidates(transcript)
    head = list(transcript.head)
    raw = [line.raw for line in transcript.lines]
    for index in random.Random(path.name).sample(places, min(EACH, len(places))):
        for replacement in ([], ["something else"]):
            lines = [*head, *raw[:index], *replacement, *raw[index + 1 :]]
            mutant = parse("".join(line + "\n" for line in lines))
            with pytest.raises((Fault, TranscriptError)):
                play_file(path, mutant, Run())
