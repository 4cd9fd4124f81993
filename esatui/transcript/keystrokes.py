"""Answers as the bytes that a person or a script sends."""

from __future__ import annotations

from esatui.transcript.turns import End, Interrupt, Key, Pasted, Reply, Typed


def keys(reply: Reply, *, enter: bytes) -> bytes:
    """Return the bytes of an answer as they are typed; none for waiting."""
    if isinstance(reply, Typed):
        return reply.text.encode() + enter
    if isinstance(reply, Pasted):
        lines = b"".join(line.encode() + enter for line in reply.lines)
        return lines + (b"\x04" if reply.end is None else reply.end.encode() + enter)
    if isinstance(reply, Key):
        return reply.character.encode()
    if isinstance(reply, Interrupt):
        return b"\x03"
    return b"\x04" if isinstance(reply, End) else b""
