"""CERTIFICATE, IMPORT: a profile from a PKCS#12 file (CLI reference, 2.3)."""

from __future__ import annotations

from esatui.commands.certconfig.questions import ask_fqdn_check, ask_profile_name
from esatui.files import ask_import
from esatui.menu import Operation
from esatui.session import Session
from state.certificates.parsing import MAXIMUM_INPUT
from state.certificates.pkcs12 import Bundle, read_pkcs12
from state.certificates.validity import warnings
from state.operations.certificates import (
    chain_warnings,
    check_fully_qualified,
    in_order,
    install_profile,
)


async def run(session: Session) -> None:
    """Ask for name, file and pass phrase, and store what the file holds."""
    name = await ask_profile_name(session)
    if name is None:
        return
    data = await ask_import(session, MAXIMUM_INPUT)
    check_names = await ask_fqdn_check(session)
    passphrase = await session.dialogue.secret("Enter pass phrase for PKCS#12 file:")
    # Deriving the key from the pass phrase takes as long as the file's author wanted.
    bundle = await session.work(lambda: read_pkcs12(data, passphrase))
    if check_names:
        check_fully_qualified(bundle.certificate)
    session.update(
        install_profile(session.draft, name, bundle.certificate, bundle.key, bundle.chain)
    )
    _warn(session, bundle)


def _warn(session: Session, bundle: Bundle) -> None:
    """Print what peers may find wrong, each line under the subject that it concerns."""
    now = session.now()
    lines: list[str] = []
    for each in (bundle.certificate, *bundle.chain):
        found = warnings(each, now)
        lines += [each.subject, *found] if found else []
    ordered = in_order(bundle.certificate, bundle.chain)
    lines += chain_warnings(bundle.certificate, ordered, now)
    if lines:
        session.dialogue.block("\n".join(lines))


IMPORT = Operation("IMPORT", "Import a certificate from a local PKCS#12 file", run)
