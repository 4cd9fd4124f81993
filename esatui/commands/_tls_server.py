"""What the commands about servers with certificates on both sides share: questions and test."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from esatui.commands._certificate_choice import choose_certificate
from esatui.files import ask_import
from esatui.session import Session
from state.model.tls_servers import TlsServer, Trust
from state.operations.tls_servers import check_server_host, read_authority
from state.operations.values import PORT, shown

Source = Literal["system", "custom", "own", "paste", "file"]

LISTS: Final[tuple[tuple[Source, str], ...]] = (
    ("system", "System certificate authorities list"),
    ("custom", "Custom certificate authorities list"),
)
NEW: Final[tuple[tuple[Source, str], ...]] = (
    ("paste", "Paste a certificate authority into the CLI"),
    ("file", "Import a certificate authority from a file"),
)
WORDS: Final[dict[Trust, str]] = {
    "system": "System list",
    "custom": "Custom list",
    "own": "Uploaded",
}
MAXIMUM_INPUT: Final = 1024 * 1024


def server_lines(server: TlsServer) -> str:
    """Return what is shown of a server above the operations."""
    trust = WORDS[server.trust]
    if server.trust == "own" and server.authority is not None:
        trust = f"{trust} ({_subject(server.authority)})"
    return (
        f"Server: {server.host or '-'}, port {server.port}\n"
        f"Client certificate: {server.certificate}\n"
        f"Certificate authority: {trust}"
    )


async def ask_server(session: Session, current: TlsServer, name: str) -> TlsServer:
    """Ask where the server is, for the certificate to present, and whom to trust."""
    dialogue = session.dialogue
    host = await dialogue.ask(
        f"Enter the hostname or IP address of the {name}:",
        default=current.host,
        check=check_server_host,
    )
    port = await dialogue.ask(
        f"Enter the port number of the {name}:", default=str(current.port), check=PORT.parse
    )
    certificate = await choose_certificate(session, current.certificate)
    server = replace(current, host=host, port=port, certificate=certificate)
    return await _ask_trust(session, server, name)


async def _ask_trust(session: Session, server: TlsServer, name: str) -> TlsServer:
    stored: tuple[tuple[Source, str], ...] = ()
    if server.authority is not None:
        stored = (("own", f"Uploaded certificate authority: {_subject(server.authority)}"),)
    source = await session.dialogue.choose_value(
        (*LISTS, *stored, *NEW),
        question=f"Choose the certificate authority that has signed the certificate of the {name}:",
        current=server.trust,
    )
    match source:
        case "paste" | "file":
            pem = read_authority(await _given(session, pasted=source == "paste"))
            session.dialogue.say(_subject(pem))
            return replace(server, trust="own", authority=pem)
        case "system" | "custom" | "own":
            _warn(session, source)
            return replace(server, trust=source)


async def _given(session: Session, *, pasted: bool) -> str | bytes:
    if not pasted:
        return await ask_import(session, MAXIMUM_INPUT)
    block = await session.dialogue.paste(
        "Paste the certificate authority in PEM format (end with '.'):"
    )
    return "" if block.truncated else block.text


def _warn(session: Session, source: Source) -> None:
    """Say that a list is disabled, as it verifies nobody then."""
    authorities = session.draft.authorities
    if (source == "custom" and not authorities.custom_enabled) or (
        source == "system" and not authorities.system_enabled
    ):
        session.dialogue.paragraph(
            f"Warning: The {source} certificate authorities list is disabled. Use CERTAUTHORITY "
            'of "certconfig" to enable it.'
        )


async def run_test(session: Session, server: TlsServer, name: str) -> bool:
    """Connect to the server, and say what happens; `system_logs` has it when it fails.

    Returns whether it succeeded. What was set before in the same menu stays: a test that fails is
    no command that fails.
    """
    draft, trial = session.draft, session.appliance.server_trial
    result = await session.work(lambda: trial.run(draft, server))
    end = f"Connection to the {name} {'succeeded' if result.succeeded else 'failed'}."
    session.dialogue.block("\n".join([*result.lines, "", end]))
    if not result.succeeded:
        where = f"{server.host}:{server.port}"
        session.appliance.logs.system(f"{name}: {where}: {result.reason}", "Warning")
    return result.succeeded


def _subject(pem: str) -> str:
    from state.certificates.certificate import Certificate

    return shown(Certificate.from_pem(pem).subject)
