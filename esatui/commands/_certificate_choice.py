"""The question for a certificate profile that every service asks (CLI reference, 4.3)."""

from __future__ import annotations

from esatui.session import Session
from state.model.certificates import DEMO
from state.operations.certificates import listed_profiles

DEMO_CONFIGURED = (
    f'The "{DEMO}" certificate is currently configured. '
    f'You may use "{DEMO}", but this will not be secure.'
)
RUN_CERTCONFIG = 'To assure privacy, run "certconfig" first.'
QUESTION = "Please choose the certificate to apply:"


async def choose_certificate(session: Session, current: str, *, advice: str = "") -> str:
    """Return the profile that is chosen; Enter keeps `current`.

    While `Demo` is in use a paragraph warns of it, with `advice` at its end. A profile that does
    not exist at this level is served as `Demo` (TLS behaviour, 9), so `Demo` is the default then.
    """
    names = listed_profiles(session.draft)
    if current == DEMO:
        session.dialogue.paragraph(f"{DEMO_CONFIGURED} {advice}".rstrip())
    default = names.index(current) + 1 if current in names else len(names)
    index = await session.dialogue.choose(
        names, question=QUESTION, after=True, default=default, completed=True
    )
    return names[index]
