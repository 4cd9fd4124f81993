"""Network > Certificates."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from screens.kit.cells import Column
from screens.kit.listing import Listing
from screens.kit.section import Section
from screens.kit.table import Row
from screens.language import later
from state.certificates.certificate import Certificate
from state.certificates.validity import days_remaining
from state.operations.certificates import listed_profiles
from state.operations.usage import services_using

COLUMNS = (
    Column(later("Name"), 14, share=2, rank=9),
    Column(later("Common Name"), 18, share=3, rank=6),
    Column(later("Issued By"), 16, share=2, rank=3),
    Column(later("Days"), 6, rank=9, align="right"),
    Column(later("Used By"), 14, share=3, rank=5),
)


class CertificatesScreen(Section):
    """All certificate profiles."""

    place: ClassVar[str] = "certificates"

    def content(self) -> ComposeResult:
        yield Listing(COLUMNS, id="profiles")

    def show(self) -> None:
        draft, now = self.desk.draft, self.desk.now()
        rows = []
        for name in listed_profiles(draft):
            certificate = Certificate.from_pem(draft.certificates.profiles[name].certificate)
            used = ", ".join(service.label for service in services_using(draft, name))
            days = days_remaining(certificate, now)
            cells = (name, certificate.common_name, certificate.issuer_name, str(days), used)
            rows.append(Row(name, cells))
        self.query_one(Listing).show_rows(rows)


SCREEN = CertificatesScreen
