"""Names of certificates: the comparison, and the algorithms Verify and Hosted Verify."""

from __future__ import annotations

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from state.certificates.certificate import Certificate
from state.certificates.matching import (
    ascii_name,
    certificate_covers,
    hosted_matches,
    name_matches,
    names_equal,
    verify_matches,
)
from state.certificates.peer_names import PeerNames
from tests.state.certificates.authority import Extension, Wish, ec_key, issue


def certificate(common_name: str, *dns_names: str, email: str = "") -> Certificate:
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in dns_names]
    names += [x509.RFC822Name(email)] if email else []
    extensions: list[Extension] = []
    if names:
        extensions = [(x509.SubjectAlternativeName(names), False)]
    return issue(common_name, wish=Wish(key=ec_key(1), ca=False, extensions=extensions)).certificate


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("mail.example.com", "mail.example.com", True),
        ("Mail.Example.COM", "mAIL.eXAMPLE.com", True),
        ("mail.example.com.", "mail.example.com", True),
        ("mail.example.com", "mail.example.com.", True),
        ("*.example.com", "mail.example.com", True),
        ("*.example.com", "MAIL.example.com.", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "*.example.com", False),
        ("mail.example.com", "*.example.com", False),
        ("m*.example.com", "mail.example.com", False),
        ("*mail.example.com", "xmail.example.com", False),
        ("mail.*.com", "mail.example.com", False),
        ("*.*.com", "mail.example.com", False),
        ("*", "com", False),
        ("*", "", False),
        ("*.", "com", False),
        ("", "", False),
        (".", ".", False),
        ("example.com", "notexample.com", False),
        ("example.com\0.evil.org", "example.com", False),
        ("example.com", "example.com\0.evil.org", False),
        ("xn--9n2bp8q.example", "메일.example", False),
        ("xn--h32bq4v.example", "메일.example", True),
        ("메일.example", "xn--h32bq4v.example", True),
        ("*.xn--h32bq4v.example", "mx.메일.example", True),
        ("bücher.example", "BÜCHER.example", True),
        ("xn--bcher-kva.example", "bücher.example", True),
        ("mail。example。com", "mail.example.com", True),
        ("ma il.example.com", "ma il.example.com", False),
        ("_dmarc.example.com", "_dmarc.example.com", True),
        ("-a.example.com", "-a.example.com", False),
        ("a" * 64 + ".example.com", "a" * 64 + ".example.com", False),
    ],
)
def test_comparison(pattern: str, name: str, covered: bool) -> None:
    assert name_matches(pattern, name) is covered


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_compared(one: str, other: str) -> None:
    name_matches(one, other)
    assert names_equal(one, other) is names_equal(other, one)
    plain = ascii_name(one)
    assert plain.isascii()
    assert ascii_name(plain) == plain


@pytest.mark.parametrize(
    ("presented", "ptr", "verifies"),
    [
        # Step 2: a SAN is the email domain, or a wildcard that covers it.
        (certificate("x", "example.com"), None, True),
        (certificate("x", "other.org", "example.com"), None, True),
        (certificate("x", "*.com"), None, True),
        (certificate("x", "*.example.com"), None, False),
        # The hostname of the exchanger is not looked at.
        (certificate("x", "mx.example.com"), None, False),
        (certificate("mx.example.com"), None, False),
        # Step 3: the CN is the email domain, whatever the SANs are; no wildcards.
        (certificate("example.com"), None, True),
        (certificate("EXAMPLE.com", "other.org"), None, True),
        (certificate("*.com"), None, False),
        # Step 4: the CN is the confirmed PTR hostname; SANs do not count here.
        (certificate("mx.example.com"), "mx.example.com", True),
        (certificate("mx.example.com", "other.org"), "MX.example.com.", True),
        (certificate("x", "mx.example.com"), "mx.example.com", False),
        (certificate("*.example.com"), "mx.example.com", False),
        (certificate("mx.example.com"), "other.example.com", False),
    ],
)
def test_verify(presented: Certificate, ptr: str | None, verifies: bool) -> None:
    names = PeerNames(domain="example.com", ptr_host=ptr, mx_hosts=("mx.example.com",))
    assert verify_matches(presented, names) is verifies


@pytest.mark.parametrize(
    ("presented", "routes", "verifies"),
    [
        (certificate("x", "example.com"), (), True),
        (certificate("x", "*.com"), (), True),
        (certificate("x", "mx.provider.net"), (), True),
        (certificate("x", "*.provider.net"), (), True),
        (certificate("x", "mx2.provider.net"), (), True),
        (certificate("x", "mx3.provider.net"), (), False),
        # With SANs the CN is ignored, without it counts, wildcards included.
        (certificate("example.com", "other.org"), (), False),
        (certificate("example.com"), (), True),
        (certificate("*.provider.net"), (), True),
        (certificate("mx.provider.net", email="a@b.example"), (), True),
        # With an SMTP route its hostnames take the place of those of the MX records.
        (certificate("x", "relay.example.org"), ("relay.example.org",), True),
        (certificate("x", "mx.provider.net"), ("relay.example.org",), False),
        (certificate("x", "example.com"), ("relay.example.org",), True),
    ],
)
def test_hosted_verify(presented: Certificate, routes: tuple[str, ...], verifies: bool) -> None:
    names = PeerNames(
        domain="example.com",
        ptr_host="ptr.provider.net",
        mx_hosts=("mx.provider.net", "mx2.provider.net"),
        route_hosts=routes,
    )
    assert hosted_matches(presented, names) is verifies


def test_the_ptr_hostname_is_nothing_for_hosted_domains() -> None:
    names = PeerNames(domain="example.com", ptr_host="mx.example.net")
    assert not hosted_matches(certificate("mx.example.net"), names)


def test_no_names_cover_nothing() -> None:
    nameless = certificate("x")
    assert not certificate_covers(nameless, ["", "example.com"])
