"""Expressions that people type: what is found, what is refused, what is no use as a weapon."""

from __future__ import annotations

import pytest

from state.errors import StateError
from state.logs.patterns import compile_pattern

LINE = "Tue Apr 17 00:57:54 2018 Info: ICID 590125205 TLS success protocol TLSv1"


@pytest.mark.parametrize(
    ("expressions", "ignore_case", "inverted", "expected"),
    [
        (["TLS success"], False, False, True),
        (["tls success"], False, False, False),
        (["tls success"], True, False, True),
        (["^Tue .* TLSv1$"], False, False, True),
        (["ICID \\d{9}\\b"], False, False, True),
        (["nothing", "TLS"], False, False, True),
        (["nothing", "TLS"], False, True, False),
        (["nothing"], False, True, True),
        (["(?i)tls SUCCESS"], False, False, True),
        (["단어|TLS"], False, False, True),
    ],
)
def test_matching(
    expressions: list[str], ignore_case: bool, inverted: bool, expected: bool
) -> None:
    pattern = compile_pattern(expressions, ignore_case=ignore_case, inverted=inverted)
    assert pattern.matches(LINE) is expected


@pytest.mark.parametrize(
    "expression",
    ["(", "[", "*", "a**", "\\", "(a)\\1", "(?=a)", "(?<!a)b", "a{2,1}", "a{1000000}",
     "((a{100}){100}){100}", "x" * 1001, "\\p{nothing}", "\udc80"],
)  # fmt: skip
def test_what_is_refused(expression: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StateError) as fault:
        compile_pattern([expression])
    assert fault.value.text.startswith(("Invalid regular expression: ", "The regular expression "))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("(a+)+$", "a" * 30_000 + "b"),
        ("^(a|a)*$", "a" * 30_000 + "b"),
        ("(.*)*,(.*)*,(.*)*,(.*)*$", "a" * 30_000),
        ("(x+x+)+y", "x" * 30_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 30_000),
        ("(?:a?){50}a{50}$", "a" * 49),
    ],
)
def test_expressions_that_would_never_end(expression: str, line: str) -> None:
    # With an engine that backtracks this test would not end either.
    assert not compile_pattern([expression]).matches(line)
