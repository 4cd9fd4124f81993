"""HAT overview and recipients of one listener."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableDialog
from screens.language import later, tr
from screens.listeners.words import tls_words
from state.model.configuration import Draft
from state.model.listeners import EVERYONE, HostAccessTable, RecipientAccess
from state.operations.hat import (
    add_group,
    add_senders,
    delete_group,
    delete_senders,
    host_access,
    move_group,
    policy_order,
    set_group_policy,
)
from state.operations.hat_senders import check_senders
from state.operations.rat import (
    add_entries,
    check_entries,
    delete_entry,
    edit_entry,
    ordered,
    recipients,
)

SENDERS_SHOWN = 5


class HatOverview(TableDialog):
    """Sender groups in the order of matching."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("No."), 4, rank=3, align="right"),
        Column(later("Sender group"), 16, share=1, rank=9),
        Column(later("Policy"), 14, share=1, rank=8),
        Column(later("Behavior"), 9, rank=6),
        Column(later("TLS"), 14, share=1, rank=7),
        Column(later("Senders"), 20, share=2, rank=5),
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
            level = policy.parameters.tls or hat.default.tls or "off"
            some = ", ".join(group.senders[:SENDERS_SHOWN])
            more = len(group.senders) - SENDERS_SHOWN
            some = tr("{some} and {count} more", some=some, count=more) if more > 0 else some
            senders = tr("all others") if name == EVERYONE else some or "-"
            rows.append(
                Row(name, (str(place), name, group.policy, policy.rule, tls_words(level), senders))
            )
        return rows

    def details(self, key: str) -> RenderableType:
        group = self.hat.groups.get(key)
        if group is None:
            return ""
        return Text("\n".join(filter(None, (group.comment, ", ".join(group.senders[:200])))))

    def add_form(self) -> Form:
        return self._form(None)

    def edit_form(self, key: str) -> Form:
        return self._form(key)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_group(draft, self._listener, key)

    def action_move(self, step: int) -> None:
        """Move the sender group at the cursor."""
        name, listener = self.key, self._listener
        place = self.hat.order.index(name) + 1 + step
        if 1 <= place < len(self.hat.order):
            self.submit(lambda draft: move_group(draft, listener, name, place))

    def _form(self, name: str | None) -> Form:
        desk, listener, hat = self.desk, self._listener, self.hat
        group = hat.groups.get(name or "")
        names = policy_order(hat)
        policies = tuple(Choice(each, each, hat.policies[each].rule) for each in names)
        senders = "\n".join(group.senders) if group else ""
        fields = [
            *([] if name else [Field("name", tr("Sender group"))]),
            Field("policy", tr("Policy"), "choice", group.policy if group else names[0], policies),
        ]
        if name != EVERYONE:
            help_text = tr("One a line: address, network, range, host, .domain, sbrs[low:high]")
            fields.append(Field("senders", tr("Senders"), "block", senders, help=help_text))

        def submit(values: Values) -> None:
            wanted = _senders(values.get("senders", ""))

            def change(draft: Draft) -> Draft:
                if name is None or group is None:
                    return add_group(
                        draft, listener, values["name"].strip(), wanted, values["policy"]
                    )
                new = [each for each in wanted if each not in group.senders]
                gone = [each for each in group.senders if each not in wanted]
                if gone and name != EVERYONE:
                    draft = delete_senders(draft, listener, name, gone)
                if new:
                    draft = add_senders(draft, listener, name, new)
                return set_group_policy(draft, listener, name, values["policy"])

            desk.submit(change)

        title = (
            tr("Add Sender Group") if name is None else tr("Edit Sender Group: {name}", name=name)
        )
        return Form(title, fields, submit)


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

    def add_form(self) -> Form:
        return self._form(None)

    def edit_form(self, key: str) -> Form:
        return self._form(key)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_entry(draft, self._listener, key)

    def _form(self, name: str | None) -> Form:
        desk, listener = self.desk, self._listener
        shown = recipients(desk.draft, listener).get(name or "") or RecipientAccess()
        fields = [
            *(
                []
                if name
                else [
                    Field(
                        "recipients",
                        tr("Recipients"),
                        help=tr("Separated by commas"),
                        aliases=("recipient",),
                    )
                ]
            ),
            Field(
                "accept",
                tr("Action"),
                "choice",
                "accept" if shown.accept else "reject",
                (Choice("accept", tr("Accept")), Choice("reject", tr("Reject"))),
            ),
            Field("bypass_ldap", tr("Bypass LDAP accept"), "switch", yes(shown.bypass_ldap)),
        ]

        def submit(values: Values) -> None:
            access = RecipientAccess(
                accept=values["accept"] == "accept", bypass_ldap=values["bypass_ldap"] == YES
            )
            if name is None:
                names = check_entries(values["recipients"])
                desk.submit(lambda draft: add_entries(draft, listener, names, access))
            else:
                desk.submit(lambda draft: edit_entry(draft, listener, name, access))

        title = tr("Add Recipient") if name is None else tr("Edit Recipient: {name}", name=name)
        return Form(title, fields, submit)


def _senders(text: str) -> tuple[str, ...]:
    """Return the senders of a field, a line or a comma between two. Raises `StateError`."""
    plain = ",".join(line.strip() for line in text.splitlines() if line.strip())
    return check_senders(plain) if plain else ()


def _recipient(name: str, access: RecipientAccess) -> Row:
    action = tr("Accept") if access.accept else tr("Reject")
    bypass = tr("bypassed") if access.bypass_ldap else "-"
    return Row(name, (name, action, bypass), ("", "good" if access.accept else "warning", ""))
