"""CERTIFICATE: the list of profiles and its menu (CLI reference, 2.2)."""

from __future__ import annotations

from esatui.commands.certconfig.delete import DELETE
from esatui.commands.certconfig.edit import EDIT
from esatui.commands.certconfig.export import EXPORT
from esatui.commands.certconfig.new import NEW
from esatui.commands.certconfig.paste import PASTE
from esatui.commands.certconfig.pkcs12_import import IMPORT
from esatui.commands.certconfig.services import PRINT
from esatui.menu import Menu
from esatui.session import Session
from esatui.text.layout import table
from state.operations.certificate_list import summaries

HEADINGS = ("Name", "Common Name", "Issued By", "Status", "Remaining")
WIDTHS = (9, 20, 20, 13, 9)


def certificate_list(session: Session) -> str:
    """Return the list of certificates as the menu shows it."""
    rows = [
        (each.name, each.common_name, each.issuer, each.status, f"{each.days} days")
        for each in summaries(session.draft, session.now())
    ]
    return "List of Certificates\n" + table(HEADINGS, WIDTHS, rows)


menu: Menu[Session] = Menu(certificate_list, [IMPORT, PASTE, NEW, EDIT, EXPORT, DELETE, PRINT])
