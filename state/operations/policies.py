"""Mail flow policies and the default policy parameters (`listenerconfig`, HOSTACCESS)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from state.certificates.names import check_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.listeners import (
    DEFAULT_PARAMETERS,
    EVERYONE,
    HostAccessTable,
    InboundTls,
    MailFlowPolicy,
    PolicyParameters,
)
from state.operations.hat import (
    CONTINUES,
    MOST_NAMES,
    POLICY,
    check_new_name,
    host_access,
    policy_named,
    with_table,
)
from state.operations.listeners import CONNECTIONS
from state.operations.values import BLANK, NumberRange, shown

COUNT: Final = NumberRange(1, 1_000_000)
COUNT_OR_NONE: Final = NumberRange(0, 1_000_000_000)
PER_HOUR: Final = NumberRange(1, 1_000_000_000)
SMTP_CODE: Final = NumberRange(200, 599)
MESSAGE_SIZE: Final = NumberRange(1024, 1024**3)
SIGNIFICANT_BITS: Final = NumberRange(0, 32)
LONGEST_RESPONSE: Final = 512
"""Characters of a line of a custom response (RFC 5321, section 4.5.3.1.5)."""
MOST_RESPONSE_LINES: Final = 50

PARAMETER_RANGES: Final[Mapping[str, NumberRange]] = {
    "max_message_size": MESSAGE_SIZE,
    "max_concurrency": CONNECTIONS,
    "max_messages": COUNT,
    "max_recipients": COUNT,
    "accept_code": SMTP_CODE,
    "reject_code": SMTP_CODE,
    "recipients_per_hour": COUNT_OR_NONE,
    "envelope_rate": COUNT_OR_NONE,
    "dhap_limit": COUNT,
    "significant_bits": SIGNIFICANT_BITS,
}
"""Field of `PolicyParameters` to the numbers that it takes."""

BAD_SIZE: Final = "The value must be a number, with a trailing k for kilobytes or M for megabytes."
WITH_ADDRESS_LIST: Final[tuple[InboundTls, ...]] = ("preferred", "preferred_verify")
"""Levels at which TLS can be mandatory for an address list (CLI reference, 7.6)."""

_SIZE: Final = re.compile(r"([0-9]{1,12})([kKmM]?)")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNITS: Final = {"": 1, "k": 1024, "m": 1024**2}


def parse_size(text: str) -> int:
    """Return the bytes of `10M`, `100k` or `1048576`; raises `StateError`."""
    plain = text.strip()
    if not plain:
        raise StateError(BLANK, "max_message_size")
    match = _SIZE.fullmatch(plain)
    if match is None:
        raise StateError(BAD_SIZE, "max_message_size")
    size = int(match[1]) * _UNITS[match[2].lower()]
    if not MESSAGE_SIZE.low <= size <= MESSAGE_SIZE.high:
        raise StateError("The value must be between 1k and 1024M.", "max_message_size")
    return size


def size_text(size: int) -> str:
    """Return a number of bytes in the largest unit that it is a multiple of: `10M`, `100k`."""
    for letter, unit in (("M", 1024**2), ("k", 1024)):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def add_policy(draft: Draft, listener: str, name: str, policy: MailFlowPolicy) -> Draft:
    """Return a draft with a new policy; raises `StateError`."""
    hat = host_access(draft, listener)
    checked = check_new_name(hat.policies, name, POLICY)
    if len(hat.policies) >= MOST_NAMES:
        raise StateError(f"A Host Access Table has at most {MOST_NAMES} mail flow policies.")
    return _with_policy(draft, listener, checked, policy)


def edit_policy(draft: Draft, listener: str, name: str, policy: MailFlowPolicy) -> Draft:
    """Return a draft in which an existing policy is `policy`; raises `StateError`."""
    hat = host_access(draft, listener)
    edited = policy_named(hat, name)
    if policy.rule == "CONTINUE" and hat.groups[EVERYONE].policy == edited:
        raise StateError(CONTINUES, "rule")
    return _with_policy(draft, listener, edited, policy)


def groups_of(hat: HostAccessTable, policy: str) -> list[str]:
    """Return the sender groups that have a policy, in the order of matching."""
    return [group for group in hat.order if hat.groups[group].policy == policy]


def delete_policy(draft: Draft, listener: str, name: str) -> Draft:
    """Return a draft without the policy; raises `StateError` while a sender group has it."""
    hat = host_access(draft, listener)
    gone = policy_named(hat, name)
    users = groups_of(hat, gone)
    if users:
        groups = ", ".join(f'"{group}"' for group in users[:5])
        which = f"group{'s' if len(users) > 1 else ''} {groups}"
        raise StateError(f'The policy "{gone}" is used by the sender {which}.', "policy")
    policies = {key: value for key, value in hat.policies.items() if key != gone}
    return with_table(draft, listener, replace(hat, policies=policies))


def set_default(draft: Draft, listener: str, parameters: PolicyParameters) -> Draft:
    """Return a draft with these default policy parameters; raises `StateError`.

    What `parameters` leaves open has its factory value.
    """
    complete = completed(check_parameters(draft, parameters))
    hat = host_access(draft, listener)
    return with_table(draft, listener, replace(hat, default=complete))


def completed(parameters: PolicyParameters) -> PolicyParameters:
    """Return `parameters` with factory values for what is not set and has one."""
    values = {
        field.name: getattr(DEFAULT_PARAMETERS, field.name)
        for field in fields(parameters)
        if getattr(parameters, field.name) is None
    }
    return replace(parameters, **values)


def check_parameters(view: View, parameters: PolicyParameters) -> PolicyParameters:
    """Return parameters that can be kept; raises `StateError` for a value that is wrong.

    An address list goes with a level that can have one, and is dropped with any other.
    """
    for name, limits in PARAMETER_RANGES.items():
        number = getattr(parameters, name)
        if number is not None:
            limits.check(number)
    if parameters.banner_hostname is not None:
        check_hostname(parameters.banner_hostname, "banner_hostname")
    check_response(parameters.accept_text, "accept_text")
    check_response(parameters.reject_text, "reject_text")
    if parameters.tls not in WITH_ADDRESS_LIST:
        parameters = replace(parameters, tls_senders=None)
    check_address_list(view, parameters.tls_senders)
    return parameters


def check_response(text: tuple[str, ...] | None, field: str) -> None:
    """Raises `StateError` for a custom SMTP response that cannot be sent."""
    if text is None:
        return
    if not text:
        raise StateError(BLANK, field)
    if len(text) > MOST_RESPONSE_LINES or any(len(line) > LONGEST_RESPONSE for line in text):
        raise StateError("The response is too long.", field)
    if any(_CONTROL.search(line) for line in text):
        raise StateError("The text contains control characters.", field)


def check_address_list(view: View, name: str | None) -> None:
    """Raises `StateError` for the name of an address list that does not exist."""
    if name is not None and name not in view.listeners.address_lists:
        raise StateError(f'The address list "{shown(name)}" does not exist.', "tls_senders")


def changed_parameters(current: PolicyParameters, changes: Mapping[str, Any]) -> PolicyParameters:
    """Return `current` with `changes` (field to value); a level without lists drops the list."""
    changed = replace(current, **changes)
    if changed.tls not in WITH_ADDRESS_LIST:
        changed = replace(changed, tls_senders=None)
    return changed


def _with_policy(draft: Draft, listener: str, name: str, policy: MailFlowPolicy) -> Draft:
    checked = replace(policy, parameters=check_parameters(draft, policy.parameters))
    hat = host_access(draft, listener)
    return with_table(draft, listener, replace(hat, policies={**hat.policies, name: checked}))
