"""Why a copy fails."""

from __future__ import annotations

LONGEST_TEXT = 500


class CopyError(Exception):
    """What goes wrong. Its text is one printable line: the subject, a colon, the reason."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(printable(f"{subject}: {reason}" if subject else reason))


class ScpError(CopyError):
    """A file that is not copied. The others still are; the client prints the text."""


class ScpFault(CopyError):
    """An error after which the two sides no longer agree on what comes next; the copy ends."""


def printable(text: str) -> str:
    """Return `text` as one line that is safe on any terminal."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown if len(shown) <= LONGEST_TEXT else f"{shown[:LONGEST_TEXT]}..."


def os_reason(error: OSError) -> str:
    """Return the reason of an error of the operating system, without any path."""
    return error.strerror or "input/output error"
