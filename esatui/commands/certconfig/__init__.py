"""`certconfig`: certificate profiles, authorities and revocation lists (CLI reference, 2)."""

from __future__ import annotations

from esatui.commands.certconfig import authorities, certificates, crl
from esatui.menu import Menu, Operation
from esatui.registry import Command
from esatui.session import Session
from state.operations.usage import demo_in_use

DEMO_WARNING = """\
Warning: The "Demo" certificate is in use by one or more services. It encrypts
connections but cannot be verified. Use CERTIFICATE, PRINT to see the services."""


def _warning(session: Session) -> str | None:
    return DEMO_WARNING if demo_in_use(session.draft) else None


menu: Menu[Session] = Menu(
    _warning,
    [
        Operation(
            "CERTIFICATE",
            "Import, Create a request, Edit or Remove Certificate Profiles",
            certificates.menu.run,
            submenu=certificates.menu,
            changes=False,
        ),
        Operation(
            "CERTAUTHORITY",
            "Manage System and Customized Authorities",
            authorities.menu.run,
            submenu=authorities.menu,
            changes=False,
        ),
        Operation(
            "CRL",
            "Manage Certificate Revocation Lists",
            crl.menu.run,
            submenu=crl.menu,
            changes=False,
        ),
    ],
)

command = Command(
    "certconfig",
    "Configure security certificates and keys",
    commit="required",
    areas=("certificates", "authorities", "crl"),
    menu=menu,
    run=menu.run,
)
