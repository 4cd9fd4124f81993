"""The examples of docs/transcripts.md are transcripts that pass, and tests that do."""

import re
from pathlib import Path

import pytest

from esatui.transcript.document import parse
from esatui.transcript.header import Header
from esatui.transcript.play import Run, play_file
from tests.docs.fences import ROOT, fences

pytest_plugins = ["pytester"]

PAGE = (ROOT / "docs" / "transcripts.md").read_text()


def examples(kind: str) -> list[str]:
    """Return the examples of a kind."""
    return [fence.text for fence in fences("docs/transcripts.md", kind)]


@pytest.mark.parametrize("text", examples("transcript"))
def test_transcripts_pass(text: str, tmp_path: Path) -> None:
    play_file(tmp_path / "example.transcript", parse(text), Run())


@pytest.mark.parametrize("text", examples("python"))
def test_tests_pass(text: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(text)
    result = pytester.runpytest_inprocess("--strict-markers")
    result.assert_outcomes(passed=len(re.findall(r"^def test_", text, re.MULTILINE)))


def test_setting_chooses_the_fronts(pytester: pytest.Pytester) -> None:
    (setting,) = examples("toml")
    pytester.makepyprojecttoml(setting)
    pytester.makefile(".transcript", rename=examples("transcript")[0])
    result = pytester.runpytest_inprocess("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["rename.transcript::direct*", "rename.transcript::ssh*"])


def test_difference_is_reported_as_shown(pytester: pytest.Pytester) -> None:
    (shown,) = examples("diff")
    wrong = re.sub("Changes committed: .*", "Changes commited: [..]", examples("transcript")[0])
    pytester.makefile(".transcript", rename=wrong)
    result = pytester.runpytest_inprocess("-o", "transcript_fronts=direct")
    result.assert_outcomes(failed=1)
    said = "\n".join(line.rstrip() for line in result.outlines)
    assert shown.replace("\n \n", "\n\n") in said


def test_the_examples_are_found() -> None:
    assert len(examples("transcript")) == 5
    assert len(examples("python")) == 2


def test_every_setting_of_the_header_is_documented() -> None:
    named = set(re.findall(r"`(?:\[(\w+)\.NAME\]|(\w+))`(?=[, ].*\|)", PAGE))
    assert set(Header.__struct_fields__) <= {one or other for one, other in named}
