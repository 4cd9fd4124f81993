"""Mail Policies > Destination Controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.destinations import forms
from screens.destinations.trial import trial
from screens.destinations.words import DANE, TLS, tls_words, with_ascii
from screens.kit.cells import Column
from screens.kit.dialogs import Question, Reading
from screens.kit.listing import Listing
from screens.kit.rows import LazyRows
from screens.kit.section import Section
from screens.kit.table import Row, Table, Tone
from screens.language import later, tr
from state.errors import StateError
from state.international import written_form
from state.model.destinations import DefaultDestination, Destinations, OutboundTls
from state.operations.destinations import delete_destination, resolved

COLUMNS = (
    Column(later("Destination"), 30, share=3, rank=9),
    # The longest level, in the parentheses of one that comes from the default entry.
    Column(later("TLS Support"), 34, rank=8),
    Column(later("DANE Support"), 13, rank=5),
    Column(later("Connections"), 11, rank=4, align="right"),
    Column(later("Messages"), 9, rank=3, align="right"),
    Column(later("Recipients"), 12, rank=2, align="right"),
    Column(later("Bounce Profile"), 14, rank=1),
)
DEFAULT = " default"
"""Key of the default entry; no domain begins with a space."""


class DestinationsScreen(Section):
    """The destination control table."""

    place: ClassVar[str] = "destinations"
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", later("Add")),
        Binding("e", "edit", later("Edit")),
        Binding("d,delete", "delete", later("Delete")),
        Binding("s", "settings", later("Settings")),
        Binding("v", "verify", later("Test TLS")),
    ]
    CHANGING: ClassVar[frozenset[str]] = frozenset({"add", "edit", "delete", "settings"})

    def __init__(self) -> None:
        super().__init__()
        self._shown: Destinations | None = None

    def content(self) -> ComposeResult:
        yield Static(id="outbound")
        yield Listing(COLUMNS, id="destinations")
        yield Static(id="explanation")

    def show(self) -> None:
        destinations = self.desk.draft.destinations
        if destinations is self._shown:
            return
        self._shown = destinations
        alert = tr("on") if destinations.send_tls_alert else tr("off")
        words = tr(
            "Certificate: {name}. Alert when a required TLS connection fails: {alert}.",
            name=destinations.certificate,
            alert=alert,
        )
        self.query_one("#outbound", Static).update(Text(words))
        self.query_one("#destinations", Listing).show_rows(_rows(destinations))

    @property
    def _key(self) -> str:
        return self.query_one("#destinations", Listing).key

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        destinations = self.desk.draft.destinations
        entry = destinations.entries.get(event.key)
        holds = destinations.default if entry is None else resolved(entry, destinations.default)
        name, words = TLS[holds.tls]
        where = tr("Default") if entry is None else with_ascii(event.key)
        text = Text.assemble((where, "bold"), f" - {tr(name)}: {tr(words)}")
        if holds.dane != "off":
            text.append(f" DANE: {tr(DANE[holds.dane][1])}")
        self.query_one("#explanation", Static).update(text, layout=False)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        if self.desk.may_change:
            self.action_edit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show what the role may not do as not available."""
        return None if action in self.CHANGING and not self.desk.may_change else True

    def action_add(self) -> None:
        """Add a destination."""
        self.app.push_screen(forms.destination(self.desk, None), self._added)

    def _added(self, submitted: bool | None) -> None:
        """Go to the destination that was added."""
        domain = self.desk.made(lambda draft: draft.destinations.entries) if submitted else None
        if domain is not None:
            self.show()
            self.query_one("#destinations", Listing).go_to(domain)

    def action_edit(self) -> None:
        """Edit the entry at the cursor."""
        key = self._key
        form = (
            forms.default_entry(self.desk) if key == DEFAULT else forms.destination(self.desk, key)
        )
        self.app.push_screen(form)

    def action_delete(self) -> None:
        """Delete the entry at the cursor."""
        key = self._key
        if key == DEFAULT:
            self.refuse(StateError(tr("The default entry cannot be deleted.")))
            return

        def answered(answer: bool | None) -> None:
            if answer:
                self.submit(
                    lambda draft: delete_destination(draft, key),
                    tr("Deleted: {name}", name=with_ascii(key)),
                )

        text = tr('Delete the destination "{name}"?', name=with_ascii(key))
        self.app.push_screen(Question(tr("Delete"), text, tr("Delete")), answered)

    def action_settings(self) -> None:
        """Edit the certificate of outbound TLS and the alert."""
        self.app.push_screen(forms.global_settings(self.desk))

    def action_verify(self) -> None:
        """Try TLS to a destination, with what is committed."""
        key = self._key
        found: list[str] = []

        def done(tried: bool | None) -> None:
            if tried:
                self.app.push_screen(Reading(tr("Test TLS"), "\n".join(found)))

        form = trial(self.desk, "" if key == DEFAULT else key, found.extend)
        self.app.push_screen(form, done)


def _rows(destinations: Destinations) -> Sequence[Row]:
    default = destinations.default

    def row(key: str) -> Row:
        if key == DEFAULT:
            return _row(DEFAULT, tr("Default"), default, tr("Default"), own=True)
        entry = destinations.entries[key]
        profile = entry.bounce_profile or tr("Default")
        name = written_form(key)
        return _row(key, name, resolved(entry, default), profile, own=entry.tls is not None)

    return LazyRows([DEFAULT, *sorted(destinations.entries, key=written_form)], row)


def _row(key: str, name: str, holds: DefaultDestination, profile: str, *, own: bool) -> Row:
    limit = holds.recipient_limit
    recipients = tr("none") if limit is None else f"{limit}/{holds.recipient_minutes} min"
    level = tls_words(holds.tls)
    cells = (
        name,
        level if own else f"({level})",
        tr(DANE[holds.dane][0]),
        str(holds.concurrency),
        str(holds.messages_per_connection),
        recipients,
        profile,
    )
    also = "" if name == key else key
    return Row(key, cells, ("", _tone(holds.tls), "", "", "", "", ""), also)


def _tone(level: OutboundTls) -> Tone:
    if level == "off":
        return "warning"
    return "good" if level.startswith("required") else ""


SCREEN = DestinationsScreen
