"""The dashboard in a browser, over real TLS: who gets in, and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.web.browser import Browser
from tests.web.served import served


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The HTTPS port of an appliance that is served by the real program."""
    with served(tmp_path_factory.mktemp("web") / "state") as ports:
        yield ports.https


def test_the_dashboard_is_drawn_for_who_has_logged_in(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "ironport") == 303
    status, headers, page = browser.request("GET", "/dashboard")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not re.search(r"https?://(?!127\.0\.0\.1)", page)
    drawn = browser.screen(b"Overview")
    assert isinstance(drawn, bytes)


def test_the_cookie_is_for_this_place_alone(port: int) -> None:
    browser = Browser(port)
    fields = {"username": "admin", "passphrase": "ironport", "language": "en"}
    _, headers, _ = browser.request("POST", "/login", fields)
    for word in ("Secure", "HttpOnly", "SameSite=Strict"):
        assert word in headers["set-cookie"]


def test_without_a_login_there_is_neither_page_nor_socket(port: int) -> None:
    stranger = Browser(port)
    status, headers, _ = stranger.request("GET", "/dashboard")
    assert (status, headers["location"]) == (303, "/login")
    assert stranger.screen(b"never") == 403


def test_a_wrong_passphrase_gets_no_session(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "wrong") == 403
    assert browser.screen(b"never") == 403


def test_a_page_from_elsewhere_can_neither_log_in_nor_open_the_socket(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "ironport", origin="https://evil.example") == 403
    assert browser.log_in("admin", "ironport") == 303
    assert browser.screen(b"never", origin="https://evil.example") == 403


def test_after_logging_out_the_cookie_is_worth_nothing(port: int) -> None:
    browser = Browser(port)
    browser.log_in("admin", "ironport")
    kept = browser.cookie
    assert browser.request("POST", "/logout")[0] == 303
    browser.cookie = kept
    assert browser.screen(b"never") == 403
