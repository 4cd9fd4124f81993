"""What one line of a transcript means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.transcript.errors import TranscriptError
from esatui.transcript.patterns import Pattern, Use, Wild, expand, source, tokenize


@pytest.mark.parametrize(
    ("line", "tokens"),
    [
        ("as it is", ("as it is",)),
        ("[..]", (Wild(),)),
        ("a [..] b", ("a ", Wild(), " b")),
        ("key [id:..].", ("key ", Wild("id"), ".")),
        ("[=id]", (Use("id"),)),
        ("[Y]> [500]> [] [.] [...] [=] [9:..]", ("[Y]> [500]> [] [.] [...] [=] [9:..]",)),
    ],
)
def test_wildcards_are_found(line: str, tokens: tuple[object, ...]) -> None:
    assert tokenize(line) == tokens


@given(st.text(alphabet="[].:=a ", max_size=20))
def test_tokens_are_written_as_they_were_read(line: str) -> None:
    assert source(tokenize(line)) == line


@pytest.mark.parametrize(
    ("line", "text", "bound"),
    [
        ("[..]", "", {}),
        ("a[..]b", "a (.*) b", {}),
        ("[x:..] of [y:..]", "3 of 4 of 5", {"x": "3", "y": "4 of 5"}),
        ("[=known].", "seen.", {}),
    ],
)
def test_a_pattern_matches_and_binds(line: str, text: str, bound: dict[str, str]) -> None:
    assert Pattern(tokenize(line)).match(text, {"known": "seen"}) == bound


@pytest.mark.parametrize(
    ("line", "text"), [("a[..]", "b"), ("[=known]", "other"), ("[=unknown]", "anything")]
)
def test_a_pattern_refuses(line: str, text: str) -> None:
    assert Pattern(tokenize(line)).match(text, {"known": "seen"}) is None


def test_a_capture_is_no_pattern_when_it_is_used() -> None:
    assert Pattern(tokenize("[=dots]")).match("abc", {"dots": "..."}) is None


@pytest.mark.parametrize(
    ("line", "prompt", "typed"),
    [
        ("[..]> version", "mail.example.com> ", "version"),
        ("[host:..]> [=host]", "mail> ", "[=host]"),
        ("[..]version", "mail> ", "version"),
        ("[=h]> a> b", "mail> ", "a> b"),
    ],
)
def test_a_prompt_is_cut_off(line: str, prompt: str, typed: str) -> None:
    cut = Pattern(tokenize(line)).cut(prompt, {"h": "mail"})
    assert cut is not None
    assert cut[0] == typed


def test_what_is_no_prompt_is_not_cut() -> None:
    assert Pattern(tokenize("a[..]# version")).cut("mail> ", {}) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("plain [Y]", "plain [Y]"),
        ("delete [=name]", "delete partner.com"),
        (r"\[=name]", "[=name]"),
        (r"\\", "\\"),
    ],
)
def test_captures_are_typed(text: str, typed: str) -> None:
    assert expand(text, {"name": "partner.com"}, 7) == typed


@pytest.mark.parametrize("text", ["[=missing]", "[..]", "[x:..]"])
def test_what_cannot_be_typed_is_told_with_its_line(text: str) -> None:
    with pytest.raises(TranscriptError, match="line 7"):
        expand(text, {}, 7)
