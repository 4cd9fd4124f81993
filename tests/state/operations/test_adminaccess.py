"""Administrative access: nothing locks everybody out, nothing disturbs a terminal."""

from __future__ import annotations

import pytest

from state.access import may_connect
from state.errors import StateError
from state.model.services import AccessMode
from state.operations.adminaccess import (
    check_entries,
    check_text,
    set_access,
    set_switch,
    set_text,
    set_timeouts,
)
from state.validation.configuration import new_faults
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()


@pytest.mark.parametrize(
    "text",
    ["192.0.2.1", "192.0.2.0/24", "192.0.2.1-192.0.2.9", "2001:db8::/32", "2001:db8::1, 10.0.0.1"],
)
def test_what_is_listed_may_connect(text: str) -> None:
    entries = check_entries(text)
    draft = set_access(DRAFT, "RESTRICT", entries)
    first = entries[0].partition("/")[0].partition("-")[0]
    assert may_connect(draft.adminaccess, first)
    assert not may_connect(draft.adminaccess, "198.51.100.1")
    assert list(new_faults(DRAFT, draft, key_source(KEYS))) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "host.example.com",
        "192.0.2.0/33",
        "192.0.2.9-192.0.2.1",
        "192.0.2.1-2001:db8::1",
        "1-2-3",
        "10.0.0.1,10.0.0.1",
        "10.0.0.1 10.0.0.2",
    ],
)
def test_entries_that_are_refused(text: str) -> None:
    with pytest.raises(StateError):
        check_entries(text)


def test_entries_that_are_there_are_refused() -> None:
    with pytest.raises(StateError, match="already"):
        check_entries("10.0.0.1", ["10.0.0.1"])
    with pytest.raises(StateError, match="1000"):
        check_entries("10.0.0.1", [f"192.0.2.1/{n}" for n in range(1000)])


@pytest.mark.parametrize("mode", ["RESTRICT", "PROXYONLY", "PROXY"])
def test_nobody_is_locked_out_by_an_empty_list(mode: AccessMode) -> None:
    with pytest.raises(StateError, match="At least one"):
        set_access(DRAFT, mode, ())
    assert set_access(DRAFT, "ALL", ()) == DRAFT


def test_texts() -> None:
    assert check_text("a\r\nb\r\n\n") == "a\nb"
    draft = set_text(set_text(DRAFT, "banner", "one"), "welcome", "two\n")
    assert (draft.adminaccess.banner, draft.adminaccess.welcome) == ("one", "two")
    assert set_text(set_text(draft, "banner", None), "welcome", None) == DRAFT
    for text in ("", " \n ", "\x1b[2J", "a\x00", "x" * 4097, "bell\a"):
        with pytest.raises(StateError):
            set_text(DRAFT, "banner", text)


def test_switches_and_timeouts() -> None:
    draft = set_switch(DRAFT, "csrf", False)
    assert not draft.adminaccess.csrf
    assert set_switch(draft, "csrf", True) == DRAFT
    changed = set_timeouts(DRAFT, webui=5, cli=1440).adminaccess
    assert (changed.webui_timeout, changed.cli_timeout) == (5, 1440)
    for webui, cli in ((4, 30), (30, 1441)):
        with pytest.raises(StateError):
            set_timeouts(DRAFT, webui=webui, cli=cli)
