"""What every command asks when TLS is switched on (CLI reference, 4.2 and 7.6)."""

from __future__ import annotations

from esatui.session import Session
from state.model.certificates import DEMO

CHOSEN = (
    "You have chosen to enable TLS. Please use the 'certconfig' command to ensure that there is a "
    "valid certificate configured."
)
USE_DEMO = """\
You have not entered a certificate. To assure privacy, run 'certconfig' first.
You may use the demo certificate to test TLS, but this will not be secure.
Do you really wish to use a demo certificate?"""


async def confirm_tls(session: Session, certificate: str) -> bool:
    """Say that TLS needs a certificate and, if it is `Demo`, ask; return whether TLS stays on."""
    session.dialogue.paragraph(CHOSEN)
    if certificate != DEMO:
        return True
    return await session.dialogue.confirm(USE_DEMO, default=False)
