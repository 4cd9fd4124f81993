from __future__ import annotations

import pytest

from state.factory import inbound_listener
from state.model.listeners import Listener, RecipientAccess
from state.rat import RecipientTable

YES = RecipientAccess()
NO = RecipientAccess(accept=False)
TABLE = RecipientTable(
    {
        "joe@example.com": NO,
        "Joe@example.org": NO,
        "abuse@": RecipientAccess(bypass_ldap=True),
        "example.com": YES,
        ".example.com": NO,
        ".lab.example.com": YES,
        "[192.0.2.1]": YES,
        "joe@[192.0.2.2]": YES,
        "ALL": NO,
    }
)


@pytest.mark.parametrize(
    ("recipient", "accept", "entry"),
    [
        ("ann@example.com", True, "example.com"),
        ("ann@Example.COM.", True, "example.com"),
        ("joe@example.com", False, "joe@example.com"),
        ("JOE@EXAMPLE.COM", False, "joe@example.com"),
        ("joe@example.org", False, "Joe@example.org"),
        ("abuse@elsewhere.example", True, "abuse@"),
        ("Abuse@a.example.com", True, "abuse@"),
        ("abuse", True, "abuse@"),
        ("postmaster", False, "ALL"),
        ("ann@a.example.com", False, ".example.com"),
        ("ann@b.lab.example.com", True, ".lab.example.com"),
        ("ann@lab.example.com", False, ".example.com"),
        ("ann@[192.0.2.1]", True, "[192.0.2.1]"),
        ("joe@[192.0.2.2]", True, "joe@[192.0.2.2]"),
        ("ann@[192.0.2.2]", False, "ALL"),
        ("ann@other.example", False, "ALL"),
        ("all", False, "ALL"),
        ("x@ALL", False, "ALL"),
        ("", False, "ALL"),
    ],
)
def test_the_closest_entry_counts(recipient: str, accept: bool, entry: str) -> None:
    match = TABLE.check(recipient)
    assert (match.accept, match.entry) == (accept, entry)


def test_ldap_can_be_passed_by() -> None:
    assert TABLE.check("abuse@example.com").bypass_ldap
    assert not TABLE.check("ann@example.com").bypass_ldap


def test_a_table_without_all_rejects() -> None:
    assert RecipientTable({}).check("ann@example.com").accept is False


def test_tables_of_listeners() -> None:
    assert RecipientTable.of(inbound_listener()).check("ann@example.com").accept
    assert not RecipientTable.of(inbound_listener()).check("ann@other.example").accept
    private = Listener(type="private", interface="Management")
    assert RecipientTable.of(private).check("ann@other.example").accept
