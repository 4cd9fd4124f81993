"""The chapters of docs/tls-walk.md are the transcripts of the walk, all of them, in their order."""

from __future__ import annotations

import re

from esatui.transcript.play import load
from tests.docs.fences import ROOT

FOLDER = "tests/transcripts/tls-walk"
ROW = re.compile(
    rf"^\| (\d+) \| .* \| \[[^]]+\]\(\.\./{FOLDER}/([\w-]+\.transcript)\) \|$", re.MULTILINE
)


def test_each_transcript_is_a_chapter() -> None:
    chapters = ROW.findall((ROOT / "docs/tls-walk.md").read_text())
    files = sorted(path.name for path in (ROOT / FOLDER).glob("*.transcript"))
    assert [name for _, name in chapters] == files
    assert [int(number) for number, _ in chapters] == list(range(1, len(files) + 1))


def test_titles_begin_with_the_number_of_the_chapter() -> None:
    for path in (ROOT / FOLDER).glob("*.transcript"):
        assert load(path).header.title.startswith(f"{int(path.name[:2])}. "), path.name
