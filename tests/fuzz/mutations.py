"""Damage: valid bytes that accidents and attackers have been at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

MOST_BYTES = 200_000
"""Longer mutations are cut: size alone is tested elsewhere, and takes its time."""

TOKENS = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xb0\x80", b"\r", b"\n\n", b"\r\n", b"\x85", b"\xe2\x80\xa8", b"\x1b[2J",
    b'"', b"'", b"\\", b"=", b"[", b"]", b"[[", b"{", b"<", b"</", b"]]>", b"&#0;", b"&amp;", b"%", b"$(x)", b";", b",",
    b"-", b"-1", b"0", b"1e999", b"0x7f", b"99999999999999999999", b"nan", b"true", b"../", b"/", b"@", b"@.", b"*", b"#",
    b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"A" * 5000,
)  # fmt: skip
"""What means something to one parser or another."""

Damage = Callable[[Random, bytearray, Sequence[bytes]], None]


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """Return one of the samples after one to eight accidents."""
    data = bytearray(random.choice(samples))
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        random.choice(DAMAGES)(random, data, samples)
    return bytes(data[:MOST_BYTES])


def _piece(random: Random, data: bytes | bytearray) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 4, 40, 400)))


def _set(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _flip(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _cut(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    del data[start:end]


def _end(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    del data[random.randrange(len(data) + 1) :]


def _double(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    data[start:start] = data[start:end] * random.choice((1, 1, 2, 50))


def _token(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    data[start : random.choice((start, end))] = random.choice(TOKENS)


def _splice(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    other = random.choice(samples)
    start, end = _piece(random, data)
    data[start:end] = other[slice(*_piece(random, other))]


def _lines(random: Random, data: bytearray, samples: Sequence[bytes]) -> None:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(3)
    if kind == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    else:
        del lines[one]
    data[:] = b"\n".join(lines)


DAMAGES: tuple[Damage, ...] = (_set, _flip, _cut, _end, _double, _token, _splice, _lines)
