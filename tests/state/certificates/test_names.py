"""Names of profiles and hosts."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from state.certificates.names import (
    check_hostname,
    check_profile_name,
    is_dns_name,
    is_fqdn,
    is_hostname,
    names_fully_qualified,
    valid_profile_name,
)
from state.errors import StateError
from tests.state.certificates.authority import Wish, issue, name


@pytest.mark.parametrize("good", ["partner.com", "a", "A_b-c.1", "Demo", "-", "x" * 255])
def test_profile_names(good: str) -> None:
    assert valid_profile_name(good)
    check_profile_name(good)


@pytest.mark.parametrize(
    "bad", ["", "a b", "a/b", "../x", "파트너", "a\n", "a$", "x" * 256, "é", "a\x00"]
)
def test_symbols_in_profile_names(bad: str) -> None:
    assert not valid_profile_name(bad)
    with pytest.raises(StateError) as caught:
        check_profile_name(bad)
    assert caught.value.text == "Symbols are not allowed in the certificate profile name."
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    "good", ["a", "mail.example.com", "under_score.example.com", "1.2", "a" * 63]
)
def test_hostnames(good: str) -> None:
    assert is_hostname(good)
    check_hostname(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "-a",
        "a-",
        "_a.com",
        "a b",
        "a" * 64,
        "메일.kr",
        "a\n",
        ".".join(["a" * 63] * 4),
    ],
)
def test_bad_hostnames(bad: str) -> None:
    assert not is_hostname(bad)
    with pytest.raises(StateError) as caught:
        check_hostname(bad)
    assert caught.value.text == (
        "A hostname is a string that must match the following rules:\n"
        " - A label is made of letters, numbers, dashes and underscores.\n"
        " - The first and last character of a label must be a letter or a number.\n"
        " - A hostname has one or more labels separated by periods."
    )


@pytest.mark.parametrize(
    ("text", "dns_name", "fqdn"),
    [
        ("mail.example.com", True, True),
        ("mail.example.com.", False, True),
        ("*.example.com", True, True),
        ("*.com", True, False),
        ("xn--oy2b35ckwhba574atvuzkc.com", True, True),
        ("localhost", True, False),
        ("a_b.example.com", False, False),
        ("a.*.example.com", False, False),
        ("*a.example.com", False, False),
        ("*", False, False),
        ("*.", False, False),
        ("", False, False),
        (".", False, False),
        ("192.168.42.42", False, False),
        ("example.1", True, False),
        ("Example Root", False, False),
        ("mail.example.com\n", False, False),
        (".".join(["a" * 63] * 4), False, False),
    ],
)
def test_dns_names_and_qualified_ones(text: str, dns_name: bool, fqdn: bool) -> None:
    assert is_dns_name(text) is dns_name
    assert is_fqdn(text) is fqdn


@pytest.mark.parametrize(
    ("common_name", "dns_names", "expected"),
    [
        ("mail.example.com", [], True),
        ("mail.example.com", ["mx.example.com", "*.example.com"], True),
        ("mail.example.com", ["localhost"], False),
        ("Example", ["mail.example.com"], False),
        ("", ["mail.example.com"], True),
        ("", [], False),
    ],
)
def test_names_of_a_certificate(common_name: str, dns_names: list[str], expected: bool) -> None:
    subject = name((NameOID.COMMON_NAME, common_name)) if common_name else x509.Name([])
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in dns_names])
    wish = Wish(extensions=[(names, False)] if dns_names else [])
    assert names_fully_qualified(issue(subject, wish=wish).certificate) is expected
