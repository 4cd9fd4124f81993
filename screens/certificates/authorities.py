"""Network > Certificates: the lists of trusted certificate authorities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.appliance_words import said
from screens.certificates.adding import CERTIFICATES, LARGEST_FILE, file_choices
from screens.kit.cells import Column, widest
from screens.kit.dialogs import Notice, Question
from screens.kit.fields import YES, Field, Values
from screens.kit.form import Form
from screens.kit.keybar import DIALOG_HELP, KeyBar
from screens.kit.listing import Listing
from screens.kit.refusals import refusal
from screens.kit.saving import Saving
from screens.kit.table import Row, Table, Tone
from screens.language import later, tr, use
from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.certificates.parsing import read_certificates
from state.certificates.validity import days_remaining, status
from state.errors import StateError
from state.operations.authorities import (
    delete_custom,
    export_pem,
    import_custom,
    set_custom_enabled,
    set_system_enabled,
    trusted_authorities,
)
from state.operations.values import BLANK
from state.overview.certificates import SOON_DAYS, parsed

if TYPE_CHECKING:
    from screens.app import Dashboard
    from screens.desk import Desk

LISTS = (later("Custom"), later("System"))
OFF = later("List disabled")
STATUSES = (later("Active"), later("Expires soon"), later("Expired"), later("Not yet valid"), OFF)
CUSTOM = "custom:"


class Authorities(ModalScreen[None]):
    """Both lists, the custom one first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", later("Back")),
        Binding("i", "import", later("Import")),
        Binding("x", "export", later("Export")),
        Binding("d,delete", "delete", later("Delete")),
        Binding("c", "switch_list('custom')", later("Custom list on/off")),
        Binding("s", "switch_list('system')", later("System list on/off")),
        DIALOG_HELP,
    ]

    CHANGING: ClassVar[frozenset[str]] = frozenset({"switch_list", "import", "export", "delete"})

    def __init__(self) -> None:
        super().__init__()
        self._new: str | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as box:
            box.border_title = Text(tr("Certificate Authorities"))
            yield Static(id="lists")
            yield Listing(_columns(), empty=later("No certificate authorities."))
            yield KeyBar()

    @property
    def desk(self) -> Desk:
        """The appliance and the login."""
        return cast("Dashboard", self.app).desk

    def on_mount(self) -> None:
        self.query_one(Table).focus()
        self._load()

    @work(thread=True, exclusive=True)
    def _load(self) -> None:
        use(cast("Dashboard", self.app).language)
        rows = _rows(self.desk)
        self.app.call_from_thread(self._show, rows)

    def _show(self, rows: list[Row]) -> None:
        lists = self.desk.draft.authorities
        custom = tr("enabled") if lists.custom_enabled else tr("disabled")
        system = tr("enabled") if lists.system_enabled else tr("disabled")
        words = tr(
            "Custom list (c): {custom}. System list (s): {system}.", custom=custom, system=system
        )
        self.query_one("#lists", Static).update(Text(words))
        listing = self.query_one(Listing)
        listing.show_rows(rows)
        new, self._new = self._new, None
        if new is not None:
            listing.go_to(f"{CUSTOM}{new}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show what the role may not do as not available."""
        return None if action in self.CHANGING and not self.desk.may_change else True

    def action_close(self) -> None:
        """Go back to the certificates."""
        self.dismiss()

    def action_switch_list(self, which: str) -> None:
        """Switch a list on or off."""
        lists = self.desk.draft.authorities
        try:
            if which == "custom":
                self.desk.submit(lambda draft: set_custom_enabled(draft, not lists.custom_enabled))
            else:
                self.desk.submit(lambda draft: set_system_enabled(draft, not lists.system_enabled))
        except StateError as error:
            self.app.push_screen(Notice(tr("Error"), refusal(error), tone="bad"))
            return
        self._submitted()

    def action_import(self) -> None:
        """Add the authorities of a file to the custom list."""
        desk, told = self.desk, list[str]()
        fields = (
            Field("file", tr("File"), "choice", choices=file_choices(desk, *CERTIFICATES)),
            Field("text", tr("or paste (PEM)"), "block", check=read_certificates),
            Field("fqdn", tr("Names must be FQDN"), "switch"),
        )

        def submit(values: Values) -> None:
            data = values["text"].encode()
            if not data.strip():
                if not values["file"]:
                    raise StateError(BLANK, "file")
                data = desk.files.read(values["file"], LARGEST_FILE)
            done = import_custom(desk.draft, data, desk.now(), check_fqdn=values["fqdn"] == YES)
            told[:] = map(said, done.messages)
            told.append(tr("Imported: {count}", count=done.count))
            all_of_them = len(done.draft.authorities.custom)
            told.append(tr("In the custom list: {count}", count=all_of_them))
            desk.submit(lambda _: done.draft)

        def done(submitted: bool | None) -> None:
            if submitted:
                self._new = self.desk.made(lambda draft: draft.authorities.custom)
                self._load()
                self.app.push_screen(Notice(tr("Import"), "\n".join(told)))

        form = Form(tr("Import Custom Certificate Authorities"), fields, submit)
        self.app.push_screen(form, done)

    def action_export(self) -> None:
        """Write all trusted authorities to a file."""
        draft = self.desk.draft
        saving = Saving(
            cast("Dashboard", self.app),
            tr("Export Trusted Authorities"),
            lambda: export_pem(trusted_authorities(draft)),
        )
        saving.ask("authorities.pem")

    def action_delete(self) -> None:
        """Remove the custom authority at the cursor."""
        row = self.query_one(Listing).table.row
        if row is None or not row.key.startswith(CUSTOM):
            self.notify(tr("The system list cannot be changed."), severity="warning")
            return
        fingerprint, name = row.key.removeprefix(CUSTOM), row.cells[1]

        def answered(answer: bool | None) -> None:
            if not answer:
                return
            try:
                self.desk.submit(lambda draft: delete_custom(draft, fingerprint))
            except StateError as error:
                self.app.push_screen(Notice(tr("Error"), refusal(error), tone="bad"))
                return
            self._submitted()

        text = tr('Delete the certificate authority "{name}"?', name=name)
        self.app.push_screen(Question(tr("Delete"), text, tr("Delete")), answered)

    def _submitted(self) -> None:
        cast("Dashboard", self.app).submitted()
        self._load()


def _columns() -> tuple[Column, ...]:
    return (
        Column(later("List"), widest(LISTS), rank=9),
        Column(later("Authority"), 30, share=3, rank=9),
        Column(later("Valid until"), 10, rank=6),
        Column(later("Status"), widest(STATUSES), rank=7),
        Column("SHA-256", 64, rank=2),
    )


@cache
def _system() -> tuple[Certificate, ...]:
    return tuple(sorted(system_authorities(), key=_order))


def _order(each: Certificate) -> tuple[str, str]:
    return ((each.common_name or each.subject).casefold(), each.subject)


def _shared(custom: Iterable[Certificate]) -> frozenset[str]:
    """Return the common names that several authorities have."""
    counts = Counter(each.common_name for each in {*custom, *_system()})
    return frozenset(name for name, count in counts.items() if count > 1)


def _name(each: Certificate, shared: Collection[str]) -> str:
    """Return what an authority is called: its subject where the common name does not tell."""
    return each.subject if each.common_name in shared else each.common_name or each.subject


def _rows(desk: Desk) -> list[Row]:
    now, lists = desk.now(), desk.draft.authorities
    custom = [parsed(pem) for pem in lists.custom.values()]
    shared = _shared(custom)

    def row(where: str, prefix: str, each: Certificate, *, enabled: bool) -> Row:
        words, tone = _status(each, now) if enabled else (tr(OFF), "muted")
        until, fingerprint = f"{each.not_after:%Y-%m-%d}", each.fingerprint_sha256
        cells = (where, _name(each, shared), until, words, fingerprint)
        return Row(f"{prefix}{fingerprint}", cells, ("", "", "", tone, "muted"))

    rows = [row(tr("Custom"), CUSTOM, each, enabled=lists.custom_enabled) for each in custom]
    where, enabled = tr("System"), lists.system_enabled
    return rows + [row(where, "system:", each, enabled=enabled) for each in _system()]


def _status(each: Certificate, now: datetime) -> tuple[str, Tone]:
    """Return how the certificate of an authority stands."""
    state = status(each, now)
    if state == "Expired":
        return tr("Expired"), "bad"
    if state == "Not Yet Valid":
        return tr("Not yet valid"), "bad"
    if days_remaining(each, now) < SOON_DAYS:
        return tr("Expires soon"), "warning"
    return tr("Active"), "good"
