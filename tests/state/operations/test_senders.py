from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.certificates.names import HOSTNAME_RULES
from state.errors import StateError
from state.operations.domains import BAD_IP
from state.operations.senders import BAD_ADDRESS, check_recipients, check_systems

BLANK = "The value cannot be blank."


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("example.com", ("example.com",)),
        (" .Example.COM ,, example.com, example.com", (".example.com", "example.com")),
        ("192.168.1.1", ("192.168.1.1",)),
        ("192.168.1.9/24", ("192.168.1.0/24",)),
        ("192.168., 10.", ("192.168.", "10.")),
        ("10.1.1.10-20", ("10.1.1.10-10.1.1.20",)),
        ("10.1.1.10-10.1.2.20", ("10.1.1.10-10.1.2.20",)),
        ("2001:DB8::1, 2001:db8::/32", ("2001:db8::1", "2001:db8::/32")),
    ],
)
def test_systems(text: str, systems: tuple[str, ...]) -> None:
    assert check_systems(text) == systems
    assert check_systems(",".join(systems)) == systems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", BLANK),
        (" , ,", BLANK),
        ("256.1.1.1", BAD_IP),
        ("300.", BAD_IP),
        ("10.1.1.1/33", BAD_IP),
        ("10.1.1.20-10", BAD_IP),
        ("10.1.1.1-", BAD_IP),
        ("1-2-3", BAD_IP),
        ("::/129", BAD_IP),
        ("1::2::3", BAD_IP),
        ("bad host", HOSTNAME_RULES),
        ("example.com, -x.com", HOSTNAME_RULES),
        ("user@example.com", HOSTNAME_RULES),
        ("1" * 200_000 + "x", HOSTNAME_RULES),
    ],
)
def test_bad_systems(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        check_systems(text)
    assert caught.value.text == message


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("Example.com", ("example.com",)),
        (".example.com, postmaster@", (".example.com", "postmaster@")),
        ("Joe.Doe+x@Example.COM", ("Joe.Doe+x@example.com",)),
        ("joe@[1.2.3.4]", ("joe@[1.2.3.4]",)),
        ("j" * 64 + "@", ("j" * 64 + "@",)),
        ("all, ALL", ("ALL",)),
    ],
)
def test_recipients(text: str, recipients: tuple[str, ...]) -> None:
    assert check_recipients(text) == recipients


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", BLANK),
        ("@example.com", BAD_ADDRESS),
        ("joe@-x.com", BAD_ADDRESS),
        ("joe@[1.2.3.400]", BAD_ADDRESS),
        ("joe doe@example.com", BAD_ADDRESS),
        (".joe@example.com", BAD_ADDRESS),
        ("j" * 65 + "@example.com", BAD_ADDRESS),
        ("joe@" + "example." * 31 + "com", BAD_ADDRESS),
        ("bad host", HOSTNAME_RULES),
    ],
)
def test_bad_recipients(text: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        check_recipients(text)
    assert caught.value.text == message


def test_an_answer_has_its_limits() -> None:
    with pytest.raises(StateError, match="At most 10000 entries"):
        check_systems(",".join(f"h{number}.example" for number in range(10_001)))


@given(st.text(alphabet="0123456789abcdefx.:/-@[], %", max_size=60))
def test_what_is_accepted_stays_the_same(text: str) -> None:
    for check in (check_systems, check_recipients):
        try:
            found = check(text)
        except StateError:
            continue
        assert check(",".join(found)) == found
