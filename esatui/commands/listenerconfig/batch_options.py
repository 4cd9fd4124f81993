"""The `name=value` options of the batch form (CLI reference, 7.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from esatui.batch import InvalidArguments, option_lines, parse_options
from state.model.listeners import InboundTls
from state.operations.listeners import CONNECTIONS
from state.operations.policies import COUNT, parse_size
from state.operations.values import NumberRange

DEFAULT: Final = "default"
"""The value that takes a value of a policy back to the default policy parameters."""


_LEVELS: Final[dict[str, InboundTls]] = {level: level for level in get_args(InboundTls)}


def _tls(text: str) -> InboundTls:
    level = _LEVELS.get(text.lower())
    if level is None:
        raise InvalidArguments(f"tls: The value must be one of: {', '.join(_LEVELS)}.")
    return level


@dataclass(frozen=True, slots=True)
class _Option:
    """One option: the field of `PolicyParameters` that it sets, how it is read, what it may be."""

    field: str
    parse: Callable[[str], Any]
    values: str


def _number(field: str, numbers: NumberRange) -> _Option:
    return _Option(field, numbers.parse, f"{numbers.low}-{numbers.high}")


_OPTIONS: Final[Mapping[str, _Option]] = {
    "tls": _Option("tls", _tls, "|".join(_LEVELS)),
    "max_message_size": _Option("max_message_size", parse_size, "size"),
    "max_concurrency": _number("max_concurrency", CONNECTIONS),
    "max_msgs_per_session": _number("max_messages", COUNT),
    "max_rcpts_per_msg": _number("max_recipients", COUNT),
}

OPTION_LINES: Final = (
    *option_lines({name: option.values for name, option in _OPTIONS.items()}),
    f"<option>={DEFAULT} (edit policy: as the default policy parameters)",
)
"""The options as `help` and the manual list them."""


def policy_options(words: Sequence[str], *, own: bool = False) -> dict[str, Any]:
    """Return the parameters that the options in `words` set; raises `StateError`.

    With `own` they are those of a policy, which `default` takes back to the default parameters.
    """
    given = parse_options(words, tuple(_OPTIONS))
    if not given:
        raise InvalidArguments
    values: dict[str, Any] = {}
    for name, text in given.items():
        option = _OPTIONS[name]
        values[option.field] = None if own and text.lower() == DEFAULT else option.parse(text)
    return values
