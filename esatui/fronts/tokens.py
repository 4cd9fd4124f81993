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
# CSI and SS3 sequences (ECMA-48), and the function keys of the Linux console.
_SEQUENCE = re.compile(rb"\x1b(?:\[\[[A-E]|\[[0-?]{0,32}[ -/]{0,8}[@-~]|O[ -~])?")
_PARTIAL = re.compile(rb"\x1b(?:O|\[\[?|\[[0-?]{0,32}[ -/]{0,8})?")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
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
    if data.startswith(ESCAPE):
        match = _SEQUENCE.match(data)
        return match.end() if match else 1
    lead = data[0]
    return 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)


def cleaned(text: str, *, tabs: bool = True) -> str:
    """Return `text` without control characters; tabs stay when `tabs`."""
    if text.isprintable():
        return text
    return (_CONTROLS_BUT_TAB if tabs else _CONTROLS).sub("", text)


def cells(character: str) -> int:
    """Return the width of one character that is not a control character."""
    from wcwidth import wcwidth

    return max(wcwidth(character), 0)
