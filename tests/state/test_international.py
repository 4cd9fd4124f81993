from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.international import ascii_form, written_form

PAIRS = [
    ("한국.kr", "xn--3e0b707e.kr"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("www.bücher.한국", "www.xn--bcher-kva.xn--3e0b707e"),
    ("עברית.example", "xn--5dbqzzl.example"),
    ("l·l.example", "xn--ll-0ea.example"),
    ("example.com", "example.com"),
]


@pytest.mark.parametrize(("written", "form"), PAIRS)
def test_a_name_has_two_forms(written: str, form: str) -> None:
    assert ascii_form(written) == form
    assert written_form(form) == written
    assert written_form(f".{form}") == f".{written}"


@pytest.mark.parametrize(
    "form",
    [
        "xn--938h.com",  # A smiling face.
        "xn--i-7iq.ws",  # A heart.
        "xn--strae-oqa.example",  # Sharp s: typed, it would be another name.
        "xn--.example",
        "xn--zzzzzzzzzzzz9.example",
        "xn--a.example",  # Decodes to a letter that needs no such form.
        "[IPv6:2001:db8::1]",
    ],
)
def test_what_could_not_be_typed_is_shown_as_it_is(form: str) -> None:
    assert written_form(form) == form


@given(st.from_regex(r"\A(xn--[a-z0-9-]{0,20}\.){1,3}[a-z]{2,5}\Z"))
def test_what_is_shown_leads_back(form: str) -> None:
    written = written_form(form)
    assert written == form or ascii_form(written) == form
    assert written.isprintable()


@given(st.text(max_size=80))
def test_no_text_is_too_strange_to_be_judged(text: str) -> None:
    try:
        form = ascii_form(text)
    except ValueError:
        return
    assert form.isascii()
