"""Mail Policies > Mail Flow Policies of one listener."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any, ClassVar, cast

from rich.console import Group, RenderableType
from rich.text import Text

from screens.kit.cells import Column
from screens.kit.editing import editing
from screens.kit.fields import Choice, Field, Values
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableDialog
from screens.kit.values import number, text
from screens.language import later, tr
from screens.listeners.words import (
    RULES,
    TLS,
    level_of,
    rule_choices,
    tls_choices,
    tls_words,
)
from state.model.configuration import Draft
from state.model.listeners import (
    AccessRule,
    HostAccessTable,
    InboundTls,
    MailFlowPolicy,
    PolicyParameters,
)
from state.operations.hat import (
    POLICY,
    check_new_name,
    host_access,
    policy_named,
    policy_order,
)
from state.operations.policies import (
    PARAMETER_RANGES,
    WITH_ADDRESS_LIST,
    add_policy,
    changed_parameters,
    delete_policy,
    edit_policy,
    groups_of,
    parse_size,
    set_default,
    size_text,
)
from state.overview.offers import own_levels

DEFAULT = " default"
NUMBERS = ("max_concurrency", "max_messages", "max_recipients", "recipients_per_hour")


class Policies(TableDialog):
    """The default parameters and the policies."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        # The default parameters are the longest name of ours.
        Column(later("Policy"), 18, share=2, rank=9),
        Column(later("Behavior"), 9, rank=8),
        Column(later("TLS"), 27, rank=7),
        Column(later("Sender groups"), 13, share=2, rank=5),
    )

    def __init__(self, listener: str) -> None:
        super().__init__()
        self._listener = listener

    @property
    def hat(self) -> HostAccessTable:
        """The Host Access Table of the listener."""
        return host_access(self.desk.draft, self._listener)

    def title_words(self) -> str:
        return tr("Mail Flow Policies: {name}", name=self._listener)

    def source(self) -> object:
        return self.hat

    def rows(self) -> Sequence[Row]:
        hat = self.hat
        level = level_of(hat)
        rows = [Row(DEFAULT, (tr("Default parameters"), "-", tls_words(level), "-"))]
        for name in policy_order(hat):
            policy = hat.policies[name]
            own = policy.parameters.tls
            words = f"({tls_words(level)})" if own is None else tls_words(own)
            groups = ", ".join(groups_of(hat, name)) or "-"
            rows.append(Row(name, (name, policy.rule, words, groups)))
        return rows

    def details(self, key: str) -> RenderableType:
        hat = self.hat
        policy = hat.policies.get(key)
        level = level_of(hat, policy)
        name, words = TLS[level]
        title = tr("Default parameters") if policy is None else key
        lines = [
            Text(title, "bold underline"),
            Text.assemble((f"TLS {tr(name)}: ", "bold"), tr(words)),
        ]
        if policy is None and (warning := own_levels_words(hat)):
            lines.append(Text(warning, "bold"))
        if policy is not None:
            lines.append(Text(tr(RULES[policy.rule])))
            lines.append(Text(f"{tr('Sender groups')}: {', '.join(groups_of(hat, key)) or '-'}"))
        senders = policy.parameters.tls_senders if policy else hat.default.tls_senders
        if senders:
            lines.append(Text(tr("TLS is mandatory for the address list {name}.", name=senders)))
        return Group(*lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The default parameters are edited, never deleted."""
        if action == "delete" and self.key == DEFAULT:
            return None
        return super().check_action(action, parameters)

    def names(self, draft: Draft) -> Collection[str]:
        return host_access(draft, self._listener).policies

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_policy(draft, self._listener, key)

    def add_form(self) -> Form:
        desk, listener = self.desk, self._listener
        name = Field("name", tr("Policy"), needed=True, check=self._check_name)

        def submit(values: Values) -> None:
            policy = _policy(MailFlowPolicy(rule="ACCEPT"), values)
            desk.submit(lambda draft: add_policy(draft, listener, values["name"].strip(), policy))

        fields = self._policy_fields(desk.draft, MailFlowPolicy(rule="ACCEPT"))
        return Form(tr("Add Policy"), [name, *fields], submit)

    def edit_form(self, key: str) -> Form:
        if key == DEFAULT:
            return self._default_form()
        listener = self._listener

        def policy(draft: Draft) -> MailFlowPolicy:
            hat = host_access(draft, listener)
            return hat.policies[policy_named(hat, key)]

        def fields(draft: Draft) -> list[Field]:
            return self._policy_fields(draft, policy(draft))

        def change(draft: Draft, values: Values) -> Draft:
            return edit_policy(draft, listener, key, _policy(policy(draft), values))

        return editing(self.desk, tr("Edit Policy: {name}", name=key), fields, change)

    def _check_name(self, text: str) -> str:
        return check_new_name(self.hat.policies, text, POLICY)

    def _policy_fields(self, draft: Draft, policy: MailFlowPolicy) -> list[Field]:
        default = host_access(draft, self._listener).default
        return [
            Field("rule", tr("Behavior"), "choice", policy.rule, rule_choices()),
            *_parameters(draft, policy.parameters, default),
        ]

    def _default_form(self) -> Form:
        listener = self._listener

        def fields(draft: Draft) -> list[Field]:
            hat = host_access(draft, listener)
            warning = own_levels_words(hat)
            note = [Field("note", kind="note", value=warning)] if warning else []
            return [*note, *_parameters(draft, hat.default, None)]

        def change(draft: Draft, values: Values) -> Draft:
            changes = {
                key: each
                for key, each in _changes(values).items()
                if each is not None or key == "tls_senders"
            }
            default = host_access(draft, listener).default
            return set_default(draft, listener, changed_parameters(default, changes))

        return editing(self.desk, tr("Edit Default Parameters"), fields, change)


def _parameters(
    draft: Draft, shown: PolicyParameters, default: PolicyParameters | None
) -> list[Field]:
    lists = tuple(Choice(name, name) for name in draft.listeners.address_lists)
    level = None if default is None else default.tls or "off"
    labels = {
        "max_concurrency": tr("Concurrent connections"),
        "max_messages": tr("Messages per connection"),
        "max_recipients": tr("Recipients per message"),
        "recipients_per_hour": tr("Recipients per hour (0: unlimited)"),
    }

    def with_list(values: Values) -> bool:
        return (values["tls"] or level) in WITH_ADDRESS_LIST

    def usual(name: str) -> str:
        return (
            "" if default is None else tr("Default ({level})", level=text(getattr(default, name)))
        )

    size = shown.max_message_size
    return [
        Field("tls", tr("TLS"), "choice", shown.tls or "", tls_choices(level)),
        Field(
            "tls_senders",
            tr("TLS mandatory for"),
            "choice",
            shown.tls_senders or "",
            (Choice("", tr("no address list")), *lists),
            shown=with_list,
        ),
        Field(
            "max_message_size",
            tr("Message size (k, M)"),
            value="" if size is None else size_text(size),
            placeholder=""
            if default is None or default.max_message_size is None
            else tr("Default ({level})", level=size_text(default.max_message_size)),
            check=parse_size,
        ),
        *(
            Field(
                name,
                labels[name],
                value=text(getattr(shown, name)),
                placeholder=usual(name),
                check=PARAMETER_RANGES[name].parse,
            )
            for name in NUMBERS
        ),
    ]


def _policy(policy: MailFlowPolicy, values: Values) -> MailFlowPolicy:
    """Return `policy` with what a form says. Raises `StateError`."""
    return dataclasses.replace(
        policy,
        rule=cast("AccessRule", values["rule"]),
        parameters=changed_parameters(policy.parameters, _changes(values)),
    )


def own_levels_words(hat: HostAccessTable) -> str:
    """Return which policies the TLS level of the default parameters does not reach, or nothing."""
    levels = own_levels(hat)
    if not levels:
        return ""
    names = ", ".join(f"{name} ({tls_words(level)})" for name, level in levels.items())
    return tr("This TLS level does not reach policies with their own: {names}", names=names)


def _changes(values: Values) -> dict[str, Any]:
    """Return what a form says of policy parameters. Raises `StateError`."""
    size = values["max_message_size"].strip()
    changes: dict[str, Any] = {name: number(values, name) for name in NUMBERS}
    changes["tls"] = cast("InboundTls | None", values["tls"] or None)
    changes["tls_senders"] = values["tls_senders"] or None
    changes["max_message_size"] = parse_size(size) if size else None
    return changes
