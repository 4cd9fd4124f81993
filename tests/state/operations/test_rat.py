from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.errors import StateError
from state.model.listeners import RecipientAccess
from state.operations.ini import FileFault
from state.operations.rat import (
    add_entries,
    check_entry,
    clear_entries,
    delete_entry,
    edit_entry,
    recipients,
    replace_recipients,
)
from state.operations.rat_file import parse_recipients, render_recipients
from tests.state.operations.drafts import factory_draft

DRAFT = factory_draft()
NAME = "InboundMail"
YES, NO = RecipientAccess(), RecipientAccess(accept=False)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Example.COM ", "example.com"),
        (".Example.com", ".example.com"),
        ("Joe@Example.COM", "Joe@example.com"),
        ("postmaster@", "postmaster@"),
        ("[192.0.2.1]", "[192.0.2.1]"),
        ("[ipv6:2001:DB8::0]", "[IPv6:2001:db8::]"),
        ("joe@[192.0.2.1]", "joe@[192.0.2.1]"),
        ("all", "ALL"),
    ],
)
def test_entries_have_one_form(text: str, kept: str) -> None:
    assert check_entry(text) == kept
    assert check_entry(kept) == kept


@pytest.mark.parametrize(
    "text", ["", "a b", "@example.com", "[1.2.3]", "[192.0.2.1", "[::1]", "[]"]
)
def test_what_is_no_entry(text: str) -> None:
    with pytest.raises(StateError):
        check_entry(text)


def test_entries_come_change_and_go() -> None:
    draft = add_entries(DRAFT, NAME, ["A.example", "joe@"], NO)
    assert recipients(draft, NAME)["a.example"] == NO
    draft = edit_entry(draft, NAME, "JOE@".lower(), RecipientAccess(bypass_ldap=True))
    assert recipients(draft, NAME)["joe@"] == RecipientAccess(bypass_ldap=True)
    draft = delete_entry(delete_entry(draft, NAME, "a.example"), NAME, "joe@")
    assert recipients(draft, NAME) == recipients(DRAFT, NAME)


def test_all_stays_and_keeps_what_it_says() -> None:
    draft = edit_entry(DRAFT, NAME, "ALL", YES)
    assert recipients(clear_entries(draft, NAME), NAME) == {"ALL": YES}
    assert recipients(replace_recipients(DRAFT, NAME, {}), NAME) == {"ALL": NO}


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (lambda: add_entries(DRAFT, NAME, ["Example.com"], YES), 'The entry "example.com" is already in the table.'),
        (lambda: edit_entry(DRAFT, NAME, "a.example", YES), 'The entry "a.example" is not in the table.'),
        (lambda: delete_entry(DRAFT, NAME, "all"), "The entry ALL cannot be deleted."),
        (lambda: add_entries(DRAFT, "Gone", ["a.example"], YES), 'The listener "Gone" does not exist.'),
    ],
)  # fmt: skip
def test_what_is_refused(operation: Callable[[], object], text: str) -> None:
    with pytest.raises(StateError) as caught:
        operation()
    assert caught.value.text == text


_NAMES = st.sampled_from(
    ["example.com", ".example.com", "joe@", "Joe@example.com", "[192.0.2.1]", "joe@[192.0.2.1]"]
)
_ACCESS = st.builds(RecipientAccess, accept=st.booleans(), bypass_ldap=st.booleans())


@given(st.dictionaries(_NAMES, _ACCESS), _ACCESS)
def test_what_is_rendered_is_read_again(
    table: dict[str, RecipientAccess], everyone: RecipientAccess
) -> None:
    table["ALL"] = everyone
    assert parse_recipients(render_recipients(table).encode()) == table


@given(st.binary(max_size=100) | st.text("aAL .@[]1REJCT\n#", max_size=100))
def test_whatever_a_file_contains_it_is_read_or_refused(content: bytes | str) -> None:
    data = content.encode() if isinstance(content, str) else content
    try:
        table = parse_recipients(data)
    except FileFault:
        return
    assert "ALL" in table
