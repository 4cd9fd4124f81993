"""CERTIFICATE, EDIT: a signed certificate and intermediates for a profile (CLI reference, 2.6)."""

from __future__ import annotations

from esatui.commands.certconfig.pasting import ask_intermediates, paste_public
from esatui.commands.certconfig.questions import choose_profile, has_profiles
from esatui.commands.certconfig.signing_request import offer_request
from esatui.menu import Operation
from esatui.session import Session
from state.certificates.certificate import Certificate
from state.objects import path_at
from state.operations.certificates import intermediates_of, profile_named, update_profile


async def run(session: Session) -> None:
    """Ask what to change, store it, and offer the request."""
    name = await choose_profile(session, "edit")
    profile = profile_named(session.draft, name)
    certificate = Certificate.from_pem(profile.certificate)
    intermediates = intermediates_of(profile)
    if await session.dialogue.confirm(
        "Do you want to update the existing public certificate?", default=False
    ):
        pasted = await paste_public(session, profile.key)
        certificate = pasted.certificate
        intermediates += pasted.others
    intermediates = await ask_intermediates(session, certificate, intermediates)
    draft = update_profile(session.draft, name, certificate, intermediates)
    # Editing settles a conflict over the profile, even if nothing was changed.
    session.update(draft, [path_at(draft.level, "certificates", "profiles", name)])
    await offer_request(session, name)


EDIT = Operation("EDIT", "Update certificate or view the signing request", run, when=has_profiles)
