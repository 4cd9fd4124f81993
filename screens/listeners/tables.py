"""HAT overview and recipients of one listener."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.editing import editing
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableDialog
from screens.kit.values import example
from screens.language import later, tr
from screens.listeners.words import level_of, policy_words, tls_words
from state.model.configuration import Draft
from state.model.listeners import EVERYONE, HostAccessTable, RecipientAccess
from state.operations.hat import (
    GROUP,
    add_group,
    add_senders,
    check_new_name,
    delete_group,
    delete_senders,
    group_named,
    host_access,
    move_group,
    policy_order,
    set_group_policy,
)
from state.operations.hat_senders import check_senders
from state.operations.rat import (
    add_entries,
    check_entries,
    check_new_entries,
    delete_entry,
    edit_entry,
    find_entry,
    ordered,
    recipients,
)

SENDERS_SHOWN = 20
"""Senders of a group in its row, which is cut where there is no more room."""
FEW = 5
"""Senders that need not be counted."""
SENDERS_LISTED = 200
"""Senders of the group at the cursor."""


class HatOverview(TableDialog):
    """Sender groups in the order of matching."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("No."), 4, rank=3, align="right"),
        Column(later("Sender group"), 16, share=1, rank=9),
        Column(later("Policy"), 14, share=1, rank=8),
        Column(later("Behavior"), 9, rank=6),
        Column(later("TLS"), 24, rank=7),
        Column(later("Senders"), 20, share=3, rank=5),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "move(-1)", later("Up"), key_display="+"),
        Binding("minus", "move(1)", later("Down"), key_display="-"),
    ]
    CHANGING: ClassVar[frozenset[str]] = TableDialog.CHANGING | {"move"}
    ABOUT_ONE: ClassVar[frozenset[str]] = TableDialog.ABOUT_ONE | {"move"}

    def __init__(self, listener: str) -> None:
        super().__init__()
        self._listener = listener

    @property
    def hat(self) -> HostAccessTable:
        """The Host Access Table of the listener."""
        return host_access(self.desk.draft, self._listener)

    def title_words(self) -> str:
        return tr("HAT Overview: {name}", name=self._listener)

    def source(self) -> object:
        return self.hat

    def rows(self) -> Sequence[Row]:
        hat = self.hat
        rows = []
        for place, name in enumerate(hat.order, 1):
            group = hat.groups[name]
            policy = hat.policies[group.policy]
            level = tls_words(level_of(hat, policy))
            senders = _senders_words(name, group.senders)
            rows.append(Row(name, (str(place), name, group.policy, policy.rule, level, senders)))
        return rows

    def details(self, key: str) -> RenderableType:
        hat = self.hat
        group = hat.groups.get(key)
        if group is None:
            return ""
        lines = [Text(key, "bold underline")]
        if group.comment:
            lines.append(Text(group.comment, "italic"))
        words = policy_words(hat, hat.policies[group.policy])
        senders = _all_senders_words(key, group.senders)
        lines.append(Text(f"{group.policy} - {words}"))
        lines.append(Text(f"{tr('Senders')}: {senders}"))
        return Group(*lines)

    def names(self, draft: Draft) -> Collection[str]:
        return host_access(draft, self._listener).groups

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_group(draft, self._listener, key)

    def action_move(self, step: int) -> None:
        """Move the sender group at the cursor."""
        name, listener = self.key, self._listener
        place = self.hat.order.index(name) + 1 + step
        if 1 <= place < len(self.hat.order):
            self.submit(lambda draft: move_group(draft, listener, name, place))

    def add_form(self) -> Form:
        desk, listener = self.desk, self._listener
        name = Field("name", tr("Sender group"), needed=True, check=self._check_name)
        first = policy_order(self.hat)[0]

        def submit(values: Values) -> None:
            wanted = _senders(values["senders"])
            desk.submit(
                lambda draft: add_group(
                    draft, listener, values["name"].strip(), wanted, values["policy"]
                )
            )

        fields = [name, self._policy(desk.draft, first), _senders_field(())]
        return Form(tr("Add Sender Group"), fields, submit)

    def edit_form(self, key: str) -> Form:
        listener, shown = self._listener, self.hat.groups[key].senders

        def fields(draft: Draft) -> list[Field]:
            hat = host_access(draft, listener)
            group = hat.groups[group_named(hat, key)]
            policy = self._policy(draft, group.policy)
            return [policy] if key == EVERYONE else [policy, _senders_field(group.senders)]

        def change(draft: Draft, values: Values) -> Draft:
            if key != EVERYONE:
                wanted = _senders(values["senders"])
                present = host_access(draft, listener).groups[key].senders
                # Against what was shown: what others have added or deleted meanwhile stays so.
                gone = [each for each in shown if each not in wanted and each in present]
                new = [each for each in wanted if each not in shown and each not in present]
                draft = delete_senders(draft, listener, key, gone) if gone else draft
                draft = add_senders(draft, listener, key, new) if new else draft
            return set_group_policy(draft, listener, key, values["policy"])

        title = tr("Edit Sender Group: {name}", name=key)
        return editing(self.desk, title, fields, change, apart=frozenset({"senders"}))

    def _check_name(self, text: str) -> str:
        return check_new_name(self.hat.groups, text, GROUP)

    def _policy(self, draft: Draft, chosen: str) -> Field:
        hat = host_access(draft, self._listener)
        choices = tuple(
            Choice(each, each, policy_words(hat, hat.policies[each])) for each in policy_order(hat)
        )
        return Field("policy", tr("Policy"), "choice", chosen, choices)


