"""Questions about name servers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from esatui.commands.dnsconfig.declaration import alternate_lines, server_lines
from esatui.dialogue import InputError
from esatui.session import Session
from state.certificates.names import check_hostname
from state.objects import ObjectPath, path_at
from state.operations.dns import PRIORITY, check_new_servers, check_server, ordered_servers
from state.operations.values import not_blank

Kind = Literal["server", "alternate"]


def touched(session: Session, *below: str) -> ObjectPath:
    """Return the path of an object of the name servers."""
    return path_at(session.draft.level, "dns", *below)


async def ask_addresses(session: Session) -> tuple[str, ...]:
    """Return addresses of new servers."""
    return await session.dialogue.ask(
        "Please enter the IP address of your DNS server.\nSeparate multiple IPs with commas.",
        check=lambda text: check_new_servers(session.draft, text),
        wrapped=False,
    )


async def ask_priority(session: Session, addresses: Sequence[str], current: int = 0) -> int:
    """Return the priority of servers."""
    return await session.dialogue.ask(
        f"Please enter the priority for {', '.join(addresses)}.\n"
        "A value of 0 has the highest priority.\n"
        "The IP will be chosen at random if they have the same priority.",
        default=str(current),
        check=PRIORITY.parse,
        wrapped=False,
    )


async def ask_kind(session: Session, verb: str) -> Kind:
    """Return which of the two lists an operation is about; asked only if both have entries."""
    dns = session.draft.dns
    if not dns.alternates:
        return "server"
    if not dns.servers:
        return "alternate"
    choices: list[tuple[Kind, str]] = [
        ("server", f"{verb.capitalize()} a local DNS cache server."),
        ("alternate", f"{verb.capitalize()} an alternate domain server."),
    ]
    return await session.dialogue.choose_value(
        choices,
        question=f"Do you want to {verb} a local DNS cache server or an alternate domain server?",
    )


async def ask_entry(session: Session, kind: Kind, verb: str) -> str:
    """Return the address of an own server, or the domain of an alternate one."""
    dns = session.draft.dns
    if kind == "server":
        keys = [address for address, _ in ordered_servers(dns)]
        lines = server_lines(dns)
    else:
        keys = sorted(dns.alternates)
        lines = alternate_lines(dns)

    def check(text: str) -> str:
        plain = not_blank(text)
        if plain in keys:
            return plain
        if plain.isascii() and plain.isdecimal() and 1 <= int(plain[:9]) <= len(keys):
            return keys[int(plain[:9]) - 1]
        raise InputError("Unknown option")

    text = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return await session.dialogue.ask(
        f"{text}\nEnter the number of the server you wish to {verb}.",
        check=check,
        wrapped=False,
        completions=lambda: tuple(keys),
    )


async def ask_alternate(
    session: Session, domain: str, hostname: str | None = None, address: str | None = None
) -> tuple[str, str]:
    """Return host name and address of the server for `domain`."""
    ask = session.dialogue.ask
    name = await ask(
        f'Please enter the fully qualified hostname of the DNS server for the domain "{domain}".\n'
        '(Ex: "dns.example.com").',
        default=hostname,
        check=_hostname,
    )
    found = await ask(
        f"Please enter the IP address of {name}.", default=address, check=check_server
    )
    return name, found


def _hostname(text: str) -> str:
    check_hostname(not_blank(text))
    return text.lower()
