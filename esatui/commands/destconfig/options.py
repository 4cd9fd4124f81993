"""The `name=value` options of the batch form (CLI reference, 4.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from esatui.batch import InvalidArguments, option_lines, parse_options
from state.errors import StateError
from state.model.configuration import View
from state.model.destinations import DefaultDestination, Destination
from state.operations.bounces import check_profile
from state.operations.destination_words import (
    BOUNCE_VERIFICATION,
    DANE,
    IP_SORT,
    LIMIT_APPLY,
    LIMIT_TYPE,
    TLS,
    TLS_ALERT,
    Words,
)
from state.operations.destinations import CONCURRENCY, MESSAGES, MINUTES, RECIPIENTS
from state.operations.values import NumberRange

DEFAULT: Final = "default"
"""The value that takes a setting of a domain back to that of the default entry."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: the field that it sets, how its value is read, and what it may be."""

    field: str
    parse: Callable[[str], Any]
    values: str


def _word(name: str, words: Words[Any]) -> Option:
    """Return an option whose value is one of some words."""

    def parse(text: str) -> Any:
        try:
            return words.parse(text)
        except StateError as error:
            raise InvalidArguments(f"{name}: {error.text}") from error

    return Option(words.field, parse, "|".join(words.written.values()))


def _number(field: str, numbers: NumberRange) -> Option:
    return Option(field, numbers.parse, f"{numbers.low}-{numbers.high}")


OPTIONS: Final[Mapping[str, Option]] = {
    "concurrency_limit": _number("concurrency", CONCURRENCY),
    "concurrency_limit_type": _word("concurrency_limit_type", LIMIT_TYPE),
    "concurrency_limit_apply": _word("concurrency_limit_apply", LIMIT_APPLY),
    "max_messages_per_connection": _number("messages_per_connection", MESSAGES),
    "recipient_limit_minutes": _number("recipient_minutes", MINUTES),
    "recipient_limit": _number("recipient_limit", RECIPIENTS),
    "use_tls": _word("use_tls", TLS),
    "use_dane": _word("use_dane", DANE),
    "bounce_profile": Option("bounce_profile", str, "profile"),
    "bounce_verification": _word("bounce_verification", BOUNCE_VERIFICATION),
    "ip_sort_pref": _word("ip_sort_pref", IP_SORT),
}

OPTION_LINES: Final = (
    *option_lines({name: option.values for name, option in OPTIONS.items()}),
    f"<option>={DEFAULT} (new and edit: as the default entry)",
)
"""The options as `help` and the manual list them."""

TLS_ALERT_OPTION: Final = _word("send_tls_req_alert", TLS_ALERT)

_NEEDS: Final = {
    "recipient_limit_minutes": ("recipient_limit", ("recipient_limit",)),
    "concurrency_limit_type": ("concurrency_limit", ("concurrency", "recipient_limit")),
    "concurrency_limit_apply": ("concurrency_limit", ("concurrency", "recipient_limit")),
}
"""Option to the option that it says something about, and the fields of which one must be set."""


def with_options(view: View, entry: Destination, words: Sequence[str]) -> Destination:
    """Return the entry of a domain with the options in `words`.

    Raises `StateError` for an unknown option, a value that is not accepted, and an option that
    would have no effect because what it refers to is not set.
    """
    given = parse_options(words, tuple(OPTIONS))
    changed = replace(entry, **{OPTIONS[name].field: _value(name, given[name]) for name in given})
    if changed.bounce_profile is not None:
        changed = replace(changed, bounce_profile=check_profile(view, changed.bounce_profile))
    _refuse_idle(changed, given)
    return changed


def with_default_options(entry: DefaultDestination, words: Sequence[str]) -> DefaultDestination:
    """Return the default entry with the options in `words`, as `with_options` does.

    It has no bounce profile, and no value that could come from elsewhere.
    """
    allowed = tuple(name for name in OPTIONS if name != "bounce_profile")
    given = parse_options(words, allowed)
    values = {OPTIONS[name].field: OPTIONS[name].parse(text) for name, text in given.items()}
    changed = replace(entry, **values)
    _refuse_dane_without_tls(changed, given)
    return changed


def _value(name: str, text: str) -> Any:
    return None if text.lower() == DEFAULT else OPTIONS[name].parse(text)


def _refuse_idle(entry: Destination, given: Mapping[str, str]) -> None:
    for name, (limit, fields) in _NEEDS.items():
        asked = given.get(name, DEFAULT).lower() != DEFAULT
        if asked and all(getattr(entry, field) is None for field in fields):
            raise StateError(f"{name} requires {limit}.", OPTIONS[name].field)
    _refuse_dane_without_tls(entry, given)


def _refuse_dane_without_tls(
    entry: Destination | DefaultDestination, given: Mapping[str, str]
) -> None:
    asked = given.get("use_dane", DEFAULT).lower() not in (DEFAULT, "off", "0")
    if asked and entry.tls == "off":
        raise StateError("use_dane requires a TLS level other than No.", "dane")
