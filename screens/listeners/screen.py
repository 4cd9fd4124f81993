"""Network > Listeners."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.editing import editing
from screens.kit.fields import Choice, Field, Values
from screens.kit.form import Form
from screens.kit.table import Row, Tone
from screens.kit.tabular import TableSection
from screens.kit.values import example, interface_choices, needed, profile_choices
from screens.language import later, tr
from screens.listeners.policies import Policies
from screens.listeners.tables import HatOverview, Recipients
from screens.listeners.words import TYPES, level_of, tls_words
from state.certificates.names import check_hostname
from state.model.configuration import Draft
from state.model.listeners import InboundTls, Listener
from state.operations.listeners import (
    CONNECTIONS,
    TCP_QUEUE,
    NewListener,
    accept_queries,
    add_listener,
    check_listener_name,
    delete_listener,
    listener_named,
    move_listener,
    rename_listener,
    set_default_domain,
    set_limits,
    use_bounce_profile,
    use_certificate,
    use_ldap_accept,
)
from state.operations.senders import check_recipients, check_systems
from state.operations.values import PORT


class ListenersScreen(TableSection):
    """All listeners."""

    place: ClassVar[str] = "listeners"
    EMPTY: ClassVar[str] = later("There are no listeners: no mail is taken.")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("Name"), 14, share=1, rank=9),
        Column(later("Type"), 8, rank=5),
        Column(later("Interface"), 12, share=1, rank=7),
        Column(later("Port"), 5, rank=6, align="right"),
        Column(later("Certificate"), 12, share=1, rank=9),
        Column(later("Default TLS"), 25, rank=8),
        Column(later("Accept query"), 12, share=1, rank=2),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hat", later("HAT")),
        Binding("p", "policies", later("Policies")),
        Binding("r", "recipients", later("RAT")),
    ]
    ABOUT_ONE: ClassVar[frozenset[str]] = TableSection.ABOUT_ONE | {"hat", "policies", "recipients"}

    def source(self) -> object:
        return self.desk.draft.listeners

    def rows(self) -> Sequence[Row]:
        entries = self.desk.draft.listeners.entries
        return [_row(name, each) for name, each in sorted(entries.items())]

    def details(self, key: str) -> RenderableType:
        listener = self.desk.draft.listeners.entries.get(key)
        if listener is None:
            return ""
        hat = listener.hat
        groups = []
        for name in hat.order:
            policy = hat.policies[hat.groups[name].policy]
            words = f"{policy.rule}, TLS {tls_words(level_of(hat, policy))}"
            groups.append(Text(f"  {name}: {hat.groups[name].policy} ({words})"))
        lines = [Text(key, "bold underline"), Text(tr("Sender groups, in the order of matching:"))]
        lines += groups
        if listener.type == "public":
            taken = [name for name, each in listener.rat.items() if each.accept]
            lines.append(
                Text(tr("Takes mail for: {names}", names=", ".join(taken) or tr("nobody")))
            )
        # Below, whole, what the table has to cut or to leave out.
        facts = {
            tr("Type"): tr(TYPES[listener.type]),
            tr("Interface"): listener.interface,
            tr("Certificate"): listener.certificate,
            tr("Accept query"): listener.ldap_accept or "-",
        }
        lines += [Text(f"{label}: {value}") for label, value in facts.items()]
        return Group(*lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A private listener has no Recipient Access Table."""
        if action == "recipients":
            listener = self.desk.draft.listeners.entries.get(self.key)
            if listener is None or listener.type == "private":
                return None
        return super().check_action(action, parameters)

    def action_hat(self) -> None:
        """Show the sender groups of the listener at the cursor."""
        self.app.push_screen(HatOverview(self.key))

    def action_policies(self) -> None:
        """Show the mail flow policies of the listener at the cursor."""
        self.app.push_screen(Policies(self.key))

    def action_recipients(self) -> None:
        """Show the recipients of the listener at the cursor."""
        self.app.push_screen(Recipients(self.key))

    def names(self, draft: Draft) -> Collection[str]:
        return draft.listeners.entries

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_listener(draft, key)

    def add_form(self) -> Form:
        desk = self.desk

        def private(values: Values) -> bool:
            return values["type"] == "private"

        fields = (
            Field(
                "name",
                tr("Name"),
                placeholder=example("OutboundMail"),
                needed=True,
                check=lambda text: check_listener_name(desk.draft, text),
            ),
            Field(
                "type",
                tr("Type"),
                "choice",
                "public",
                (
                    Choice(
                        "public",
                        tr("Public"),
                        tr("Takes mail from the Internet for own recipients"),
                    ),
                    Choice("private", tr("Private"), tr("Relays mail of own systems")),
                ),
            ),
            Field(
                "interface",
                tr("Interface"),
                "choice",
                choices=interface_choices(desk.draft, auto=False),
            ),
            Field("port", tr("Port"), value="25", needed=True, check=PORT.parse),
            Field(
                "recipients",
                tr("Recipients"),
                placeholder=example("example.com, .example.com"),
                shown=lambda values: not private(values),
                help=tr("Separated by commas"),
                aliases=("recipient", "entries"),
                needed=True,
                check=check_recipients,
            ),
            Field(
                "systems",
                tr("Own systems"),
                placeholder=example("192.168.1.0/24"),
                shown=private,
                help=tr("May relay; separated by commas"),
                aliases=("sender", "entries"),
                needed=True,
                check=check_systems,
            ),
        )

        def submit(values: Values) -> None:
            if private(values):
                entries = check_systems(values["systems"])
            else:
                entries = check_recipients(values["recipients"])
            new = NewListener(
                type="private" if private(values) else "public",
                interface=values["interface"],
                port=needed(values, "port"),
                entries=entries,
            )
            desk.submit(lambda draft: add_listener(draft, values["name"].strip(), new))

        return Form(tr("Add Listener"), fields, submit)

    def edit_form(self, key: str) -> Form:
        def fields(draft: Draft) -> list[Field]:
            return _fields(draft, key)

        def change(draft: Draft, values: Values) -> Draft:
            return _changed(draft, key, values)

        return editing(self.desk, tr("Edit Listener: {name}", name=key), fields, change)


