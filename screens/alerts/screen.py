"""System Administration > Alerts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.editing import editing
from screens.kit.fields import YES, Field, Values, yes
from screens.kit.form import Form
from screens.kit.refusals import Refused
from screens.kit.section import Section
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.kit.values import AUTO, example, interface_choices, needed
from screens.language import later, tr
from state.errors import StateError
from state.journal import ALERT
from state.model.configuration import Draft
from state.model.services import AlertClass, AlertSubscription, Severity
from state.operations.alerts import (
    ALL,
    CLASSES,
    SAVED,
    SECONDS,
    SEVERITIES,
    add_recipient,
    check_address,
    check_new_recipient,
    delete_recipient,
    edit_recipient,
    from_address,
    recipient_named,
    set_from,
    set_options,
)
from state.operations.values import NumberRange
from state.overview.events import newest

NAMES: Final[dict[str, str]] = {
    "All": later("All"),
    "System": later("System"),
    "Hardware": later("Hardware"),
    "Updater": later("Updater"),
    "Outbreak Filters": later("Outbreak Filters"),
    "Anti-Virus": later("Anti-Virus"),
    "Anti-Spam": later("Anti-Spam"),
    "Directory Harvest Attack Prevention": later("Directory Harvest Attack Prevention"),
    "Release and Support Notifications": later("Release and Support Notifications"),
    "Critical": later("Critical"),
    "Warning": later("Warning"),
    "Information": later("Information"),
}
RECENT: Final = 20


class AlertsScreen(TableSection):
    """Who is told of what, and what was told last."""

    place: ClassVar[str] = "alerts"
    CONCERNS: ClassVar[frozenset[str]] = Section.CONCERNS | {"journal"}
    EMPTY: ClassVar[str] = later("Nobody is told of alerts.")
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column(later("Recipient"), 24, share=2, rank=9),
        Column(later("Classes"), 20, share=2, rank=7),
        Column(later("Severities"), 16, share=1, rank=8),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "settings", later("Settings"))]
    CHANGING: ClassVar[frozenset[str]] = TableSection.CHANGING | {"settings"}

    def source(self) -> object:
        return self.desk.draft.alerts

    def rows(self) -> Sequence[Row]:
        recipients = self.desk.draft.alerts.recipients
        return [_row(address, each) for address, each in sorted(recipients.items())]

    def summary(self) -> str:
        draft = self.desk.draft
        alerts = draft.alerts
        return tr(
            "From {address}. Alerts of one kind again after {initial} to {longest} seconds.",
            address=from_address(draft),
            initial=alerts.initial_wait,
            longest=alerts.max_wait,
        )

    def details(self, key: str) -> RenderableType:
        """Return what the recipient is told of, and the last alerts, whoever they went to."""
        lines = []
        told = self.desk.draft.alerts.recipients.get(key)
        if told is not None:
            words = f"{tr('Classes')}: {_names(told.classes)}; "
            words += f"{tr('Severities')}: {_names(told.severities)}"
            lines = [Text(key, "bold underline"), Text(words)]
        last = []
        for event in newest(self.desk.store.journal, ALERT, RECENT):
            severity = str(event.data.get("severity", ""))
            severity = tr(NAMES[severity]) if severity in NAMES else severity
            words = str(event.data.get("text", ""))
            last.append(Text(f"{event.time:%Y-%m-%d %H:%M:%S} {severity}: {words}"))
        heading = Text(tr("Last alerts"), "bold underline")
        return Group(*lines, heading, *(last or [Text(tr("none"))]))

    def names(self, draft: Draft) -> Collection[str]:
        return draft.alerts.recipients

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_recipient(draft, key)

    def add_form(self) -> Form:
        desk = self.desk
        address = Field(
            "address",
            tr("Email address"),
            placeholder=example("admin@example.com"),
            needed=True,
            check=lambda text: check_new_recipient(desk.draft, text),
        )

        def submit(values: Values) -> None:
            told = _told(values)
            desk.submit(lambda draft: add_recipient(draft, values["address"], told))

        fields = [address, *_choices(AlertSubscription())]
        return Form(tr("Add Alert Recipient"), fields, submit)

    def edit_form(self, key: str) -> Form:
        def fields(draft: Draft) -> list[Field]:
            return _choices(recipient_named(draft, key))

        def change(draft: Draft, values: Values) -> Draft:
            return edit_recipient(draft, key, _told(values))

        title = tr("Edit Alert Recipient: {address}", address=key)
        return editing(self.desk, title, fields, change)

    def action_settings(self) -> None:
        """Edit the sender, the times between alerts, and the interface."""
        self.app.push_screen(editing(self.desk, tr("Edit Alert Settings"), _settings, _set))


def _choices(shown: AlertSubscription) -> list[Field]:
    return [
        Field("note-classes", kind="heading", value=tr("Classes")),
        *(
            Field(f"class-{i}", tr(NAMES[each]), "switch", yes(each in shown.classes))
            for i, each in enumerate(CLASSES)
        ),
        Field("note-severities", kind="heading", value=tr("Severities")),
        *(
            Field(f"severity-{i}", tr(NAMES[each]), "switch", yes(each in shown.severities))
            for i, each in enumerate(SEVERITIES)
        ),
    ]


def _told(values: Values) -> AlertSubscription:
    """Return what is chosen. Raises `StateError`, at the first of what nothing is chosen of."""
    classes: list[AlertClass] = [
        each for i, each in enumerate(CLASSES) if values[f"class-{i}"] == YES
    ]
    severities: list[Severity] = [
        each for i, each in enumerate(SEVERITIES) if values[f"severity-{i}"] == YES
    ]
    wrong = []
    if not classes:
        wrong.append(StateError(tr("Choose at least one class."), "class-0"))
    if not severities:
        wrong.append(StateError(tr("Choose at least one severity."), "severity-0"))
    if wrong:
        raise Refused(wrong)
    return AlertSubscription(
        classes=("All",) if ALL in classes else tuple(classes),
        severities=("All",) if ALL in severities else tuple(severities),
    )


def _settings(draft: Draft) -> list[Field]:
    alerts = draft.alerts
    return [
        Field(
            "address",
            tr("From address"),
            value=alerts.from_address or "",
            placeholder=tr("Default ({level})", level=f"alert@{draft.system.hostname}"),
            check=check_address,
        ),
        _number("initial_wait", tr("First wait (seconds)"), alerts.initial_wait, SECONDS),
        _number("max_wait", tr("Longest wait (seconds)"), alerts.max_wait, SECONDS),
        _number("max_saved", tr("Alerts kept"), alerts.max_saved, SAVED),
        Field(
            "interface",
            tr("Interface"),
            "choice",
            alerts.interface or AUTO,
            interface_choices(draft, auto=True),
        ),
    ]


def _number(name: str, label: str, value: int, limits: NumberRange) -> Field:
    return Field(name, label, value=str(value), needed=True, check=limits.parse)


def _set(draft: Draft, values: Values) -> Draft:
    draft = set_from(draft, values["address"].strip() or None)
    return set_options(
        draft,
        initial_wait=needed(values, "initial_wait"),
        max_wait=needed(values, "max_wait"),
        max_saved=needed(values, "max_saved"),
        autosupport=draft.alerts.autosupport,
        autosupport_copy=draft.alerts.autosupport_copy,
        interface=values["interface"] or None,
    )


def _row(address: str, each: AlertSubscription) -> Row:
    return Row(address, (address, _names(each.classes), _names(each.severities)))


def _names(each: Sequence[str]) -> str:
    return ", ".join(tr(NAMES[name]) for name in each)


SCREEN = AlertsScreen
