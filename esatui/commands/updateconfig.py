"""`updateconfig`: how servers of updates are verified (CLI reference, 16.12)."""

from __future__ import annotations

from dataclasses import replace

from esatui.commands._interfaces import choose_interface
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import cell_width, numbered, table
from state.errors import CertificateError
from state.objects import path_at
from state.operations.durations import check_duration
from state.operations.updates import (
    add_trusted,
    check_server_url,
    delete_trusted,
    set_updates,
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
NOTHING_UPDATED = (
    "The settings are kept and exported. This appliance downloads no updates, whatever they say."
)
PASTE = (
    "Paste certificates to be trusted for secure updater connections, in PEM format (end with '.'):"
)


def state_lines(session: Session) -> str:
    """Return the services with where their updates come from, and how that is verified."""
    server = session.draft.updates.server or SERVERS
    rows = [(service, server) for service in SERVICES]
    validated = session.draft.updates.validate_certificates
    widths = (30, max(30, cell_width(server)))
    return (
        f"{table(('Service (images):', 'Update URL:'), widths, rows)}\n\n"
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
    "updateconfig",
    "Configure system update parameters",
    commit="required",
    areas=("updates",),
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("SETUP", "Edit update configuration.")
async def setup(session: Session) -> None:
    """Ask where updates come from, how often they are looked for, and over which way."""
    now = session.draft.updates
    server = await _ask_server(session, now.server)
    ask = session.dialogue.ask
    interval = await ask(
        "Enter the time interval between checks for new updates. Use a trailing "
        "'m' for minutes, 'h' for hours or 'd' for days.",
        default=now.interval,
        check=check_duration,
    )
    interface = await choose_interface(
        session,
        "When initiating a connection to the update server the originating IP interface is:",
        now.interface,
    )
    http = await _ask_proxy(session, "HTTP", now.http_proxy)
    https = await _ask_proxy(session, "HTTPS", now.https_proxy)
    chosen = replace(
        now,
        server=server,
        interval=interval,
        interface=interface,
        http_proxy=http,
        https_proxy=https,
    )
    draft = set_updates(session.draft, chosen)
    session.update(draft, [path_at(draft.level, "updates")])
    session.dialogue.paragraph(NOTHING_UPDATED)


async def _ask_server(session: Session, current: str | None) -> str | None:
    own = await session.dialogue.choose_value(
        [(False, "Use Cisco Servers"), (True, "Use own server")],
        question="Please select where the system will download updates from:",
        current=current is not None,
    )
    if not own:
        return None
    return await session.dialogue.ask(
        "Enter the HTTP base URL of the update server using the format (optional items are in "
        "brackets): http://server.example.com[:port][/path]",
        default=current,
        check=check_server_url,
    )


async def _ask_proxy(session: Session, kind: str, current: str | None) -> str | None:
    question = f"Do you want to set up a proxy server for {kind} updates?"
    if not await session.dialogue.confirm(question, default=current is not None):
        return None
    return await session.dialogue.ask(
        "Enter the URL of the proxy server, in the format http://proxy.example.com[:port]",
        default=current,
        check=check_server_url,
    )


@menu.operation("VALIDATE_CERTIFICATES", "Validate update server certificates.")
async def validate(session: Session) -> None:
    """Ask whether servers of updates are verified."""
    enabled = await session.dialogue.confirm(
        "Should server certificates from Cisco update servers be validated?",
        default=session.draft.updates.validate_certificates,
    )
    draft = set_validation(session.draft, enabled)
    session.update(draft, [path_at(draft.level, "updates")])
    session.dialogue.paragraph(NOTHING_UPDATED)


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
