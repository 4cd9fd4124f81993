"""SMTP replies from bytes, bounded (RFC 5321 section 4.2)."""

from __future__ import annotations

import re
from typing import Final

from state.delivery.lines import Reply

LONGEST_LINE: Final = 2048
"""Octets of a reply line; RFC 5321 section 4.5.3.1.5 promises 512."""
MOST_LINES: Final = 128
"""Lines of a reply; a server with many extensions has some twenty."""
LONGEST_BUFFER: Final = 65536
"""Octets that may wait to be asked for: nothing is pipelined, so nothing should."""

_LINE: Final = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)


class BadReply(Exception):
    """What the remote sent is no SMTP reply; `reply` is what the log can show of it."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("not an SMTP reply")
        self.reply = reply


class ReplyReader:
    """Takes bytes, gives replies. Lines end with LF; a CR before it belongs to the end."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._code = b""
        self._texts: list[str] = []

    @property
    def idle(self) -> bool:
        """Whether nothing has come that was not asked for: no reply, no part of one."""
        return not self._buffer and not self._texts

    def feed(self, data: bytes) -> None:
        """Take bytes. Raises `BadReply` when too much waits."""
        self._buffer += data
        if len(self._buffer) > LONGEST_BUFFER:
            raise self._bad(bytes(self._buffer[:LONGEST_LINE]))

    def clear(self) -> None:
        """Throw away whatever has come so far."""
        self._buffer.clear()
        self._texts.clear()

    def next(self) -> Reply | None:
        """Return the next whole reply, `None` while there is none. Raises `BadReply`."""
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            if self._add(line):
                texts, self._texts = self._texts, []
                return Reply(int(self._code), texts)
        if len(self._buffer) > LONGEST_LINE:
            raise self._bad(bytes(self._buffer))
        return None

    def _add(self, line: bytes) -> bool:
        """Take a line; True when it is the last one of a reply."""
        found = _LINE.fullmatch(line)
        if found is None or len(line) > LONGEST_LINE or len(self._texts) >= MOST_LINES:
            raise self._bad(line)
        if self._texts and found[1] != self._code:
            raise self._bad(line)
        self._code = found[1]
        self._texts.append(decoded(found[3] or b""))
        return found[2] != b"-"

    def _bad(self, line: bytes) -> BadReply:
        self.clear()
        return BadReply(Reply(0, [decoded(line[:512])]))


def decoded(data: bytes) -> str:
    r"""Return octets from a remote as text: UTF-8 (RFC 6531), what is none as `\xNN`."""
    return data.decode("utf-8", "backslashreplace")


def extensions(reply: Reply) -> frozenset[str]:
    """Return the keywords of an EHLO reply, in capitals.

    The first line is the greeting: what stands there is no keyword (RFC 5321 section 4.1.1.1).
    """
    keywords = (text.split(maxsplit=1) for text in reply.texts[1:])
    return frozenset(words[0].upper() for words in keywords if words)


def limit_of_size(reply: Reply) -> int | None:
    """Return the largest message in octets that an EHLO reply allows (RFC 1870), if it says so."""
    for text in reply.texts[1:]:
        keyword, _, value = text.partition(" ")
        if keyword.upper() == "SIZE" and value.isascii() and value.isdecimal():
            return int(value[:18]) or None
    return None
