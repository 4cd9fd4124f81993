"""Which words a declared batch syntax takes, and what it captures of them."""

from __future__ import annotations

from typing import Any

import pytest

from esatui.batch import BatchForm


async def nothing(*values: object) -> None:
    """Stand in for a command."""


@pytest.mark.parametrize(
    ("syntax", "words", "captured"),
    [
        ("destconfig detail <domain | default | all>", ["example.com"], ["example.com"]),
        ("destconfig detail <domain | default | all>", [], None),
        ("showconfig <1|2|3>", ["2"], ["2"]),
        ("showconfig <1|2|3>", ["4"], None),
        ("x setup [a=<name>] [b=<0|1>]", ["b=1", "a=q"], [("b=1", "a=q")]),
        ("x setup [a=<0|1>] [b=<name>]", [], [()]),
        ("x edit <name> [ip=<address/bits>] [https=<port|off>]", ["n", "https=off"], ["n", ("https=off",)]),
        ('commit "<comment>" [Y|N]', ["text of it", "y"], ["text of it", "y"]),
        ('commit "<comment>" [Y|N]', ["text of it"], ["text of it", None]),
        ("x new <domain> [options]", ["d", "a=1", "b=2"], ["d", ("a=1", "b=2")]),
    ],
)  # fmt: skip
def test_syntax(syntax: str, words: list[str], captured: list[Any] | None) -> None:
    assert BatchForm(syntax, nothing).match(words_after(syntax, words)) == captured


def words_after(syntax: str, words: list[str]) -> list[str]:
    """Return `words` behind the literal words that the syntax begins with."""
    literal = []
    for element in syntax.split()[1:]:
        if not element.isalpha():
            break
        literal.append(element)
    return literal + words
