"""Rewriting of addresses: which entry counts, and what a header becomes."""

from __future__ import annotations

import pytest

from state.model.listeners import AddressRewrite
from state.rewriting import Rewriter


def rewriter(prefix: str) -> Rewriter:
    tables = {
        "@": {
            "joe": "joe@users.example",
            "joe@example.com": "joseph@example.com",
            "joe@.example.com": "any@example.com",
            "@example.com": "@example.net",
            "@.example.com": "@example.org",
            "@.b.example.com": "@b.example",
            "@training": "@training.example",
        },
        "": {
            "example.com": "example.net",
            ".example.com": "example.org",
            "joe@old.example": "joseph@new.example",
            "ann@[192.0.2.1]": "ann@new.example",
        },
    }
    return Rewriter(
        {name: AddressRewrite(to=to) for name, to in tables[prefix].items()}, prefix=prefix
    )


@pytest.mark.parametrize(
    ("prefix", "address", "becomes"),
    [
        ("@", "Joe@Example.com", "joseph@example.com"),
        ("@", "joe@a.b.example.com", "any@example.com"),
        ("@", "joe@elsewhere.example", "joe@users.example"),
        ("@", "ann@example.com", "ann@example.net"),
        ("@", "Ann@a.example.com", "Ann@example.org"),
        ("@", "ann@a.b.example.com", "ann@b.example"),
        ("@", "ann@training", "ann@training.example"),
        ("@", "ann@example.org", "ann@example.org"),
        ("@", "", ""),
        ("", "ann@EXAMPLE.com", "ann@example.net"),
        ("", "ann@a.example.com", "ann@example.org"),
        ("", "ann@xexample.com", "ann@xexample.com"),
        ("", "joe@old.example", "joseph@new.example"),
        ("", "ann@old.example", "ann@old.example"),
        ("", "ann@[192.0.2.1]", "ann@new.example"),
        ("", "postmaster", "postmaster"),
    ],
)
def test_the_closest_entry_counts(prefix: str, address: str, becomes: str) -> None:
    assert rewriter(prefix).rewrite(address) == becomes


def test_addresses_in_chosen_fields_of_a_header() -> None:
    header = (
        b"From: Ann <ann@example.com>,\r\n\tbob@a.example.com\r\n"
        b"X-From: ann@example.com\r\n"
        b"to : ann@example.com\r\n"
        b"Subject: ann@example.com \xff\r\n"
    )
    assert rewriter("@").rewrite_header(header, frozenset({"from", "to"})) == (
        b"From: Ann <ann@example.net>,\r\n\tbob@example.org\r\n"
        b"X-From: ann@example.com\r\n"
        b"to : ann@example.net\r\n"
        b"Subject: ann@example.com \xff\r\n"
    )


@pytest.mark.parametrize("value", [b"a" * 120_000, b"a@" * 60_000, b"a@b" + b"-" * 120_000])
def test_hostile_headers_take_no_longer_than_others(value: bytes) -> None:
    # Quadratic searching would take minutes.
    header = b"From: " + value + b"\r\n"
    assert len(rewriter("@").rewrite_header(header, frozenset({"from"}))) >= len(header) // 2
