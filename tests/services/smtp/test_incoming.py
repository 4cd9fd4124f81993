"""Where a message ends, and what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.services.queue import Spool
from esatui.services.smtp.incoming import Incoming

NOWHERE = Path("/nonexistent")


def take(*pieces: bytes, largest: int = 1 << 20, lines: int = 0) -> tuple[bytes | None, bytes]:
    """Return the message, `None` if it has not ended, and what is behind it."""
    incoming = Incoming(Spool(NOWHERE), largest=largest, header_lines=lines)
    for number, piece in enumerate(pieces):
        used = incoming.feed(piece)
        if used >= 0:
            rest = piece[used:] + b"".join(pieces[number + 1 :])
            return b"".join(incoming.spool.pieces()), rest
    return None, b""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b".\r\n", b""),
        (b"a\r\n.\r\n", b"a\r\n"),
        (b"a\r\n..\r\n.\r\n", b"a\r\n.\r\n"),
        (b"..a\r\n.b\r\n.\r\n", b".a\r\nb\r\n"),
        (b"a\nb\rc\r\n.\r\n", b"a\r\nb\r\nc\r\n"),
        (b"a\r\r\n.\r\n", b"a\r\n\r\n"),
        (b"\n.\n\r\n.\r\n", b"\r\n.\r\n\r\n"),
        (b"a\x00b\xff\r\n.\r\n", b"a\x00b\xff\r\n"),
    ],
)
def test_content(data: bytes, message: bytes) -> None:
    assert take(data + b"NOOP\r\n") == (message, b"NOOP\r\n")


@pytest.mark.parametrize(
    "data",
    [b"a\r\n..\r\n\r\n.b\r\nc\rd\ne\r\n.\r\r\n.\r\nQUIT\r\n", b".\r\n.\r\n", b"..\r\n.\r\nx"],
)
def test_it_does_not_matter_how_the_bytes_arrive(data: bytes) -> None:
    whole = take(data)
    assert take(*(data[place : place + 1] for place in range(len(data)))) == whole
    for place in range(1, len(data)):
        assert take(data[:place], data[place:]) == whole


@given(st.text(alphabet="\r\n.a", max_size=40), st.lists(st.integers(1, 5), min_size=1))
def test_any_bytes_in_any_pieces(text: str, sizes: list[int]) -> None:
    data = text.encode()
    pieces: list[bytes] = []
    place = 0
    while place < len(data):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(data[place : place + size])
        place += size
    whole = take(data) if data else (None, b"")
    assert take(*pieces) == whole
    message, _ = whole
    ends = (b"\r\n" + data).find(b"\r\n.\r\n")
    assert (message is None) == (ends < 0)
    if message is not None:
        bare = message.replace(b"\r\n", b"")
        assert b"\r" not in bare
        assert b"\n" not in bare


def test_too_large_is_found_and_not_kept() -> None:
    incoming = Incoming(Spool(NOWHERE), largest=10)
    assert incoming.feed(b"12345678\r\n") == -1
    for _ in range(100):
        assert incoming.feed(b"x" * 10_000) == -1
    assert incoming.too_large
    assert incoming.spool.size <= 10
    assert incoming.feed(b"\r\n.\r\n") > 0


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (b"A: 1\r\nB: 2\r\n\r\n", 2),
        (b"A: 1\r\n 2\r\n\r\n", 2),
        (b"\r\nA\r\nB\r\n", 0),
        (b"A: 1\nB: 2\n\nC\n", 2),
    ],
)
def test_lines_of_the_header(header: bytes, lines: int) -> None:
    body = b"x\r\n" * 50
    for whole in (True, False):
        data = header + body + b".\r\n"
        pieces = [data] if whole else [data[place : place + 1] for place in range(len(data))]
        for limit in (lines, lines - 1):
            if limit <= 0:
                continue
            incoming = Incoming(Spool(NOWHERE), largest=10_000, header_lines=limit)
            assert any(incoming.feed(piece) >= 0 for piece in pieces)
            assert incoming.too_many_lines == (limit < lines)
