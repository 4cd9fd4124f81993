"""Which language a browser is spoken to in: chosen at the login, preferred, or its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from state.preferences import AUTOMATIC, Language, Preferences
from tests.web.browser import Browser
from tests.web.hosted import Hosted

LOGIN = ("admin", "ironport")
KOREAN_FIRST, ENGLISH_FIRST = "ko-KR,ko;q=0.9,en;q=0.8", "en-US,en;q=0.9,ko;q=0.8"
WORDS: dict[Language, str] = {"en": "Monitor > Overview", "ko": "모니터 > 개요"}
TO_KOREAN = "\r\x1b[B\x1b[B\r"
"""Opens the choice of the language, goes two lines down, and takes what is there."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    with Hosted(tmp_path_factory.mktemp("language") / "state") as hosted:
        yield hosted


def prefer(host: Hosted, preferences: Preferences) -> None:
    store = host.appliance.store
    store.preferences.set("admin", preferences, store.refresh().configuration)


def selected(page: str) -> list[str]:
    return re.findall(r'<option value="(\w*)" selected>', page)


@pytest.mark.parametrize(
    ("languages", "word"), [(KOREAN_FIRST, "자동"), (ENGLISH_FIRST, "Automatic"), ("", "Automatic")]
)
def test_the_login_is_in_the_language_of_the_browser(
    host: Hosted, languages: str, word: str
) -> None:
    _, _, page = Browser(host.port, languages=languages).request("GET", "/login")
    assert f'<option value="" selected>{word}</option>' in page
    assert selected(page) == [""]


def test_what_was_chosen_stays_after_a_wrong_passphrase(host: Hosted) -> None:
    browser = Browser(host.port, languages=ENGLISH_FIRST)
    fields = {"username": "nobody", "passphrase": "x", "language": "ko"}
    status, _, page = browser.request("POST", "/login", fields)
    assert status == 403
    assert selected(page) == ["ko"]
    assert "사용자 이름 또는 암호가 올바르지 않습니다." in page


@pytest.mark.parametrize(
    ("choice", "preferred", "languages", "spoken"),
    [
        ("en", "ko", KOREAN_FIRST, "en"),
        ("ko", "en", ENGLISH_FIRST, "ko"),
        ("", "ko", ENGLISH_FIRST, "ko"),
        ("", "en", KOREAN_FIRST, "en"),
        ("", None, KOREAN_FIRST, "ko"),
        ("", None, ENGLISH_FIRST, "en"),
        ("xx", None, KOREAN_FIRST, "ko"),
        ("", None, "", "en"),
    ],
)
def test_chosen_then_preferred_then_the_browsers(
    host: Hosted, choice: str, preferred: Language | None, languages: str, spoken: Language
) -> None:
    prefer(host, Preferences(language=preferred))
    browser = Browser(host.port, languages=languages)
    assert browser.log_in(*LOGIN, language=choice) == 303
    assert f'<html lang="{spoken}">' in browser.request("GET", "/dashboard")[2]
    with browser.line() as line:
        line.sees(WORDS[spoken])
    browser.request("POST", "/logout")


def test_preferences_in_a_browser_hold_here_and_everywhere(host: Hosted) -> None:
    prefer(host, AUTOMATIC)
    browser = Browser(host.port, languages=ENGLISH_FIRST)
    assert browser.log_in(*LOGIN, language="en") == 303
    with browser.line() as line:
        line.sees(WORDS["en"])
        line.type("o")
        line.sees("They belong to admin")
        line.type(TO_KOREAN)
        line.sees("한국어")
        line.type("\x13")
        line.sees(WORDS["ko"])
        # A page that is opened anew goes on in the language that the session has now.
        assert '<html lang="ko">' in browser.request("GET", "/dashboard")[2]
        with browser.line() as other:
            other.sees(WORDS["ko"])
    with browser.line() as line:
        line.sees(WORDS["ko"])
    assert host.appliance.store.preferences.of("admin") == Preferences(language="ko")
    browser.request("POST", "/logout")
    later = Browser(host.port, languages=ENGLISH_FIRST)
    assert later.log_in(*LOGIN, language="") == 303
    with later.line() as line:
        line.sees(WORDS["ko"])
