r"""What one line of a transcript means: literal text, wildcards, captures, escapes.

`[..]` is any text, `[name:..]` any text that is kept under a name, `[=name]` that text again. A
line that begins with a backslash is what follows it, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from esatui.transcript.errors import TranscriptError

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
TOKEN = re.compile(rf"\[(?:(?P<capture>{NAME}):)?(?P<any>\.\.)\]|\[=(?P<use>{NAME})\]")
ANY_LINES = re.compile(rf"\.\.\.(?:\[(?P<capture>{NAME})\])?")

Bindings = dict[str, str]
"""Captured texts by name; those of `...[name]` have several lines."""


@dataclass(frozen=True, slots=True)
class Wild:
    """`[..]`, or `[name:..]` when it has a name."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """`[=name]`."""

    name: str


Token = str | Wild | Use


def tokenize(text: str) -> tuple[Token, ...]:
    """Return `text` as literal pieces and wildcards."""
    tokens: list[Token] = []
    position = 0
    for found in TOKEN.finditer(text):
        if found.start() > position:
            tokens.append(text[position : found.start()])
        use = found["use"]
        tokens.append(Use(use) if use else Wild(found["capture"]))
        position = found.end()
    if position < len(text):
        tokens.append(text[position:])
    return tuple(tokens)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line with wildcards."""

    tokens: tuple[Token, ...]

    @property
    def captures(self) -> tuple[str, ...]:
        """Names that the line captures, in order."""
        return tuple(t.name for t in self.tokens if isinstance(t, Wild) and t.name)

    @property
    def uses(self) -> tuple[str, ...]:
        """Names that the line uses."""
        return tuple(t.name for t in self.tokens if isinstance(t, Use))

    def match(self, text: str, bound: Mapping[str, str]) -> Bindings | None:
        """Return what `text` binds when it is this line, else `None`.

        `bound` are the captures so far; a use of a name that is not there matches nothing.
        """
        expression = _expression(self.tokens, _known(self.uses, bound))
        found = expression.fullmatch(text) if expression else None
        if found is None:
            return None
        return dict(zip(self.captures, found.groups(), strict=True))

    def cut(self, text: str, bound: Mapping[str, str]) -> tuple[str, Bindings] | None:
        """Return what the line has after a beginning that matches all of `text`.

        The longest such beginning counts. `None` when no beginning matches. The remainder is as it
        is written, wildcards included.
        """
        # A wildcard at the end of the beginning would swallow what is typed, so it comes last.
        for wild in (False, True):
            for count in range(len(self.tokens), 0, -1):
                if isinstance(self.tokens[count - 1], Wild) == wild:
                    found = self._cut_at(count, text, bound)
                    if found is not None:
                        return found
        return None

    def _cut_at(
        self, count: int, text: str, bound: Mapping[str, str]
    ) -> tuple[str, Bindings] | None:
        """Do what `cut` does for beginnings that end in the token before `count`."""
        *head, last = self.tokens[:count]
        tail = source(self.tokens[count:])
        for piece, rest in _beginnings(last, text):
            bindings = Pattern((*head, piece)).match(text, bound)
            if bindings is not None:
                return rest + tail, bindings
        return None


def _beginnings(token: Token, text: str) -> Iterator[tuple[Token, str]]:
    """Yield beginnings of `token` that `text` may end with, longest first, with what they leave."""
    if not isinstance(token, str):
        yield token, ""
        return
    for end in range(len(token), 0, -1):
        if text.endswith(token[:end]):
            yield token[:end], token[end:]


def _known(names: tuple[str, ...], bound: Mapping[str, str]) -> tuple[tuple[str, str], ...] | None:
    if any(name not in bound for name in names):
        return None
    return tuple((name, bound[name]) for name in names)


@lru_cache(maxsize=4096)
def _expression(
    tokens: tuple[Token, ...], known: tuple[tuple[str, str], ...] | None
) -> re.Pattern[str] | None:
    if known is None:
        return None
    values = dict(known)
    return re.compile("".join(_piece(token, values) for token in tokens))


def _piece(token: Token, values: Mapping[str, str]) -> str:
    if isinstance(token, Wild):
        return "(.*?)" if token.name else ".*?"
    return re.escape(values[token.name] if isinstance(token, Use) else token)


def source(tokens: tuple[Token, ...]) -> str:
    """Return tokens as they are written in a file."""
    return "".join(_source(token) for token in tokens)


def _source(token: Token) -> str:
    if isinstance(token, Wild):
        return f"[{token.name}:..]" if token.name else "[..]"
    return f"[={token.name}]" if isinstance(token, Use) else token


def expand(text: str, bound: Mapping[str, str], line: int) -> str:
    """Return what is typed where the file has `text`: every `[=name]` is what was captured.

    A text that begins with a backslash is what follows it. Raises `TranscriptError` with `line`
    when nothing was captured under a name, and for wildcards, which nobody can type.
    """
    if text.startswith("\\"):
        return text[1:]
    if "[" not in text:
        return text

    def value(found: re.Match[str]) -> str:
        name = found["use"]
        if name is None:
            raise TranscriptError(f"{found[0]} stands where text is typed", line)
        if name not in bound:
            raise TranscriptError(f"nothing was captured as `{name}`", line)
        return bound[name]

    return TOKEN.sub(value, text)
