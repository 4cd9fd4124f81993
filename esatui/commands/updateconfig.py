"""`updateconfig`: how servers of updates are verified (CLI reference, 16.12)."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered, table
from state.errors import CertificateError
from state.objects import path_at
from state.operations.updates import (
    add_trusted,
    delete_trusted,
    set_validation,
    trusted_certificates,
)

SERVICES = (
    "Feature Key updates",
    "Timezone rules",
    "Support Request updates",
    "Cisco AsyncOS upgrades",
    "Enrollment Client Updates",
)
SERVERS = "Cisco Servers"
PASTE = (
    "Paste certificates to be trusted for secure updater connections, in PEM format (end with '.'):"
)


def state_lines(session: Session) -> str:
    """Return the services with where their updates come from, and how that is verified."""
    rows = [(service, SERVERS) for service in SERVICES]
    validated = session.draft.updates.validate_certificates
    return (
        f"{table(('Service (images):', 'Update URL:'), (30, 30), rows)}\n\n"
        f"Validate update server certificates: {'Enabled' if validated else 'Disabled'}"
    )


def trusted_lines(session: Session) -> str:
    """Return the numbered subjects of the trusted certificates."""
    subjects = [each.subject for each in trusted_certificates(session.draft)]
    if not subjects:
        return "No trusted certificates configured."
    return "Trusted certificates:\n" + numbered(subjects)


def _any(session: Session) -> bool:
    return bool(session.draft.updates.trusted)


menu: Menu[Session] = Menu(state=state_lines)
trusted_menu: Menu[Session] = Menu(state=trusted_lines)
command = Command(
    "updateconfig", "Configure system update parameters", commit="required", menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("VALIDATE_CERTIFICATES", "Validate update server certificates.")
async def validate(session: Session) -> None:
    """Ask whether servers of updates are verified."""
    enabled = await session.dialogue.confirm(
        "Should server certificates from Cisco update servers be validated?",
        default=session.draft.updates.validate_certificates,
    )
    draft = set_validation(session.draft, enabled)
    session.update(draft, [path_at(draft.level, "updates")])


@menu.operation(
    "TRUSTED_CERTIFICATES",
    "Manage trusted certificates for updates.",
    submenu=trusted_menu,
    changes=False,
)
async def trusted(session: Session) -> None:
    """Show the menu of the trusted certificates."""
    await trusted_menu.run(session)


@trusted_menu.operation("ADD", "Upload a new trusted certificate for updates.")
async def add(session: Session) -> None:
    """Take pasted certificates."""
    block = await session.dialogue.paste(PASTE)
    if block.truncated:
        raise CertificateError("The text is too long.")
    draft = session.draft
    session.update(await session.work(lambda: add_trusted(draft, block.text)))


@trusted_menu.operation("DELETE", "Remove a trusted certificate for updates.", when=_any)
async def delete(session: Session) -> None:
    """Ask for a certificate and remove it."""
    listed = trusted_certificates(session.draft)
    index = await session.dialogue.choose(
        [each.subject for each in listed],
        question="Enter the number of the certificate you wish to remove.",
    )
    session.update(delete_trusted(session.draft, listed[index].fingerprint_sha256))
