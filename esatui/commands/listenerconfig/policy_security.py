"""Questions about TLS, SMTP authentication and SPF of a policy (CLI reference, 7.6)."""

from __future__ import annotations

from esatui.commands._tls_questions import confirm_tls
from esatui.commands.listenerconfig.policy_talk import PolicyTalk
from esatui.commands.listenerconfig.policy_text import SMTP_AUTH, TLS_LEVELS
from state.model.listeners import InboundTls
from state.operations.policies import WITH_ADDRESS_LIST

TLS_QUESTION = "Do you want to allow encrypted TLS connections?"
NO_PROFILE = {
    "preferred": "This listener has no SMTP authentication profile: authentication is not offered.",
    "required": "This listener has no SMTP authentication profile: nobody can authenticate, and "
    "every message is refused.",
}
ADDRESS_LIST_QUESTION = "Choose address list to enforce TLS:"


async def ask_tls(talk: PolicyTalk) -> None:
    """Ask for the level; above No it needs a certificate, and may hold for some senders alone."""
    current = talk.effective
    level: InboundTls = await talk.dialogue.choose_value(
        list(TLS_LEVELS.items()), question=TLS_QUESTION, current=current.tls
    )
    session = talk.context.session
    if level != "off" and not await confirm_tls(session, talk.context.listener.certificate):
        level = "off"
    senders = None
    if level in WITH_ADDRESS_LIST:
        senders = await _senders(talk, current.tls_senders)
    talk.set(tls=level, tls_senders=senders)


async def ask_smtp_auth(talk: PolicyTalk) -> None:
    """Ask whether clients may log in, and if they may, whether that needs TLS."""
    auth = await talk.dialogue.choose_value(
        list(SMTP_AUTH.items()),
        question="Do you want to allow SMTP authentication?",
        current=talk.effective.smtp_auth,
    )
    talk.set(smtp_auth=auth)
    if auth != "off":
        talk.dialogue.paragraph(NO_PROFILE[auth])
    if auth == "off" or talk.effective.tls == "off":
        talk.set(auth_requires_tls=False)
        return
    await talk.flag("Require TLS to offer SMTP authentication?", "auth_requires_tls")


async def ask_spf(talk: PolicyTalk) -> None:
    """Ask whether SPF is to be changed at all, as the appliance does, and then to what."""
    if await talk.dialogue.confirm("Would you like to change SPF/SIDF settings?", default=False):
        await talk.flag("Would you like to enable SPF/SIDF verification?", "spf")
    else:
        talk.set(spf=talk.effective.spf)


async def _senders(talk: PolicyTalk, current: str | None) -> str | None:
    lists = sorted(talk.context.session.draft.listeners.address_lists)
    if not lists:
        return None
    choices: list[tuple[str | None, str]] = [(None, "None"), *((name, name) for name in lists)]
    return await talk.dialogue.choose_value(
        choices, question=ADDRESS_LIST_QUESTION, current=current, completed=True
    )
