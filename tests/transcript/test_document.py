"""Reading transcripts: headers, kinds of lines, and faults with their line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.transcript.document import LIMIT, parse, parse_line
from esatui.transcript.errors import TranscriptError
from esatui.transcript.header import CLOCK, FRONTS, Header


def test_everything_in_the_header_has_a_default() -> None:
    assert parse("x> y\n").header == Header()
    header = parse("+++\n+++\n").header
    assert (header.clock, header.seed, header.user, header.fronts) == (CLOCK, 1, "admin", FRONTS)


def test_a_header_is_read() -> None:
    text = """\
+++
title = "Two at once"
clock = 2024-05-20T12:15:32+02:00
tick = 1.5
hidden = ["ironport"]
fronts = ["plain"]

[sessions.alice]
user = "admin"
+++
--- alice
"""
    transcript = parse(text)
    header = transcript.header
    assert header.clock == datetime(2024, 5, 20, 10, 15, 32, tzinfo=UTC)
    assert (header.title, header.tick, header.hidden) == ("Two at once", 1.5, ("ironport",))
    assert header.session("alice").user == "admin"
    assert header.session("bob").user == "bob"
    assert header.session(None).user == "admin"
    assert transcript.lines[0].number == 11
    assert len(transcript.head) == 10


def test_the_clock_can_be_that_of_the_machine() -> None:
    assert parse('+++\nclock = "now"\n+++\n').header.clock is None


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("title = 1", 2, "Expected `str`"),
        ('user = "x"\ncolor = "red"', 3, "there is no setting `color`"),
        ('user = "x"\nrows = -1', 3, "rows"),
        ('clock = "later"', 2, "clock"),
        ("clock = 2024-05-20T10:00:00", 2, "time zone"),
        ('clock = "now"\ntick = 1', 3, "tick"),
        ('fronts = ["web"]', 2, "web"),
        ("title = ", 2, "not TOML"),
        ('title = "x"\n= 3', 3, "not TOML"),
        ('[sessions."a b"]', 2, "label"),
        ("[sessions.alice]\nhost = 1", 3, "host"),
    ],
)
def test_a_wrong_header_is_told_with_its_line(header: str, line: int, words: str) -> None:
    with pytest.raises(TranscriptError, match=words) as caught:
        parse(f"+++\n{header}\n+++\n")
    assert caught.value.line == line


def test_a_header_without_end_is_told() -> None:
    with pytest.raises(TranscriptError, match="line 1: the header has no end"):
        parse("+++\nx> y\n")


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("plain text  ", "literal", "plain text"),
        ("", "literal", ""),
        ("a [..] b", "pattern", "a [..] b"),
        ("...", "lines", ""),
        ("...[csr]", "lines", "csr"),
        ("# why", "comment", "# why"),
        ("#", "comment", "#"),
        ("#1", "literal", "#1"),
        ("--- alice", "label", "alice"),
        ("--- a b", "literal", "--- a b"),
        ("-----BEGIN X-----", "literal", "-----BEGIN X-----"),
        ("$ openssl version", "workstation", "openssl version"),
        ("$HOME", "literal", "$HOME"),
        (r"\...", "literal", "..."),
        (r"\\x", "literal", r"\x"),
        ("....", "literal", "...."),
    ],
)
def test_kinds_of_lines(raw: str, kind: str, text: str) -> None:
    line = parse_line(raw, 3)
    assert (line.kind, line.text, line.number) == (kind, text, 3)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[a:..] [a:..]", "twice"),
        ("[..][a:..]", "side by side"),
        ("text\r", "carriage return"),
    ],
)
def test_lines_that_mean_nothing_are_told(line: str, words: str) -> None:
    with pytest.raises(TranscriptError, match=f"line 2: .*{words}"):
        parse(f"fine\n{line}\n")


def test_a_transcript_has_a_limit() -> None:
    with pytest.raises(TranscriptError, match="longer"):
        parse("x" * (LIMIT + 1))


@given(st.text(max_size=200))
def test_any_text_is_a_transcript_or_told(text: str) -> None:
    try:
        transcript = parse(text)
    except TranscriptError:
        return
    body = [line.raw for line in transcript.lines]
    assert "\n".join([*transcript.head, *body]) == text.removesuffix("\n")


def test_blank_lines_after_a_comment_count_for_nothing_if_there_are_some_before() -> None:
    kinds = [line.kind for line in parse("a\n\n# c\n\nb\n# d\n\ne").lines]
    assert kinds == [
        "literal", "literal", "comment", "comment", "literal", "comment", "literal", "literal",
    ]  # fmt: skip