class Recipients(TableDialog):
    """The Recipient Access Table."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("Recipient"), 24, share=2, rank=9),
        Column(later("Action"), 10, rank=8),
        Column(later("LDAP accept"), 12, rank=7),
    )

    def __init__(self, listener: str) -> None:
        super().__init__()
        self._listener = listener

    def title_words(self) -> str:
        return tr("Recipient Access Table: {name}", name=self._listener)

    def source(self) -> object:
        return recipients(self.desk.draft, self._listener)

    def rows(self) -> Sequence[Row]:
        table = recipients(self.desk.draft, self._listener)
        return [_recipient(name, table[name]) for name in ordered(table)]

    def details(self, key: str) -> RenderableType:
        access = recipients(self.desk.draft, self._listener).get(key)
        if access is None:
            return ""
        query = self.desk.draft.listeners.entries[self._listener].ldap_accept
        words = (_access_words(key, access), _query_words(access, query))
        return Group(Text(key, "bold underline"), *map(Text, words))

    def names(self, draft: Draft) -> Collection[str]:
        return recipients(draft, self._listener)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_entry(draft, self._listener, key)

    def add_form(self) -> Form:
        desk, listener = self.desk, self._listener
        name = Field(
            "recipients",
            tr("Recipients"),
            help=tr("Separated by commas"),
            aliases=("recipient",),
            placeholder=example("example.com, .example.com"),
            needed=True,
            check=lambda text: check_new_entries(desk.draft, listener, text),
        )

        def submit(values: Values) -> None:
            names, access = check_entries(values["recipients"]), _access(values)
            desk.submit(lambda draft: add_entries(draft, listener, names, access))

        return Form(tr("Add Recipient"), [name, *_access_fields(RecipientAccess())], submit)

    def edit_form(self, key: str) -> Form:
        listener = self._listener

        def fields(draft: Draft) -> list[Field]:
            found = find_entry(draft, listener, key)
            return _access_fields(recipients(draft, listener)[found])

        def change(draft: Draft, values: Values) -> Draft:
            return edit_entry(draft, listener, key, _access(values))

        return editing(self.desk, tr("Edit Recipient: {name}", name=key), fields, change)


def _access_fields(shown: RecipientAccess) -> list[Field]:
    return [
        Field(
            "accept",
            tr("Action"),
            "choice",
            "accept" if shown.accept else "reject",
            (Choice("accept", tr("Accept")), Choice("reject", tr("Reject"))),
        ),
        Field("bypass_ldap", tr("Bypass LDAP accept"), "switch", yes(shown.bypass_ldap)),
    ]


def _access(values: Values) -> RecipientAccess:
    return RecipientAccess(
        accept=values["accept"] == "accept", bypass_ldap=values["bypass_ldap"] == YES
    )


def _senders_field(senders: Sequence[str]) -> Field:
    return Field(
        "senders",
        tr("Senders"),
        "block",
        "\n".join(senders),
        help=tr("One a line: address, network, range, host, .domain, sbrs[low:high]"),
        aliases=("sender",),
        check=_senders,
    )


def _senders_words(group: str, senders: Sequence[str]) -> str:
    """Return the senders for a row; many have their number before them, since the rest is cut."""
    if group == EVERYONE:
        return tr("all others")
    some = ", ".join(senders[:SENDERS_SHOWN])
    return f"({len(senders)}) {some}" if len(senders) > FEW else some or "-"


def _all_senders_words(group: str, senders: Sequence[str]) -> str:
    if group == EVERYONE:
        return tr("all others")
    some, more = ", ".join(senders[:SENDERS_LISTED]), len(senders) - SENDERS_LISTED
    return tr("{some} and {count} more", some=some, count=more) if more > 0 else some or "-"


def _senders(text: str) -> tuple[str, ...]:
    """Return the senders of a field, a line or a comma between two. Raises `StateError`."""
    plain = ",".join(line.strip() for line in text.splitlines() if line.strip())
    return check_senders(plain) if plain else ()


def _access_words(name: str, access: RecipientAccess) -> str:
    if name == EVERYONE:
        if access.accept:
            return tr("Mail for all other recipients is taken.")
        return tr("Mail for all other recipients is refused.")
    if access.accept:
        return tr("Mail for this recipient is taken.")
    return tr("Mail for this recipient is refused.")


def _query_words(access: RecipientAccess, query: str | None) -> str:
    if query is None:
        return tr("The listener has no LDAP accept query.")
    if access.bypass_ldap:
        return tr("The LDAP accept query {name} is bypassed.", name=query)
    return tr("The LDAP accept query is {name}.", name=query)


def _recipient(name: str, access: RecipientAccess) -> Row:
    action = tr("Accept") if access.accept else tr("Reject")
    bypass = tr("bypassed") if access.bypass_ldap else "-"
    return Row(name, (name, action, bypass), ("", "good" if access.accept else "warning", ""))
