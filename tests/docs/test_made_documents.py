"""The manual and the coverage table are what the declarations and the transcripts say now."""

from __future__ import annotations

import pytest

from esatui.manual.page import page_names
from esatui.registry import HIDDEN, all_commands, find
from tools.docs.coverage import Shown, coverage
from tools.docs.declared import Path, declared_paths, paths_of
from tools.docs.documents import Documents, made
from tools.docs.reference import described, label, words_of
from tools.docs.trace import ROOT, TRANSCRIPTS, Trace, trace_all

MEND = "run `make docs` and look at what it changes"


@pytest.fixture(scope="module")
def traces() -> list[Trace]:
    return trace_all()


@pytest.fixture(scope="module")
def documents(traces: list[Trace]) -> Documents:
    return made(traces, ROOT)


@pytest.fixture(scope="module")
def shown(traces: list[Trace]) -> list[Shown]:
    return coverage(traces)


def test_each_row_has_a_transcript_or_a_reason(shown: list[Shown]) -> None:
    assert [each.row.label for each in shown if each.empty] == []


def test_all_that_is_declared_is_in_a_row(shown: list[Shown]) -> None:
    rows = [each.row.path for each in shown]
    assert set(declared_paths()) <= set(rows)
    assert len(rows) == len(set(rows))


def test_no_reason_is_left_of_what_has_a_transcript(shown: list[Shown]) -> None:
    there = {name: text for name, text in described().items() if find(name) is not None}
    given = {(name, words) for name, text in there.items() for words in text.reasons}
    needed = {(each.row.path[0], words_of(each.row.path)) for each in shown if not each.finished}
    assert given - needed == set()


def test_what_runs_is_declared(traces: list[Trace]) -> None:
    """A menu that no declaration leads to would be missing in manual, help and role matrix."""
    known: set[Path] = set(declared_paths())
    known |= {path for each in all_commands() if each.name in HIDDEN for path in paths_of(each)}
    used = {step.path: trace.name for trace in traces for step in trace.steps}
    assert {path: name for path, name in used.items() if path not in known} == {}


def test_the_documents_are_as_they_are_made_now(documents: Documents) -> None:
    stale = [
        name
        for name, text in documents.texts.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    assert stale == [], MEND
    assert documents.stale(ROOT) == [], MEND


def test_each_page_has_an_example_if_any_transcript_has(
    documents: Documents, shown: list[Shown]
) -> None:
    finished = {each.row.path[0] for each in shown if each.finished}
    for name in page_names():
        has = "\n## Example\n" in documents.texts[f"docs/manual/{name}.md"]
        assert has is (name in finished), name


def test_rows_name_transcripts_that_exist(shown: list[Shown]) -> None:
    names = {each.transcript for each in shown if each.transcript}
    assert [name for name in names if not (TRANSCRIPTS / name).is_file()] == []


@pytest.mark.parametrize("name", [name for name, text in described().items() if text.section])
def test_attributes_are_those_of_the_reference(name: str) -> None:
    text, command = described()[name], find(name)
    assert command is not None
    if text.commit is not None:
        assert command.commit == text.commit
    if text.cluster is not None:
        assert command.cluster == text.cluster
    if text.batch is not None:
        assert bool(command.forms) == text.batch


def test_a_row_is_what_is_typed() -> None:
    assert label(("certconfig", "CERTIFICATE", "NEW")) == "certconfig CERTIFICATE NEW"
    assert label(("status", "status detail")) == "status detail"
    assert words_of(("certconfig",)) == ""
    assert words_of(("status", "status detail")) == "detail"
