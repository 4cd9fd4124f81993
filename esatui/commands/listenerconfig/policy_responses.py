"""Questions about what the listener says of itself (CLI reference, 7.6)."""

from __future__ import annotations

from esatui.commands.listenerconfig.policy_talk import PolicyTalk
from state.certificates.names import check_hostname
from state.errors import StateError
from state.hat.policy import ACCEPT_CODE, REJECT_CODE
from state.operations.policies import SMTP_CODE, check_response
from state.operations.values import not_blank

_BANNER = "Do you want to override the hostname in the SMTP banner?"
_HOSTNAME = "Enter the hostname to use in the SMTP banner."
_CODE = "Enter the SMTP code to use in the response."
_TEXT = "Enter your custom SMTP response. Press Enter on a blank line to finish."


async def ask_banner(talk: PolicyTalk) -> None:
    """Ask for another host name than that of the interface."""
    current = talk.effective.banner_hostname
    if not await talk.dialogue.confirm(_BANNER, default=current is not None):
        talk.set(banner_hostname=None)
        return
    talk.set(banner_hostname=await talk.dialogue.ask(_HOSTNAME, default=current, check=_hostname))


async def ask_acceptance(talk: PolicyTalk) -> None:
    """Ask for a greeting of one's own."""
    await _response(talk, "acceptance", "accept", ACCEPT_CODE)


async def ask_rejection(talk: PolicyTalk) -> None:
    """Ask for words of one's own towards a host that is rejected."""
    await _response(talk, "rejection", "reject", REJECT_CODE)


async def _response(talk: PolicyTalk, name: str, field: str, usual_code: int) -> None:
    """Ask for code and text of one response; a blank text keeps the lines that are there."""
    code_field, text_field = f"{field}_code", f"{field}_text"
    current: tuple[str, ...] | None = getattr(talk.effective, text_field)
    question = f"Would you like to specify a custom SMTP {name} response?"
    if not await talk.dialogue.confirm(question, default=current is not None):
        talk.set(**{code_field: None, text_field: None})
        return
    code = getattr(talk.effective, code_field) or usual_code
    await talk.number(_CODE, code_field, SMTP_CODE, code)
    talk.set(**{text_field: await _text(talk, text_field, current)})


async def _text(talk: PolicyTalk, field: str, current: tuple[str, ...] | None) -> tuple[str, ...]:
    question: str | None = _TEXT
    while True:
        block = await talk.dialogue.paste(question, end="")
        lines = tuple(line.rstrip() for line in block.text.split("\n") if line.strip())
        try:
            check_response(lines or current or (), field)
        except StateError as error:
            talk.dialogue.say(error.text)
            question = None
            continue
        return lines or current or ()


def _hostname(text: str) -> str:
    check_hostname(not_blank(text), "banner_hostname")
    return text.lower()