def _fields(draft: Draft, key: str) -> list[Field]:
    listener = listener_named(draft, key)
    profiles = tuple(Choice(name, name) for name in sorted({"Default", *draft.bounces.profiles}))
    queries = tuple(Choice(name, name) for name in accept_queries(draft))
    interfaces = interface_choices(draft, auto=False)
    limits = {
        "max_concurrency": (tr("Concurrent connections"), CONNECTIONS),
        "tcp_queue": (tr("TCP listen queue"), TCP_QUEUE),
    }
    return [
        Field(
            "name",
            tr("Name"),
            value=key,
            needed=True,
            check=lambda text: check_listener_name(draft, text, key),
        ),
        Field("interface", tr("Interface"), "choice", listener.interface, interfaces),
        Field("port", tr("Port"), value=str(listener.port), needed=True, check=PORT.parse),
        Field(
            "certificate",
            tr("Certificate"),
            "choice",
            listener.certificate,
            profile_choices(draft),
        ),
        *(
            Field(name, label, value=str(getattr(listener, name)), needed=True, check=limit.parse)
            for name, (label, limit) in limits.items()
        ),
        Field(
            "default_domain",
            tr("Default domain"),
            value=listener.default_domain or "",
            check=check_hostname,
        ),
        Field("bounce_profile", tr("Bounce Profile"), "choice", listener.bounce_profile, profiles),
        Field(
            "ldap_accept",
            tr("Accept query"),
            "choice",
            listener.ldap_accept or "",
            (Choice("", tr("none")), *queries),
        ),
    ]


def _changed(draft: Draft, key: str, values: Values) -> Draft:
    draft = move_listener(draft, key, values["interface"], needed(values, "port"))
    draft = use_certificate(draft, key, values["certificate"])
    draft = set_limits(
        draft,
        key,
        max_concurrency=needed(values, "max_concurrency"),
        tcp_queue=needed(values, "tcp_queue"),
    )
    draft = set_default_domain(draft, key, values["default_domain"].strip() or None)
    draft = use_bounce_profile(draft, key, values["bounce_profile"])
    draft = use_ldap_accept(draft, key, values["ldap_accept"] or None)
    name = values["name"].strip()
    return draft if name == key else rename_listener(draft, key, name)


def _row(name: str, each: Listener) -> Row:
    level = level_of(each.hat)
    cells = (
        name,
        tr(TYPES[each.type]),
        each.interface,
        str(each.port),
        each.certificate,
        tls_words(level),
        each.ldap_accept or "-",
    )
    return Row(name, cells, ("", "", "", "", "", _tone(level), ""))


def _tone(level: InboundTls) -> Tone:
    if level == "off":
        return "warning"
    return "good" if level.startswith("required") else ""


SCREEN = ListenersScreen
