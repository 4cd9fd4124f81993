"""A Host Access Table as text: what PRINT shows, EXPORT writes and IMPORT reads (7.5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, get_args

from state.errors import StateError
from state.model.configuration import View
from state.model.listeners import (
    EVERYONE,
    AccessRule,
    HostAccessTable,
    MailFlowPolicy,
    PolicyParameters,
    SenderGroup,
)
from state.operations.hat import (
    CONTINUES,
    GROUP,
    MOST_SENDERS,
    POLICY,
    check_name,
    check_new_name,
    check_room,
    policy_order,
)
from state.operations.hat_senders import check_sender
from state.operations.ini import FileFault
from state.operations.policies import check_parameters
from state.operations.policy_words import parameter_lines, read_parameter
from state.operations.table_files import numbered_lines
from state.operations.values import shown

Lines = Iterator[tuple[int, str]]

UNFINISHED: Final = "The file ends in the middle of an entry."
LONGEST_COMMENT: Final = 4096
"""In characters."""
_RULES: Final = {rule: rule for rule in get_args(AccessRule)}


def render_table(hat: HostAccessTable) -> str:
    """Return policies and sender groups as text, without a final line end.

    The default policy parameters are not part of it.
    """
    lines: list[str] = []
    for name in policy_order(hat):
        lines += [f"${name}", *_policy_lines(hat.policies[name])]
    for name in hat.order:
        lines += render_group(name, hat.groups[name])
    return "\n".join(lines)


def render_group(name: str, group: SenderGroup) -> list[str]:
    """Return the lines of one sender group."""
    comment = f" ({group.comment})" if group.comment else ""
    head = name if name == EVERYONE else f"{name}:"
    return [head, *(f"    {each}" for each in group.senders), f"    ${group.policy}{comment}"]


def parse_table(view: View, data: bytes, default: PolicyParameters) -> HostAccessTable:
    """Return the table that an import file contains, with `default` as default parameters.

    Raises `FileFault` with the line for everything that is not as `render_table` writes it, for
    names that come twice and for policies that the file does not have.
    """
    lines = numbered_lines(data)
    table = HostAccessTable(default=default, policies={}, groups={})
    policies: dict[str, MailFlowPolicy] = {}
    groups: dict[str, SenderGroup] = {}
    for number, line in lines:
        with _at(number):
            if line.startswith("$"):
                name = check_new_name(policies, line[1:], POLICY)
                policies[name] = _policy(view, lines)
            else:
                name = _group_name(groups, line)
                groups[name] = _group(lines)
            table = replace(table, policies=policies, groups=groups, order=tuple(groups))
            check_room(table)
    _check_whole(table)
    return table


@contextmanager
def _at(number: int) -> Iterator[None]:
    """Make `FileFault` with a line number of `StateError`, unless it is one already."""
    try:
        yield
    except FileFault:
        raise
    except StateError as error:
        raise FileFault(error.text, number) from error


def _policy_lines(policy: MailFlowPolicy) -> list[str]:
    inside = [f"        {line}" for line in parameter_lines(policy.parameters)]
    return [f"    {policy.rule} {{", *inside, "    }"]


def _next(lines: Lines) -> tuple[int, str]:
    entry = next(lines, None)
    if entry is None:
        raise FileFault(UNFINISHED)
    return entry


def _policy(view: View, lines: Lines) -> MailFlowPolicy:
    """Return the policy whose name was read: its rule and the parameters in braces."""
    number, line = _next(lines)
    word, brace, rest = line.partition("{")
    rule = _RULES.get(word.strip().upper())
    if rule is None or rest.strip() not in ("", "}"):
        raise FileFault(f"An access rule is expected: {', '.join(_RULES)}.", number)
    values: dict[str, Any] = dict(_parameters(lines)) if brace and not rest else {}
    with _at(number):
        return MailFlowPolicy(
            rule=rule, parameters=check_parameters(view, PolicyParameters(**values))
        )


def _parameters(lines: Lines) -> Iterator[tuple[str, Any]]:
    """Yield fields and values up to the closing brace."""
    seen: set[str] = set()
    while True:
        number, line = _next(lines)
        if line == "}":
            return
        word, equals, text = line.partition("=")
        with _at(number):
            if not equals:
                raise StateError("The line must have the form: parameter = value")
            field, value = read_parameter(word.strip(), text.strip())
            if field in seen:
                raise StateError(f'The parameter "{word.strip()}" appears twice.')
        seen.add(field)
        yield field, value


def _group_name(groups: dict[str, SenderGroup], line: str) -> str:
    name = line.removesuffix(":").rstrip(" \t")
    if EVERYONE in groups:
        raise StateError(f"The last sender group must be {EVERYONE}.")
    if name.upper() == EVERYONE:
        return EVERYONE
    if not line.endswith(":"):
        raise StateError("A policy ($NAME) or a sender group (NAME:) is expected.")
    return check_new_name(groups, check_name(name, GROUP), GROUP)


def _group(lines: Lines) -> SenderGroup:
    """Return the group whose name was read: its senders up to the line with its policy."""
    senders: dict[str, None] = {}
    while True:
        number, line = _next(lines)
        with _at(number):
            if line.startswith("$"):
                policy, comment = _group_policy(line)
                return SenderGroup(policy=policy, senders=tuple(senders), comment=comment)
            sender = check_sender(line)
            if sender in senders:
                raise StateError(f'The host "{sender}" is already in this sender group.')
            if len(senders) >= MOST_SENDERS:
                raise StateError(f"A Host Access Table has at most {MOST_SENDERS} senders.")
        senders[sender] = None


def _group_policy(line: str) -> tuple[str, str]:
    """Return name and comment of `$NAME (comment)`."""
    name, bracket, comment = line[1:].partition("(")
    if bracket and not comment.endswith(")"):
        raise StateError("The comment must end with a closing parenthesis.")
    if len(comment) > LONGEST_COMMENT:
        raise StateError(f"A comment has at most {LONGEST_COMMENT} characters.")
    return check_name(name, POLICY), comment[:-1].replace("\t", " ")


def _check_whole(table: HostAccessTable) -> None:
    """Raises `FileFault` for groups that cannot be as they are."""
    if EVERYONE not in table.groups:
        raise FileFault(f"The last sender group must be {EVERYONE}.")
    for name in table.order:
        policy = table.groups[name].policy
        if policy not in table.policies:
            raise FileFault(
                f'The mail flow policy "{shown(policy)}" of the sender group "{name}" '
                "is not in the file."
            )
    if table.policies[table.groups[EVERYONE].policy].rule == "CONTINUE":
        raise FileFault(CONTINUES)
