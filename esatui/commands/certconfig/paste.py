"""CERTIFICATE, PASTE: a profile from a certificate and its key (CLI reference, 2.4)."""

from __future__ import annotations

from esatui.commands.certconfig.pasting import ask_intermediates, paste_public
from esatui.commands.certconfig.questions import ask_fqdn_check, ask_profile_name
from esatui.menu import Operation
from esatui.session import Session
from state.certificates.keys import PrivateKey
from state.certificates.parsing import read_private_key
from state.certificates.private_keys import INVALID_KEY
from state.errors import CertificateError
from state.operations.certificates import check_fully_qualified, install_profile


async def run(session: Session) -> None:
    """Ask for certificate, key and intermediates, and store them."""
    name = await ask_profile_name(session)
    if name is None:
        return
    check_names = await ask_fqdn_check(session)
    pasted = await paste_public(session)
    if check_names:
        check_fully_qualified(pasted.certificate)
    key = await _paste_key(session)
    pasted = pasted.for_key(key.key_id)
    intermediates = await ask_intermediates(session, pasted.certificate, pasted.others)
    session.update(install_profile(session.draft, name, pasted.certificate, key, intermediates))


async def _paste_key(session: Session) -> PrivateKey:
    block = await session.dialogue.paste("Paste private key in PEM format (end with '.'):")
    if block.truncated:
        raise CertificateError(INVALID_KEY)
    return read_private_key(block.text)


PASTE = Operation("PASTE", "Paste a certificate into the CLI", run)
