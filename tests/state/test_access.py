"""Addresses that may connect."""

import pytest

from state.access import may_connect
from state.model.services import AccessMode, AdminAccess

ALLOWED = (
    "192.168.42.10",
    "10.0.0.0/8",
    "172.16.0.5-172.16.0.9",
    "172.16.1.5-9",
    "2001:db8::/32",
    "2001:db9::1-2001:db9::5",
)


@pytest.mark.parametrize("mode", ["RESTRICT", "PROXYONLY", "PROXY"])
@pytest.mark.parametrize(
    ("remote", "allowed"),
    [
        ("192.168.42.10", True),
        ("192.168.42.11", False),
        ("::ffff:192.168.42.10", True),
        ("10.255.0.1", True),
        ("172.16.0.4", False),
        ("172.16.0.5", True),
        ("172.16.0.9", True),
        ("172.16.0.10", False),
        ("172.16.1.9", True),
        ("172.16.1.10", False),
        ("2001:db8::1", True),
        ("2001:db9::3", True),
        ("2001:db9::6", False),
        ("fe80::1%eth0", False),
        ("", False),
        ("nowhere", False),
    ],
)
def test_listed_addresses(mode: AccessMode, remote: str, allowed: bool) -> None:
    settings = AdminAccess(mode=mode, allowed=ALLOWED)
    assert may_connect(settings, remote) is allowed


def test_everybody_in_mode_all() -> None:
    assert may_connect(AdminAccess(allowed=("192.168.42.10",)), "10.1.1.1")


@pytest.mark.parametrize(
    "entry", ["", "-", "nonsense", "10.0.0.9-10.0.0.1", "10.0.0.1-", "10.0.0.1-::5", "1-5", "/8"]
)
def test_nonsense_allows_nobody(entry: str) -> None:
    assert not may_connect(AdminAccess(mode="RESTRICT", allowed=(entry,)), "10.0.0.1")
