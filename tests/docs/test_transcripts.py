"""The examples of docs/transcripts.md are transcripts that pass, and tests that do."""

import re
from pathlib import Path

import pytest

from esatui.transcript.document import parse
from esatui.transcript.header import Header
from esatui.transcript.play import Run, play_file

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs" / "transcripts.md").read_text()
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(kind: str) -> list[str]:
    """Return the examples of a kind."""
    return [text for found, text in FENCED.findall(PAGE) if found == kind]


@pytest.mark.parametrize("text", examples("transcript"))
def test_transcripts_pass(text: str, tmp_path: Path) -> None:
    play_file(tmp_path / "example.transcript", parse(text), Run())


@pytest.mark.parametrize("text", examples("python"))
def test_tests_pass(text: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(text)
    result = pytester.runpytest_inprocess("--strict-markers")
    result.assert_outcomes(passed=len(re.findall(r"^def test_", text, re.MULTILINE)))


def test_the_examples_are_found() -> None:
    assert len(examples("transcript")) == 5
    assert len(examples("python")) == 2


def test_every_setting_of_the_header_is_documented() -> None:
    named = set(re.findall(r"`(?:\[(\w+)\.NAME\]|(\w+))`(?=[, ].*\|)", PAGE))
    assert set(Header.__struct_fields__) <= {one or other for one, other in named}
