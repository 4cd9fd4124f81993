from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.certificates.names import HOSTNAME_RULES
from state.errors import StateError
from state.operations.domains import BAD_IP, BAD_IPV4, check_domain


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.Com", "example.com"),
        (" example.com ", "example.com"),
        (".example.com", ".example.com"),
        ("localhost", "localhost"),
        ("a_b.example.com", "a_b.example.com"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        (".bücher.example", ".xn--bcher-kva.example"),
        ("한국.kr", "xn--3e0b707e.kr"),
        ("日本。jp", "xn--wgv71a.jp"),
        ("ＷＩＤＥ.example", "wide.example"),
        ("xn--938h.example", "xn--938h.example"),
        ("192.0.2.1", "[192.0.2.1]"),
        ("[192.0.2.1]", "[192.0.2.1]"),
        ("[2001:DB8::0:1]", "[IPv6:2001:db8::1]"),
        ("[ipv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        (f"{'a' * 63}.example", f"{'a' * 63}.example"),
    ],
)
def test_accepted(text: str, domain: str) -> None:
    assert check_domain(text) == domain
    assert check_domain(domain) == domain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The value cannot be blank."),
        (".", HOSTNAME_RULES),
        ("..example.com", HOSTNAME_RULES),
        ("example..com", HOSTNAME_RULES),
        ("example.com.", HOSTNAME_RULES),
        ("-example.com", HOSTNAME_RULES),
        ("example-.com", HOSTNAME_RULES),
        ("exa mple.com", HOSTNAME_RULES),
        ("user@example.com", HOSTNAME_RULES),
        ("*.example.com", HOSTNAME_RULES),
        (f"{'a' * 64}.example", HOSTNAME_RULES),
        ("a." * 127 + "example", HOSTNAME_RULES),
        ("a" * 100_000, HOSTNAME_RULES),
        ("é" * 2000, HOSTNAME_RULES),
        ("straße.example", HOSTNAME_RULES),
        ("a\u200db.example", HOSTNAME_RULES),
        ("\U0001f642.com", HOSTNAME_RULES),
        ("i\u2764.example", HOSTNAME_RULES),
        ("\u2603.example", HOSTNAME_RULES),
        ("a\u00b7b.example", HOSTNAME_RULES),
        ("한글 나라", HOSTNAME_RULES),
        ("\u2488com", HOSTNAME_RULES),
        ("a\x00b", HOSTNAME_RULES),
        ("example.com\x1b[2J", HOSTNAME_RULES),
        ("[192.0.2.256]", BAD_IPV4),
        ("192.0.2.999", BAD_IPV4),
        ("[192.0.2.1", BAD_IPV4),
        ("[example.com]", BAD_IPV4),
        ("[]", BAD_IPV4),
        ("[IPv6:2001:db8::1::2]", BAD_IP),
        ("[fe80::1%eth0]", BAD_IP),
        ("[2001:db8::1", BAD_IP),
        ("default", 'The domain cannot be "default".'),
        ("ALL", 'The domain cannot be "all".'),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        check_domain(text)
    assert caught.value.text == message
    assert caught.value.field == "domain"


@given(st.text(max_size=300))
def test_what_is_accepted_is_ascii_lower_case_and_stays_the_same(text: str) -> None:
    try:
        domain = check_domain(text)
    except StateError:
        return
    assert domain.isascii()
    assert domain == domain.lower() or domain.startswith("[IPv6:")
    assert check_domain(domain) == domain
