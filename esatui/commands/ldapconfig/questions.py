"""The questions about a server: NEW, and SERVER of EDIT."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from esatui.commands.ldapconfig.connection import failure
from esatui.session import Session
from state.errors import StateError
from state.model.services import LdapServer, LdapServerType
from state.operations.ldap import LDAPS_PORTS, check_hosts, default_port
from state.operations.values import BLANK, PORT, not_blank

AUTHENTICATION: Final = "Select the authentication method to use for this server configuration:"
METHODS: Final = ((False, "Anonymous"), (True, "Passphrase based"))
TYPES: Final[tuple[tuple[LdapServerType, str], ...]] = (
    ("Active Directory", "Active Directory"),
    ("OpenLDAP", "OpenLDAP"),
    ("Unknown or Other", "Unknown or Other"),
)
ANONYMOUS: Final = "cn=Anonymous"
EXAMPLE_BASE: Final = "dc=example,dc=com"
LONGEST: Final = 255


async def ask_settings(session: Session, current: LdapServer | None) -> LdapServer | None:
    """Return the settings of a server; `None` when they do not work and are not to be saved."""
    dialogue = session.dialogue
    hosts = await dialogue.ask(
        'Please enter the hostname or IP address (Ex: "ldap.example.com"):',
        default=", ".join(current.hosts) if current else None,
        check=check_hosts,
    )
    server = replace(current, hosts=hosts) if current else LdapServer(hosts=hosts)
    ssl = await dialogue.confirm("Use SSL to connect to the LDAP server?", default=server.ssl)
    server = await _authenticated(session, replace(server, ssl=ssl))
    kept = current is not None and current.ssl == ssl
    if not kept:
        port = default_port(server.server_type, ssl=ssl)
        server = replace(server, port=port, start_tls=False)
    if not await _validated(session, server):
        return None
    kind = await dialogue.choose_value(
        TYPES,
        question="Select the server type to use for this server configuration:",
        current=server.server_type,
    )
    kept = kept and current is not None and current.server_type == kind
    port = await dialogue.ask(
        "Please enter the port number:",
        default=str(server.port if kept else default_port(kind, ssl=ssl)),
        check=PORT.parse,
    )
    start_tls = False
    if ssl and port not in LDAPS_PORTS:
        start_tls = await dialogue.confirm(
            "Start TLS within the LDAP connection (StartTLS)?",
            default=server.start_tls if kept else True,
        )
    base = await dialogue.ask(
        "Please enter the base:", default=server.base or _base(hosts[0]), check=_bounded
    )
    return replace(server, server_type=kind, port=port, start_tls=start_tls, base=base)


async def _authenticated(session: Session, server: LdapServer) -> LdapServer:
    dialogue = session.dialogue
    binds = await dialogue.choose_value(
        METHODS, question=AUTHENTICATION, current=server.bind_user is not None
    )
    if not binds:
        return replace(server, bind_user=None, bind_passphrase=None)
    user = await dialogue.ask(
        "Please enter the bind username:", default=server.bind_user or ANONYMOUS, check=_bounded
    )
    return replace(
        server, bind_user=user, bind_passphrase=await _passphrase(session, server.bind_passphrase)
    )


async def _passphrase(session: Session, current: str | None) -> str:
    """Return a passphrase that was given twice; an empty answer keeps the one that is there."""
    dialogue = session.dialogue
    while True:
        new = await dialogue.secret("Please enter the bind passphrase:")
        if not new and current:
            return current
        again = await dialogue.secret("Please enter the new passphrase again:", gap=False)
        if new and new == again and len(new) <= LONGEST:
            return new
        if not new:
            dialogue.say(BLANK)
        elif len(new) > LONGEST:
            dialogue.say(f"The passphrase can have at most {LONGEST} characters.")
        else:
            dialogue.say("The passphrases do not match.")


async def _validated(session: Session, server: LdapServer) -> bool:
    """Return whether the settings work, or are to be saved though they do not."""
    dialogue = session.dialogue
    if not await dialogue.confirm("Connect to LDAP server to validate setting?", default=True):
        return True
    if await failure(session, server) is None:
        return True
    dialogue.block("Unable to connect to the LDAP server.")
    return await dialogue.confirm("Do you want to save these settings anyway?", default=True)


def _bounded(text: str) -> str:
    plain = not_blank(text)
    if len(plain) > LONGEST:
        raise StateError(f"The value can have at most {LONGEST} characters.")
    return plain


def _base(host: str) -> str:
    """Return the base that the name of a host suggests: that of its domain."""
    labels = host.split(".")[1:]
    if len(labels) < 2 or labels[-1].isdecimal():
        return EXAMPLE_BASE
    return ",".join(f"dc={label}" for label in labels)
