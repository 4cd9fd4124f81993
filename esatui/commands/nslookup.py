"""`nslookup`: what the name servers say (CLI reference, 16.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esatui.batch import InvalidArguments
from esatui.commands._hosts import check_host
from esatui.registry import Command
from esatui.session import Session
from state.errors import StateError
from state.operations.adminaccess import is_address
from state.operations.values import shown

if TYPE_CHECKING:
    from esatui.services.network.answers import Answer, RecordType

command = Command("nslookup", "Query a nameserver", cluster="machine")

TYPES: Final[tuple[tuple[RecordType, str], ...]] = (
    ("A", "the host's IP address"),
    ("AAAA", "the host's IPv6 address"),
    ("CNAME", "the canonical name for an alias"),
    ("MX", "the mail exchanger"),
    ("NS", "the name server for the named zone"),
    ("PTR", "the hostname if the query is an IP address"),
    ("SOA", 'the domain\'s "start-of-authority" information'),
    ("TXT", "the text information"),
)
_NAMES_IN_DATA: Final = ("CNAME", "MX", "NS", "PTR")


@command.interactive
async def run(session: Session) -> None:
    """Ask for a name or address and for the type of records."""
    host = await session.dialogue.ask(
        "Please enter the host or IP address to resolve.", check=check_host
    )
    kind = await session.dialogue.choose_value(
        [(kind, f"{kind:<7} {text}") for kind, text in TYPES],
        question="Choose the query type:",
        current=usual_type(host),
    )
    await answer(session, host, kind)


@command.batch("nslookup <host> [type]", changes=False, words=True)
async def batch(session: Session, words: tuple[str, ...]) -> None:
    """Look up without a question; the type is A, or PTR for an address."""
    known = {kind.lower(): kind for kind, _ in TYPES}
    if len(words) > 2 or (words[1:] and words[1].lower() not in known):
        raise InvalidArguments
    host = check_host(words[0])
    await answer(session, host, known[words[1].lower()] if words[1:] else usual_type(host))


def usual_type(host: str) -> RecordType:
    """Return the type that is meant when none is said."""
    return "PTR" if is_address(host) else "A"


async def answer(session: Session, host: str, kind: RecordType) -> None:
    """Look up and print what was found; raises `StateError` when nobody could tell."""
    name = host
    if kind == "PTR" and is_address(host):
        from ipaddress import ip_address

        name = ip_address(host).reverse_pointer
    found = await session.work(lambda: session.appliance.names.lookup(name, kind))
    session.dialogue.block(answer_text(found, kind))


def answer_text(found: Answer[str], kind: str) -> str:
    """Return `MX=10 mx.example.com TTL=30m` for each record, or why there is none."""
    match found.status:
        case "nxdomain":
            return "NXDomain"
        case "no data":
            return "No records found."
        case "failure":
            raise StateError(f"DNS lookup failed: {shown(found.reason)}")
    lines = []
    for record in found.records:
        data = record.rstrip(".") if kind in _NAMES_IN_DATA else record
        lines.append(f"{kind}={shown(data)} TTL={time_to_live(found.ttl)}")
    return "\n".join(lines)


def time_to_live(seconds: int) -> str:
    """Return `30m`, `1h 30m`, `45s`; units that are none are left out."""
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0s"
