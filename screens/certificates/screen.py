"""Network > Certificates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from screens.certificates import adding, changing
from screens.certificates.authorities import Authorities
from screens.certificates.detail import Detail
from screens.certificates.request import show_request
from screens.certificates.words import STATUSES, service_words, status_tone, status_words
from screens.kit.cells import Column, widest
from screens.kit.dialogs import Notice, Question
from screens.kit.form import Form
from screens.kit.listing import Listing
from screens.kit.menu import Menu
from screens.kit.refusals import refusal
from screens.kit.rows import LazyRows
from screens.kit.section import Section
from screens.kit.table import Row, Table
from screens.language import later, tr
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import Configuration
from state.operations.certificates import (
    awaits_commit,
    check_deletable,
    delete_profile,
    listed_profiles,
    profile_named,
)
from state.overview.certificates import CertificateOverview, next_step, overviews
from state.overview.names import (
    Exchangers,
    HostMatch,
    NameMatch,
    exchangers,
    host_match,
    name_match,
    receiving_domains,
)

if TYPE_CHECKING:
    from screens.app import Dashboard

LOOKED_UP = 5
"""Domains whose MX records are looked up for one listener."""


class CertificatesScreen(Section):
    """All certificate profiles, and everything that can be done with one."""

    place: ClassVar[str] = "certificates"
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", later("Add")),
        Binding("e", "edit", later("Upload signed")),
        Binding("r", "request", later("CSR")),
        Binding("s", "services", later("Services")),
        Binding("x", "export", later("Export")),
        Binding("d,delete", "delete", later("Delete")),
        Binding("t", "authorities", later("Authorities")),
        Binding("m", "look_up", later("Look up MX")),
    ]
    CHANGING: ClassVar[frozenset[str]] = frozenset({"add", "edit", "services", "export", "delete"})

    def __init__(self) -> None:
        super().__init__()
        self._overviews: Callable[[str], CertificateOverview] | None = None
        self._configuration: Configuration | None = None
        self._seen: tuple[object, ...] = ()
        self._exchangers: dict[str, Exchangers] = {}

    def content(self) -> ComposeResult:
        yield Listing(_columns(), id="profiles")
        yield Detail(id="detail")

    def show(self) -> None:
        desk, draft, now = self.desk, self.desk.draft, self.desk.now()
        # A configuration never changes, it is replaced: nothing need be compared.
        seen = (desk.store.head.number, draft.level, now.date())
        if draft.configuration is self._configuration and seen == self._seen:
            return
        self._configuration, self._seen = draft.configuration, seen
        one = self._overviews = overviews(draft, now)
        rows = LazyRows(listed_profiles(draft), lambda name: _row(one(name)))
        self.query_one("#profiles", Listing).show_rows(rows)

    def _overview(self, name: str) -> CertificateOverview | None:
        if self._overviews is None or name not in self.desk.draft.certificates.profiles:
            return None
        try:
            return self._overviews(name)
        except KeyError:
            # Made a moment ago: it is shown with the next news.
            return None

    @on(Table.Highlighted)
    def _highlighted(self, event: Table.Highlighted) -> None:
        event.stop()
        self._show_detail()
        self._look_up(event.key)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        event.stop()
        self.query_one(Detail).focus()

    @property
    def _key(self) -> str:
        return self.query_one("#profiles", Listing).key

    def _show_detail(self, *, home: bool = True) -> None:
        draft, name = self.desk.draft, self._key
        profile = draft.certificates.profiles.get(name)
        overview = self._overview(name)
        names = self._names(overview) if overview is not None else []
        running, step = self.desk.running, None
        if overview is not None and profile is not None and self.desk.may_change:
            step = next_step(overview, profile, running)
        self.query_one(Detail).show_profile(
            overview, profile, names, running=running, step=step, home=home
        )

    def _names(self, overview: CertificateOverview) -> list[NameMatch | HostMatch]:
        draft, certificate, answers = self.desk.draft, overview.certificate, self._exchangers
        found: list[NameMatch | HostMatch] = []
        for each in overview.services:
            if each.kind == "listener":
                found.append(name_match(draft, each.name, certificate, answers, LOOKED_UP))
            elif each.kind == "https":
                found.append(host_match(draft, each.name, certificate))
        return found

    def _domains(self, overview: CertificateOverview | None) -> list[str]:
        """Return the domains that listeners with this profile take mail for."""
        services = overview.services if overview is not None else ()
        listeners = [each.name for each in services if each.kind == "listener"]
        draft = self.desk.draft
        domains = (receiving_domains(draft, each)[:LOOKED_UP] for each in listeners)
        return list(dict.fromkeys(domain for each in domains for domain in each))

    @work(thread=True, exclusive=True, group="names")
    def _look_up(self, name: str) -> None:
        """Ask for the MX records that are not known yet."""
        worker = get_current_worker()
        for domain in self._domains(self._overview(name)):
            if worker.is_cancelled:
                return
            if domain not in self._exchangers:
                answer = self.desk.names_probe.lookup(domain, "MX")
                known = exchangers(domain, answer.status, answer.records, answer.reason)
                self._exchangers[domain] = known
                self.app.call_from_thread(partial(self._show_detail, home=False))

    def action_look_up(self) -> None:
        """Ask for the MX records anew."""
        name = self._key
        domains = self._domains(self._overview(name))
        if not domains:
            self.notify(tr("No listener that uses this certificate names a domain in its RAT."))
        for domain in domains:
            self._exchangers.pop(domain, None)
        self._show_detail(home=False)
        self._look_up(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show what the role may not do as not available."""
        return None if action in self.CHANGING and not self.desk.may_change else True

    def action_add(self) -> None:
        """Make a new profile."""
        choices = {
            "self": tr("Create a self-signed certificate and CSR"),
            "import": tr("Import a PKCS#12 file"),
            "paste": tr("Paste certificate and private key"),
        }
        forms = {"self": adding.self_signed, "import": adding.imported, "paste": adding.pasted}

        def chosen(answer: str | None) -> None:
            if answer:
                self.app.push_screen(forms[answer](self.desk), self._added)

        self.app.push_screen(Menu(tr("Add Certificate"), choices), chosen)

    def _added(self, submitted: bool | None) -> None:
        """Go to the profile that was made."""
        name = self.desk.made(lambda draft: draft.certificates.profiles) if submitted else None
        if name is not None:
            self.show()
            self.query_one("#profiles", Listing).go_to(name)

    def action_edit(self) -> None:
        """Upload a signed certificate and intermediates."""
        self._open(lambda name: changing.signed(self.desk, name))

    def action_services(self) -> None:
        """Assign the profile to services."""
        name = self._key
        if name:
            self.app.push_screen(changing.services(self.desk, name))

    def action_export(self) -> None:
        """Write the profile to a PKCS#12 file."""
        files: list[str] = []

        def done(exported: bool | None) -> None:
            if exported:
                words = tr("Exported to /configuration/{file}", file=files[-1])
                self.notify(words, markup=False)

        self._open(lambda name: changing.exported(self.desk, name, files.append), done)

    def action_request(self) -> None:
        """Show the signing request."""
        name = self._key
        profile = self.desk.draft.certificates.profiles.get(name)
        if profile is None:
            return
        if profile.csr is None:
            self.notify(tr("This profile has no signing request."), severity="warning")
            return
        committed = not awaits_commit(self.desk.running, name, profile)
        show_request(cast("Dashboard", self.app), name, profile.csr, committed=committed)

    def action_delete(self) -> None:
        """Delete the profile, unless something uses it."""
        name = self._key
        try:
            check_deletable(self.desk.draft, name)
        except StateError as error:
            self.app.push_screen(
                Notice(tr("Error"), _in_use(self._overview(name), error), tone="bad")
            )
            return

        def answered(answer: bool | None) -> None:
            if answer:
                self.submit(
                    lambda draft: delete_profile(draft, name), tr("Deleted: {name}", name=name)
                )

        text = tr('Delete the certificate profile "{name}" and its private key?', name=name)
        self.app.push_screen(Question(tr("Delete"), text, tr("Delete")), answered)

    def action_authorities(self) -> None:
        """Show the lists of trusted authorities."""
        self.app.push_screen(Authorities())

    def _open(
        self,
        make: Callable[[str], Form],
        done: Callable[[bool | None], None] = lambda _: None,
    ) -> None:
        """Open a form about the profile at the cursor, unless it cannot be changed."""
        name = self._key
        try:
            profile_named(self.desk.draft, name)
        except StateError as error:
            self.app.push_screen(Notice(tr("Error"), refusal(error), tone="bad"))
            return
        self.app.push_screen(make(name), done)


def _in_use(overview: CertificateOverview | None, error: StateError) -> str:
    """Return why a profile cannot be deleted, in the language of the person."""
    if overview is None or overview.name == DEMO or not overview.services:
        return refusal(error)
    first = tr('The certificate profile "{name}" is in use by:', name=overview.name)
    return "\n".join([first, *(f"  {service_words(each)}" for each in overview.services)])


def _columns() -> tuple[Column, ...]:
    return (
        Column(later("Name"), 14, share=3, rank=9),
        Column(later("Common Name"), 16, share=2, rank=6),
        Column(later("Issued By"), 14, rank=3),
        Column(later("Status"), widest(STATUSES), rank=8),
        Column(later("Days"), 6, rank=7, align="right"),
        Column(later("Used By"), 14, share=4, rank=5),
    )


def _row(each: CertificateOverview) -> Row:
    used = ", ".join(service_words(service) for service in each.services)
    certificate, tone = each.certificate, status_tone(each)
    cells = (
        each.name,
        certificate.common_name,
        certificate.issuer_name,
        status_words(each),
        str(each.days),
        used or "-",
    )
    return Row(each.name, cells, ("", "", "", tone, tone, ""))


SCREEN = CertificatesScreen
