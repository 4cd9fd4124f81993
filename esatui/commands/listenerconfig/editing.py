"""The menu of one listener: what it works on and the block above it (CLI reference, 7.3)."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.commands._interfaces import addresses
from esatui.commands.listenerconfig.policy_text import TLS_LEVELS
from esatui.dialogue import Dialogue
from esatui.menu import Menu
from esatui.session import Session
from state.model.configuration import Draft
from state.model.listeners import Listener
from state.objects import path_at
from state.operations.listeners import default_tls, listener_named

_SMTP_AUTH = {"off": "Disabled", "preferred": "Preferred", "required": "Required"}


@dataclass
class EditedListener:
    """What the operations of the menu are given: the session and which listener it is about."""

    session: Session
    name: str

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.session.dialogue

    @property
    def listener(self) -> Listener:
        """Return the listener as it is pending."""
        return listener_named(self.session.draft, self.name)

    def update(self, draft: Draft) -> None:
        """Make `draft` the pending configuration; the listener counts as edited."""
        self.update_at(draft)

    def update_at(self, draft: Draft, *below: str) -> None:
        """Make `draft` the pending configuration; `below` is the part of the listener edited."""
        touched = path_at(draft.level, "listeners", "entries", self.name, *below)
        self.session.update(draft, [touched])


def header(context: EditedListener) -> str:
    """Return the block about the listener that stands above its menu."""
    listener = context.listener
    default = listener.hat.default
    place = listener.interface
    interface = context.session.draft.interfaces.entries.get(listener.interface)
    if interface is not None:
        place = f"{place} ({addresses(interface)})"
    return f"""\
Name: {context.name}
Type: {listener.type.capitalize()}
Interface: {place} TCP Port {listener.port}
Protocol: SMTP
Default Domain: {listener.default_domain or "<none configured>"}
Max Concurrent Connections: {listener.max_concurrency} (TCP Queue: {listener.tcp_queue})
Domain Map: {"Enabled" if listener.domain_map else "Disabled"}
TLS: {TLS_LEVELS[default_tls(listener)]}
SMTP Authentication: {_SMTP_AUTH[default.smtp_auth or "off"]}
Bounce Profile: {listener.bounce_profile}
Use SenderBase For Reputation Filters and IP Profiling: {"Yes" if default.senderbase else "No"}
Footer: None
Heading: None
SMTP Call-Ahead: Disabled
LDAP: {listener.ldap_accept or "Off"}"""


edit_menu: Menu[EditedListener] = Menu(state=header)
