"""The questions of NEW (CLI reference, 7.2)."""

from __future__ import annotations

from esatui.commands.listenerconfig.place import ask_interface, ask_port
from esatui.session import Session
from state.model.listeners import ListenerType
from state.operations.listeners import (
    RECIPIENTS_PER_HOUR,
    NewListener,
    check_listener_name,
)
from state.operations.senders import check_recipients, check_systems

SYSTEMS_QUESTION = """\
Please specify the systems allowed to relay email through this appliance.
Hostnames such as "example.com" are allowed.
Partial hostnames such as ".example.com" are allowed.
IP addresses, IP address ranges, and partial IP addresses are allowed.
Separate multiple entries with commas."""
RECIPIENTS_QUESTION = """\
Enter the domain names or specific email addresses you want to accept mail for.
Hostnames such as "example.com" are allowed.
Partial hostnames such as ".example.com" are allowed.
Usernames such as "postmaster@" are allowed.
Full email addresses such as "joe@example.com" or "joe@[1.2.3.4]" are allowed.
Separate multiple addresses with commas."""
RATE_QUESTION = "Enter the maximum number of recipients per hour from a remote host."
SMTP_PORT = 25

_TYPES: list[tuple[ListenerType, str]] = [("private", "Private"), ("public", "Public")]
_EXAMPLES: dict[ListenerType, str] = {"private": "OutboundMail", "public": "InboundMail"}
_PROTOCOLS = ("SMTP", "QMQP")


async def ask_new(session: Session) -> tuple[str, NewListener]:
    """Ask for everything about a new listener; return its name and the rest."""
    dialogue = session.dialogue
    kind = await dialogue.choose_value(
        _TYPES, question="Please select the type of listener you want to create.", current="public"
    )
    name = await dialogue.ask(
        f'Please create a name for this listener (Ex: "{_EXAMPLES[kind]}"):',
        check=lambda text: check_listener_name(session.draft, text),
    )
    interface = await ask_interface(session, None)
    await _protocol(session)
    port = await ask_port(session, interface, SMTP_PORT, None)
    if kind == "private":
        entries = await dialogue.ask(SYSTEMS_QUESTION, check=check_systems)
    else:
        entries = await dialogue.ask(RECIPIENTS_QUESTION, check=check_recipients)
    return name, NewListener(
        type=kind,
        interface=interface,
        port=port,
        entries=entries,
        recipients_per_hour=await _rate(session),
    )


def created(name: str, listener: NewListener) -> str:
    """Return what is printed when the listener is there."""
    return f"""\
Listener {name} created.
Defaults have been set for a {listener.type.capitalize()} listener.
Use the listenerconfig->EDIT command to customize the listener."""


async def _protocol(session: Session) -> None:
    """Ask for the protocol until it is the one that this appliance speaks."""
    while await session.dialogue.choose(_PROTOCOLS, question="Choose a protocol."):
        session.dialogue.block("The QMQP protocol is not available on this appliance.")


async def _rate(session: Session) -> int | None:
    question = "Do you want to enable rate limiting for this listener?"
    if not await session.dialogue.confirm(question, default=False):
        return None
    return await session.dialogue.ask(RATE_QUESTION, check=RECIPIENTS_PER_HOUR.parse)
