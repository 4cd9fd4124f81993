"""`tlsverify`: try and verify TLS to a destination (CLI reference, 15)."""

from __future__ import annotations

from typing import NamedTuple

from esatui.batch import InvalidArguments
from esatui.registry import OPERATORS, Command
from esatui.session import Session
from state.operations.domains import check_domain_name, check_host
from state.operations.values import PORT

SMTP_PORT = 25

command = Command(
    "tlsverify",
    "Establish an outbound TLS connection to a remote host",
    cluster="machine",
    access=OPERATORS,
)


class Host(NamedTuple):
    """Where to connect: a name in small letters, or an address."""

    host: str
    port: int


@command.interactive
async def run(session: Session) -> None:
    """Ask for the domain and the host, and connect."""
    ask = session.dialogue.ask
    domain = await ask("Enter the TLS domain to verify against:", check=check_domain_name)
    host = await ask(
        "Enter the destination host to connect to.  Append the port (example.com:26) if "
        "you are not connecting on port 25:",
        default=domain,
        check=parse_host,
    )
    await verify(session, domain, host)


@command.batch("tlsverify <domain> <host>[:<port>]", changes=False, words=True)
async def batch(session: Session, words: tuple[str, ...]) -> None:
    """Connect to the host and verify it against the domain."""
    if len(words) != 2:
        raise InvalidArguments
    domain, host = words
    await verify(session, check_domain_name(domain), parse_host(host))


async def verify(session: Session, domain: str, host: Host) -> None:
    """Connect, and say what happens."""
    check = session.appliance.destination_check
    lines = await session.dialogue.work(lambda: check.verify(domain, host.host, host.port))
    session.dialogue.block("\n".join(lines))


def parse_host(text: str) -> Host:
    """Return host and port of `host`, `host:port`, `10.0.0.1:26` or `[2001:db8::1]:26`.

    Raises `StateError`.
    """
    from ipaddress import ip_address

    plain = text.strip()
    try:
        return Host(str(ip_address(plain.removeprefix("[").removesuffix("]"))), SMTP_PORT)
    except ValueError:
        host, colon, port = plain.rpartition(":")
    if not colon:
        host, port = plain, str(SMTP_PORT)
    number = PORT.parse(port)
    return Host(check_host(host), number)
