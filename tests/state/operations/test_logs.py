"""Log subscriptions: what they may be, and which lines they get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from state.errors import StateError
from state.logs.lines import LEVELS, Level
from state.logs.subscriptions import Router, is_log_name, subscription_of
from state.model.configuration import Configuration, Draft, Settings
from state.model.levels import machine
from state.model.logs import LogSettings, LogSubscription, factory_logs
from state.operations.logs import (
    MOST_SUBSCRIPTIONS,
    add_subscription,
    put_subscription,
    remove_subscription,
    set_frequency,
    set_headers,
)

MAIL_COPY = LogSubscription(type="IronPort Text Mail Logs", base="copy")


def draft() -> Draft:
    return Draft(Configuration(machines={"S": Settings()}), machine("S"))


def test_an_appliance_without_settings_has_those_of_the_factory() -> None:
    assert draft().logs == factory_logs()
    assert list(draft().logs.subscriptions) == sorted(draft().logs.subscriptions)


def test_a_new_log() -> None:
    changed = add_subscription(draft(), "copy", MAIL_COPY)
    assert changed.logs.subscriptions["copy"] == MAIL_COPY
    assert list(changed.logs.subscriptions) == sorted(changed.logs.subscriptions)
    with pytest.raises(StateError) as fault:
        add_subscription(changed, "copy", MAIL_COPY)
    assert fault.value.text == 'The log "copy" already exists.'


def test_a_log_that_is_removed() -> None:
    changed = remove_subscription(draft(), "mail_logs")
    assert "mail_logs" not in changed.logs.subscriptions
    with pytest.raises(StateError) as fault:
        remove_subscription(changed, "mail_logs")
    assert fault.value.text == 'The log "mail_logs" does not exist.'


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        ".hidden",
        "a b",
        "-x",
        "a\n",
        "a\0",
        "한글",
        "a" * 65,
        "a\u0660",
    ],
)
def test_names_become_directories_and_files(name: str) -> None:
    assert not is_log_name(name)
    with pytest.raises(StateError):
        add_subscription(draft(), name, MAIL_COPY)
    with pytest.raises(StateError):
        add_subscription(draft(), "copy", replace(MAIL_COPY, base=name))
    # However it came into the configuration.
    settings = LogSettings(subscriptions={name: MAIL_COPY})
    with pytest.raises(StateError, match="does not exist"):
        subscription_of(settings, name)
    assert Router(lambda: settings)("mail_logs", "Info") == ()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"max_bytes": 1}, "The value must be between 102400 and 104857600."),
        ({"max_bytes": 10**9}, "The value must be between 102400 and 104857600."),
        ({"max_files": 0}, "The value must be between 1 and 1000."),
    ],
)
def test_sizes(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(StateError) as fault:
        put_subscription(draft(), "mail_logs", replace(MAIL_COPY, **changes))
    assert fault.value.text == text
    assert fault.value.field == next(iter(changes))


def test_the_number_of_logs_is_bounded() -> None:
    changed = draft()
    for number in range(MOST_SUBSCRIPTIONS - len(changed.logs.subscriptions)):
        changed = add_subscription(changed, f"copy{number}", MAIL_COPY)
    with pytest.raises(StateError, match="No more than 100 logs"):
        add_subscription(changed, "one_more", MAIL_COPY)


def test_headers() -> None:
    assert set_headers(draft(), ["Subject", "X-Mailer", "subject"]).logs.headers == (
        "Subject",
        "X-Mailer",
    )
    for name in ("", "a b", "a:", "a\r\n", "é", "x" * 77):
        with pytest.raises(StateError, match="is not the name of a header"):
            set_headers(draft(), [name])
    with pytest.raises(StateError, match="No more than 50"):
        set_headers(draft(), [f"X-{number}" for number in range(51)])


def test_frequency() -> None:
    assert set_frequency(draft(), 10).logs.frequency == 10
    with pytest.raises(StateError, match="between 10 and 3600"):
        set_frequency(draft(), 9)


def routes(settings: LogSettings) -> dict[str, tuple[str, ...]]:
    route = Router(lambda: settings)
    return {name: tuple(route(name, "Info")) for name in factory_logs().subscriptions}


def test_each_line_goes_to_its_log() -> None:
    assert routes(factory_logs()) == {name: (name,) for name in factory_logs().subscriptions}


def test_copies_get_the_lines_of_their_type() -> None:
    changed = add_subscription(draft(), "copy", MAIL_COPY)
    changed = add_subscription(
        changed, "who", LogSubscription(type="Authentication Logs", base="w")
    )
    found = routes(changed.logs)
    assert found["mail_logs"] == ("copy", "mail_logs")
    assert found["error_logs"] == ("error_logs",)
    assert found["authentication"] == ("authentication", "who")


def test_a_log_that_was_removed_gets_nothing_but_its_copy_does() -> None:
    changed = add_subscription(draft(), "copy", MAIL_COPY)
    changed = remove_subscription(changed, "mail_logs")
    assert routes(changed.logs)["mail_logs"] == ("copy",)


@pytest.mark.parametrize("threshold", LEVELS)
def test_levels(threshold: Level) -> None:
    quiet = replace(factory_logs().subscriptions["mail_logs"], level=threshold)
    settings = put_subscription(draft(), "mail_logs", quiet).logs
    route = Router(lambda: settings)
    written = [level for level in LEVELS if route("mail_logs", level)]
    assert written == list(LEVELS[: LEVELS.index(threshold) + 1])


def test_settings_that_change_count_at_once() -> None:
    settings = [factory_logs(), remove_subscription(draft(), "mail_logs").logs]
    route = Router(lambda: settings[0])
    assert route("mail_logs", "Info") == ("mail_logs",)
    settings.pop(0)
    assert route("mail_logs", "Info") == ()
