"""CERTIFICATE, EXPORT: a profile as a PKCS#12 file (CLI reference, 2.7)."""

from __future__ import annotations

from esatui.commands.certconfig.questions import choose_profile, has_profiles
from esatui.files import ask_export, files_of
from esatui.menu import Operation
from esatui.session import Session
from state.certificates.keys import PrivateKey
from state.operations.certificates import export_profile, profile_named
from state.operations.values import BLANK


async def run(session: Session) -> None:
    """Ask for profile, file and passphrase, and write the file."""
    name = await choose_profile(session, "export")
    file_name = await ask_export(session)
    passphrase = await _ask_passphrase(session)
    profile = profile_named(session.draft, name)
    key = PrivateKey(session.candidate.private_key(profile.key))
    draft = session.draft
    data = await session.work(lambda: export_profile(draft, name, key, passphrase))
    files_of(session).write(file_name, data)
    session.dialogue.block(f'Certificate profile "{name}" exported.')


async def _ask_passphrase(session: Session) -> str:
    while True:
        first = await session.dialogue.secret("Enter passphrase:")
        again = await session.dialogue.secret("Confirm passphrase:", gap=False)
        if first != again:
            session.dialogue.say("The passphrases do not match.")
        elif not first:
            session.dialogue.say(BLANK)
        else:
            return first


EXPORT = Operation("EXPORT", "Export a certificate", run, when=has_profiles)
