"""Headers in the log of a delivery."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.logs.headers import logged_headers

MESSAGE = (
    b"Received: from a\r\n by b\r\nFROM: Ann <ann@example.com>\r\nSubject: =?utf-8?q?x?=\r\n"
    b"X-Long: one\r\n\ttwo\r\n   three\r\nSubject : again\r\n\r\nTo: nobody\r\n"
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["To"], ""),
        (["from"], "[('from', 'Ann <ann@example.com>')]"),
        (
            ["Subject", "From"],
            "[('from', 'Ann <ann@example.com>'), ('subject', '=?utf-8?q?x?='), ('subject', 'again')]",
        ),
        (["x-long"], "[('x-long', 'one two three')]"),
        (["received"], "[('received', 'from a by b')]"),
    ],
)
def test_headers_of_a_message(names: list[str], expected: str) -> None:
    assert logged_headers(MESSAGE, names) == expected


def test_what_is_long_or_often_is_cut() -> None:
    assert len(logged_headers(b"A: " + b"x" * 10_000 + b"\r\n\r\n", ["a"])) < 300
    assert logged_headers(b"A: x\r\n" * 1000, ["a"]).count("'a'") == 50


@given(st.binary())
def test_any_bytes(content: bytes) -> None:
    text = logged_headers(b"Subject: a\r\n" + content, ["subject"])
    assert text.startswith("[('subject', 'a")
    assert text.isprintable() or not text.isascii()
