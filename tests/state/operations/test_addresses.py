from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.errors import StateError
from state.operations.addresses import NOT_LOOPBACK, check_ipv4, check_ipv6, check_netmask
from state.operations.domains import BAD_IP, BAD_IPV4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The value cannot be blank."),
        ("1.2.3", BAD_IPV4),
        ("1.2.3.4.5", BAD_IPV4),
        ("1.2.3.256", BAD_IPV4),
        ("1.2.3.4/24", BAD_IPV4),
        ("01.2.3.4", BAD_IPV4),
        ("host.example.com", BAD_IPV4),
        ("127.0.0.1", NOT_LOOPBACK),
        ("0.1.2.3", NOT_LOOPBACK),
    ],
)
def test_bad_ipv4(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        check_ipv4(text)
    assert (caught.value.text, caught.value.field) == (message, "ip")


@pytest.mark.parametrize("text", ["::1", "::", "ff02::1", "fe80::1%eth0", "1::2::3", "192.0.2.1"])
def test_bad_ipv6(text: str) -> None:
    with pytest.raises(StateError) as caught:
        check_ipv6(text)
    assert (caught.value.text, caught.value.field) == (BAD_IP, "ipv6")


def test_addresses_are_kept_in_one_form() -> None:
    assert check_ipv4(" 192.168.42.42 ") == "192.168.42.42"
    assert check_ipv6("2001:DB8:0:0::0005") == "2001:db8::5"


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("24", 24),
        ("0", 0),
        ("32", 32),
        ("255.255.255.0", 24),
        ("255.255.255.255", 32),
        ("0x00000000", 0),
        ("0xffffff00", 24),
        ("0XFF000000", 8),
    ],
)
def test_netmasks(text: str, prefix: int) -> None:
    assert check_netmask(text) == prefix


@pytest.mark.parametrize(
    "text", ["33", "-1", "255.0.255.0", "0xffff00ff", "0x1ffffffff", "0xzz", "255.255", "x", ""]
)
def test_bad_netmasks(text: str) -> None:
    with pytest.raises(StateError) as caught:
        check_netmask(text)
    assert caught.value.field == "prefix"


@given(st.integers(0, 32))
def test_every_form_of_a_netmask_is_the_same(prefix: int) -> None:
    mask = (0xFFFFFFFF << (32 - prefix)) & 0xFFFFFFFF
    dotted = ".".join(str(mask >> shift & 255) for shift in (24, 16, 8, 0))
    assert check_netmask(dotted) == check_netmask(hex(mask)) == prefix
