"""`sslconfig`: methods and ciphers of TLS (CLI reference, 11)."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.errors import StateError
from state.model.services import SslService
from state.objects import path_at
from state.operations.ssl import METHODS, Service, Switch, set_service, set_switch
from state.operations.values import BLANK

# Label in the state lines and in the questions.
LABELS: dict[Service, tuple[str, str]] = {
    "gui": ("GUI HTTPS", "GUI HTTPS"),
    "inbound": ("Inbound SMTP", "inbound SMTP"),
    "outbound": ("Outbound SMTP", "outbound SMTP"),
}


def _service_lines(label: str, service: SslService, *, renegotiation: bool) -> list[str]:
    lines = [f"  {label} method:  {service.method}", f"  {label} ciphers:"]
    lines += [f"        {cipher}" for cipher in service.ciphers.split(":")]
    if renegotiation:
        lines.append(f"  {label} TLS Renegotiation: {_state(service.renegotiation)}")
    return lines


def _state(on: bool) -> str:
    return "Enabled" if on else "Disabled"


def state_lines(session: Session) -> str:
    """Return all settings."""
    ssl = session.draft.ssl
    return "\n".join(
        [
            "sslconfig settings:",
            *_service_lines("GUI HTTPS", ssl.gui, renegotiation=True),
            *_service_lines("Inbound SMTP", ssl.inbound, renegotiation=True),
            *_service_lines("Outbound SMTP", ssl.outbound, renegotiation=False),
            f"  Other TLS client services TLS v1.0: {_state(ssl.other_tlsv10)}",
            f"  Peer certificate FQDN validation: {_state(ssl.peer_fqdn)}",
            f"  Peer certificate X509 validation: {_state(ssl.peer_x509)}",
        ]
    )


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "sslconfig", "Configure SSL settings", commit="required", areas=("ssl",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("GUI", "Edit GUI HTTPS ssl settings.")
async def gui(session: Session) -> None:
    """Ask for the settings of HTTPS."""
    await _edit(session, "gui", renegotiation=True)


@menu.operation("INBOUND", "Edit Inbound SMTP ssl settings.")
async def inbound(session: Session) -> None:
    """Ask for the settings of the listeners."""
    await _edit(session, "inbound", renegotiation=True)


@menu.operation("OUTBOUND", "Edit Outbound SMTP ssl settings.")
async def outbound(session: Session) -> None:
    """Ask for the settings of delivery."""
    await _edit(session, "outbound", renegotiation=False)


@menu.operation("VERIFY", "Verify and show ssl cipher list.", changes=False)
async def verify(session: Session) -> None:
    """Ask for a cipher string and print what it selects."""

    def lines(text: str) -> tuple[str, ...]:
        if not text:
            raise StateError(BLANK)
        return session.appliance.ciphers.listed(text)

    question = "Enter the ssl cipher you want to verify."
    ciphers = await session.dialogue.ask(question, check=lines)
    session.dialogue.write("\n")
    await session.dialogue.page("\n".join(ciphers))


@menu.operation("OTHER_CLIENT_TLSV10", "Edit TLS v1.0 for other client services.")
async def other_client_tlsv10(session: Session) -> None:
    """Ask whether other clients may use TLS 1.0."""
    question = "Would you like to enable TLS v1.0 for other client services?"
    await _switch(session, "other_tlsv10", question, on=session.draft.ssl.other_tlsv10)


@menu.operation("PEER_CERT_FQDN", "Validate peer certificate FQDN compliance.")
async def peer_cert_fqdn(session: Session) -> None:
    """Ask whether the names of peers have to be fully qualified."""
    question = "Would you like to enable peer certificate FQDN validation?"
    await _switch(session, "peer_fqdn", question, on=session.draft.ssl.peer_fqdn)


@menu.operation("PEER_CERT_X509", "Validate peer certificate X509 compliance.")
async def peer_cert_x509(session: Session) -> None:
    """Ask whether the certificates of peers have to comply with X.509."""
    question = "Would you like to enable peer certificate X509 validation?"
    await _switch(session, "peer_x509", question, on=session.draft.ssl.peer_x509)


async def _edit(session: Session, name: Service, *, renegotiation: bool) -> None:
    label = LABELS[name][1]
    current: SslService = getattr(session.draft.ssl, name)
    dialogue, selects = session.dialogue, session.appliance.ciphers.listed
    method = await dialogue.choose_value(
        list(METHODS.items()),
        question=f"Enter the {label} ssl method you want to use.",
        current=current.method,
    )

    def checked(text: str) -> str:
        selects(text)
        return text

    ciphers = await dialogue.ask(
        f"Enter the {label} ssl cipher you want to use.", default=current.ciphers, check=checked
    )
    renegotiates = current.renegotiation
    if renegotiation:
        renegotiates = await dialogue.confirm(
            f"Would you like to enable TLS Renegotiation for {label}?", default=renegotiates
        )
    service = SslService(method=method, ciphers=ciphers, renegotiation=renegotiates)
    touched = [path_at(session.draft.level, "ssl", name)]
    session.update(set_service(session.draft, name, service, selects), touched)


async def _switch(session: Session, name: Switch, question: str, *, on: bool) -> None:
    wanted = await session.dialogue.confirm(question, default=on)
    touched = [path_at(session.draft.level, "ssl")]
    session.update(set_switch(session.draft, name, on=wanted), touched)
