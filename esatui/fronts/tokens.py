"""Telling keys apart in a stream of bytes: runs of text, control characters, escape sequences."""

from __future__ import annotations

import re

INTERRUPT = b"\x03"
END = b"\x04"
ESCAPE = b"\x1b"
BACKSPACES = (b"\x7f", b"\x08")
PASTE_BEGINS = b"\x1b[200~"
PASTE_ENDS = b"\x1b[201~"

_RUN = re.compile(rb"[^\x00-\x1f\x7f]*")
_RUN_WITH_TABS = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_LINES = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f\x7f]*[\r\n])*")
# CSI and SS3 sequences (ECMA-48), and the function keys of the Linux console.
_SEQUENCE = re.compile(rb"\x1b(?:\[\[[A-E]|\[[0-?]{0,32}[ -/]{0,8}[@-~]|O[ -~])?")
_PARTIAL = re.compile(rb"\x1b(?:O|\[\[?|\[[0-?]{0,32}[ -/]{0,8})?")
_CHARACTER = re.compile(
    rb"[\xc0-\xdf][\x80-\xbf]?|[\xe0-\xef][\x80-\xbf]{0,2}|[\xf0-\xff][\x80-\xbf]{0,3}"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_C1 = re.compile("[\x7f-\x9f]")
_CONTROLS_BUT_TAB = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def run_length(data: bytearray, *, tabs: bool, ended: bool) -> int:
    """Return how many bytes at the beginning of `data` are text.

    A UTF-8 character of which only the beginning is there counts when nothing follows any more
    (`ended`). `tabs` says whether a tab is text.
    """
    match = (_RUN_WITH_TABS if tabs else _RUN).match(data)
    length = match.end() if match else 0
    if length and length == len(data) and not ended:
        length -= _incomplete(data)
    return length


def lines_length(data: bytearray, stop: re.Pattern[bytes] | None) -> int:
    """Return how many bytes at the beginning of `data` are whole lines of text.

    They end before the first match of `stop` (see `line_pattern`).
    """
    match = _LINES.match(data)
    length = match.end() if match else 0
    found = stop.search(data, 0, length) if stop is not None else None
    return found.start() if found is not None else length


def line_pattern(line: bytes) -> re.Pattern[bytes]:
    """Return what matches a whole line that is exactly `line`, not its end."""
    return re.compile(rb"(?:\A|(?<=[\r\n]))" + re.escape(line) + rb"(?=[\r\n])")


def _incomplete(data: bytearray) -> int:
    """Return how many bytes at the end of `data` are the beginning of a UTF-8 character."""
    for count in range(1, min(4, len(data) + 1)):
        byte = data[-count]
        if byte >= 0xC0:
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return count if count < length else 0
        if byte < 0x80:
            return 0
    return 0


def is_partial(data: bytearray) -> bool:
    """Return whether `data` is a key whose rest may still come."""
    if data.startswith(ESCAPE):
        return _PARTIAL.fullmatch(data) is not None
    return bool(data) and _incomplete(data) == len(data)


def key_size(data: bytearray) -> int:
    """Return how many bytes the first key in `data` has; `data` is not empty."""
    match = (_SEQUENCE if data.startswith(ESCAPE) else _CHARACTER).match(data)
    return match.end() if match else 1


def cleaned(text: str, *, tabs: bool = True) -> str:
    """Return `text` without control characters; tabs stay when `tabs`."""
    if text.isprintable():
        return text
    return (_CONTROLS_BUT_TAB if tabs else _CONTROLS).sub("", text)


def without_c1(text: str) -> str:
    """Return `text` without control characters beyond ASCII."""
    return text if text.isascii() else _C1.sub("", text)


def cells(character: str) -> int:
    """Return the width of one character that is not a control character."""
    from wcwidth import wcwidth

    return max(wcwidth(character), 0)
