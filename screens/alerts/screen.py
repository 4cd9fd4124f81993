"""System Administration > Alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text
from textual.binding import Binding, BindingType

from screens.kit.cells import Column
from screens.kit.fields import YES, Field, Values, yes
from screens.kit.form import Form
from screens.kit.table import Row
from screens.kit.tabular import TableSection
from screens.kit.values import AUTO, interface_choices, needed
from screens.language import later, tr
from state.errors import StateError
from state.journal import ALERT
from state.model.configuration import Draft
from state.model.services import AlertClass, AlertSubscription, Severity
from state.operations.alerts import (
    ALL,
    CLASSES,
    SEVERITIES,
    add_recipient,
    delete_recipient,
    edit_recipient,
    from_address,
    set_from,
    set_options,
)
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
        """Return the last alerts, whoever they went to."""
        lines = [Text(tr("Last alerts"), "bold underline")]
        for event in newest(self.desk.store.journal, ALERT, RECENT):
            severity = str(event.data.get("severity", ""))
            severity = tr(NAMES[severity]) if severity in NAMES else severity
            words = str(event.data.get("text", ""))
            lines.append(Text(f"{event.time:%Y-%m-%d %H:%M:%S} {severity}: {words}"))
        if len(lines) == 1:
            lines.append(Text(tr("none")))
        return Group(*lines)

    def add_form(self) -> Form:
        return self._form(None)

    def edit_form(self, key: str) -> Form:
        return self._form(key)

    def deleted(self, draft: Draft, key: str) -> Draft:
        return delete_recipient(draft, key)

    def _form(self, address: str | None) -> Form:
        desk = self.desk
        shown = desk.draft.alerts.recipients.get(address or "") or AlertSubscription()
        fields = [
            *(
                []
                if address
                else [Field("address", tr("Email address"), placeholder="admin@example.com")]
            ),
            Field("note-classes", kind="note", value=tr("Classes")),
            *(
                Field(f"class-{i}", tr(NAMES[each]), "switch", yes(each in shown.classes))
                for i, each in enumerate(CLASSES)
            ),
            Field("note-severities", kind="note", value=tr("Severities")),
            *(
                Field(f"severity-{i}", tr(NAMES[each]), "switch", yes(each in shown.severities))
                for i, each in enumerate(SEVERITIES)
            ),
        ]

        def submit(values: Values) -> None:
            classes: list[AlertClass] = [
                each for i, each in enumerate(CLASSES) if values[f"class-{i}"] == YES
            ]
            severities: list[Severity] = [
                each for i, each in enumerate(SEVERITIES) if values[f"severity-{i}"] == YES
            ]
            if not classes or not severities:
                raise StateError(tr("Choose at least one class and one severity."))
            told = AlertSubscription(
                classes=("All",) if ALL in classes else tuple(classes),
                severities=("All",) if ALL in severities else tuple(severities),
            )
            if address is None:
                desk.submit(lambda draft: add_recipient(draft, values["address"], told))
            else:
                desk.submit(lambda draft: edit_recipient(draft, address, told))

        title = (
            tr("Add Alert Recipient")
            if address is None
            else tr("Edit Alert Recipient: {address}", address=address)
        )
        return Form(title, fields, submit)

    def action_settings(self) -> None:
        """Edit the sender, the times between alerts, and the interface."""
        desk, alerts = self.desk, self.desk.draft.alerts
        fields = (
            Field(
                "address",
                tr("From address"),
                value=alerts.from_address or "",
                placeholder=f"alert@{desk.draft.system.hostname}",
            ),
            Field("initial_wait", tr("First wait (seconds)"), value=str(alerts.initial_wait)),
            Field("max_wait", tr("Longest wait (seconds)"), value=str(alerts.max_wait)),
            Field("max_saved", tr("Alerts kept"), value=str(alerts.max_saved)),
            Field(
                "interface",
                tr("Interface"),
                "choice",
                alerts.interface or AUTO,
                interface_choices(desk.draft, auto=True),
            ),
        )

        def submit(values: Values) -> None:
            numbers = {
                each: needed(values, each) for each in ("initial_wait", "max_wait", "max_saved")
            }
            address = values["address"].strip() or None

            def change(draft: Draft) -> Draft:
                draft = set_from(draft, address)
                return set_options(
                    draft,
                    initial_wait=numbers["initial_wait"],
                    max_wait=numbers["max_wait"],
                    max_saved=numbers["max_saved"],
                    autosupport=draft.alerts.autosupport,
                    autosupport_copy=draft.alerts.autosupport_copy,
                    interface=values["interface"] or None,
                )

            desk.submit(change)

        self.app.push_screen(Form(tr("Edit Alert Settings"), fields, submit))


def _row(address: str, each: AlertSubscription) -> Row:
    classes = ", ".join(tr(NAMES[name]) for name in each.classes)
    severities = ", ".join(tr(NAMES[name]) for name in each.severities)
    return Row(address, (address, classes, severities))


SCREEN = AlertsScreen
