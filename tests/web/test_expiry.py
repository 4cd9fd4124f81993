"""A session that has expired is refused everywhere, and the person is told why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from esatui.web import codes
from state.journal import LOGOUT
from state.model.configuration import Draft
from tests.services.engines import commit, named
from tests.web.browser import Browser
from tests.web.hosted import Hosted

LIMIT = 30
"""Minutes without input that the factory allows."""
LOGIN = ("admin", "ironport")
LEAVE = "\x11"
"""Ctrl-Q."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    with Hosted(tmp_path_factory.mktemp("expiry") / "state") as hosted:
        yield hosted


@pytest.fixture
def browser(host: Hosted) -> Browser:
    """Somebody who has logged in."""
    found = Browser(host.port)
    assert found.log_in(*LOGIN) == 303
    return found


@pytest.mark.parametrize("looked", [True, False], ids=["swept", "asked first"])
def test_the_page_leads_to_the_login_which_says_why(
    host: Hosted, browser: Browser, looked: bool
) -> None:
    host.pass_time(LIMIT)
    if looked:
        host.look()
    status, headers, _ = browser.request("GET", "/dashboard")
    assert (status, headers["location"]) == (303, "/login?expired")
    # The cookie is taken away: it is said once.
    assert headers["set-cookie"].startswith("__Host-esatui=; ")
    assert "Max-Age=0" in headers["set-cookie"]
    status, _, page = browser.request("GET", "/login?expired")
    assert status == 200
    assert codes.EXPIRED_TEXT in page
    browser.cookie = ""
    assert browser.request("GET", "/dashboard")[1]["location"] == "/login"


@pytest.mark.parametrize("looked", [True, False], ids=["swept", "asked first"])
def test_the_socket_is_refused(host: Hosted, browser: Browser, looked: bool) -> None:
    host.pass_time(LIMIT)
    if looked:
        host.look()
    with browser.line() as line:
        line.ends()
        assert (line.refused, line.drawn) == (403, b"")
    # Asking has not brought it back.
    assert browser.request("GET", "/dashboard")[1]["location"] == "/login?expired"


def test_an_open_terminal_is_closed_with_its_code(host: Hosted, browser: Browser) -> None:
    with browser.line() as line:
        line.sees("Overview")
        host.pass_time(LIMIT)
        host.look()
        assert line.ends() == codes.EXPIRED
    with browser.line() as line:
        line.ends()
        assert line.refused == 403
    events, _ = host.appliance.store.journal.read()
    assert [event for event in events if event.type == LOGOUT and event.data["kind"] == "gui"]


def test_a_key_that_comes_too_late_does_nothing(host: Hosted, browser: Browser) -> None:
    with browser.line() as line:
        line.sees("Overview")
        host.pass_time(LIMIT)
        line.type("2")
        assert line.ends() == codes.EXPIRED
        assert b"Network > Certificates" not in line.drawn


def test_who_types_stays(host: Hosted, browser: Browser) -> None:
    with browser.line() as line:
        line.sees("Overview")
        for key, title in (("2", "Certificates"), ("3", "Listeners"), ("5", "IP Interfaces")):
            # Together more than the limit, each with room for a machine that is busy.
            host.pass_time(LIMIT * 0.6)
            host.look()
            line.type(key)
            line.sees(f"Network > {title}")
    assert browser.request("GET", "/dashboard")[0] == 200


def test_a_shorter_time_counts_as_soon_as_it_is_committed(host: Hosted, browser: Browser) -> None:
    def minutes(number: int) -> None:
        def edit(draft: Draft) -> Draft:
            return draft.write(
                adminaccess=dataclasses.replace(draft.adminaccess, webui_timeout=number)
            )

        commit(host.appliance, edit)

    with browser.line() as line:
        line.sees("Overview")
        minutes(5)
        host.pass_time(5)
        host.look()
        assert line.ends() == codes.EXPIRED
    minutes(LIMIT)


def test_what_was_pending_is_gone_with_the_session(host: Hosted, browser: Browser) -> None:
    store = host.appliance.store
    with browser.line() as line:
        line.sees("No changes")
        host.submit(named("lost.example.com"))
        line.type("9")
        line.sees("lost.example.com")
        assert len(store.pending()) == 1
        host.pass_time(LIMIT)
        host.look()
        assert line.ends() == codes.EXPIRED
    assert store.logins() == ()
    assert store.pending() == ()
    assert b"lost.example.com" not in (store.directory / "running.toml").read_bytes()


def test_a_dashboard_that_was_left_is_opened_again_as_it_was(
    host: Hosted, browser: Browser
) -> None:
    store = host.appliance.store
    with browser.line() as line:
        line.sees("No changes")
        host.submit(named("kept.example.com"))
        line.type("9")
        line.sees("kept.example.com")
        # Nothing is lost by leaving, so nothing is asked.
        line.type(LEAVE)
        assert line.ends() == codes.LEFT
    assert len(store.pending()) == len(store.logins()) == 1
    assert browser.request("GET", "/dashboard")[0] == 200
    with browser.line() as line:
        line.sees("Commit Changes (1)")
        line.type("9")
        line.sees("kept.example.com")
        line.type(LEAVE)
        assert line.ends() == codes.LEFT
    status, headers, _ = browser.request("POST", "/logout")
    assert (status, headers["location"]) == (303, "/login?left")
    assert store.pending() == ()
    assert store.logins() == ()
    assert browser.request("GET", "/dashboard")[1]["location"].startswith("/login")


def test_who_does_not_come_back_is_logged_out(host: Hosted, browser: Browser) -> None:
    store = host.appliance.store
    with browser.line() as line:
        line.sees("Overview")
        host.submit(named("lost.example.com"))
        line.type(LEAVE)
        assert line.ends() == codes.LEFT
    host.pass_time(LIMIT)
    host.look()
    assert store.pending() == ()
    assert store.logins() == ()


def test_other_ends_have_other_codes(host: Hosted, browser: Browser) -> None:
    with browser.line() as first:
        first.sees("Overview")
        with browser.line() as second:
            second.sees("Overview")
            assert first.ends() == codes.ELSEWHERE
            assert browser.request("POST", "/logout")[0] == 303
            assert second.ends() == codes.LOGGED_OUT
    assert browser.log_in(*LOGIN) == 303
    with browser.line() as line:
        line.sees("Overview")
        disable(host, there=False)
        line.type("2")
        assert line.ends() == codes.CHANGED
    disable(host, there=True)


def disable(host: Hosted, *, there: bool) -> None:
    """Commit whether the administrator may log in."""

    def edit(draft: Draft) -> Draft:
        users = draft.users
        admin = dataclasses.replace(users.accounts["admin"], enabled=there)
        accounts = {**users.accounts, "admin": admin}
        return draft.write(users=dataclasses.replace(users, accounts=accounts))

    commit(host.appliance, edit)


def test_the_page_has_a_reason_for_each_code_in_both_languages(host: Hosted) -> None:
    for language, text in (("en", codes.EXPIRED_TEXT), ("ko", "세션이 만료되었습니다.")):
        browser = Browser(host.port)
        assert browser.log_in(*LOGIN, language=language) == 303
        _, _, page = browser.request("GET", "/dashboard")
        assert text in page
        for code in codes.REASONS:
            assert f"-reason-{code}" in page
