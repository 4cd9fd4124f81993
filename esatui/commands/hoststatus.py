"""`hoststatus`: what is known about one recipient domain (CLI reference, 14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from esatui.registry import READERS, Command
from esatui.session import Session
from esatui.text.dates import long_date
from esatui.text.layout import pad
from esatui.text.spans import age, ttl
from state.counters import GatewayStatus, HostStatus
from state.model.interfaces import Interface
from state.operations.domains import check_domain

command = Command(
    "hoststatus", "Get the status of the given hostname", cluster="machine", access=READERS
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the domain."""
    await show(session, await session.dialogue.ask("Recipient host:", check=check_domain))


@command.batch("hoststatus <domain>", changes=False)
async def batch(session: Session, domain: str) -> None:
    """Print the status of `domain`."""
    await show(session, check_domain(domain))


async def show(session: Session, domain: str) -> None:
    """Print what is known; of a domain that nobody has written to everything is zero."""
    status = session.appliance.hosts().get(domain, HostStatus())
    interfaces = session.running.interfaces.entries
    lines = report(domain, status, session.now(), interfaces)
    session.dialogue.say()
    await session.dialogue.page("\n".join(lines))


def report(
    domain: str, status: HostStatus, now: datetime, interfaces: Mapping[str, Interface]
) -> Iterator[str]:
    """Yield the lines; numbers end at column 48."""
    yield f"Host mail status for: '{domain}'"
    yield f"{'Status as of:':22}{long_date(now)}"
    yield f"{'Host up/down:':22}{up_or_down(status.up)}"
    yield ""
    yield from numbers(status)
    yield ""
    oldest = "No Messages" if status.oldest_message is None else age(now - status.oldest_message)
    yield f"{'Oldest Message':22}{oldest}"
    yield f"{'Last Activity':22}{date(status.last_activity)}"
    yield from addresses(status)
    yield from exchangers(status)
    yield from last_error(status)
    yield ""
    yield "Virtual gateway information:"
    yield "=" * 60
    for name in sorted(interfaces):
        gateway = status.gateways.get(name)
        yield f"{interfaces[name].hostname} ({name}):"
        yield f"  {'Host up/down:':17}{up_or_down(gateway.up if gateway else None)}"
        yield f"  {'Last Activity':17}{date((gateway or GatewayStatus()).last_activity)}"
        yield f"  {'Recipients':17}{gateway.recipients if gateway else 0}"


def numbers(status: HostStatus) -> Iterator[str]:
    """Yield counters and gauges."""
    yield "Counters:"
    yield "  Queue"
    yield _number("    Soft Bounced Events", status.soft_bounces)
    yield "  Completion"
    yield _number("    Completed Recipients", status.completed_recipients)
    yield _number("      Hard Bounced Recipients", status.hard_bounces)
    yield _number("        DNS Hard Bounces", status.dns_hard_bounces)
    yield _number("        5XX Hard Bounces", status.smtp_hard_bounces)
    yield _number("        Filter Hard Bounces", status.filter_hard_bounces)
    yield _number("        Expired Hard Bounces", status.expired_hard_bounces)
    yield _number("        Other Hard Bounces", status.other_hard_bounces)
    yield _number("      Delivered Recipients", status.delivered_recipients)
    yield _number("      Deleted Recipients", status.deleted_recipients)
    yield ""
    yield "Gauges:"
    yield "  Queue"
    yield _number("    Active Recipients", status.active_recipients)
    yield _number("      Unattempted Recipients", status.unattempted_recipients)
    yield _number("      Attempted Recipients", status.attempted_recipients)
    yield "  Connections"
    yield _number("    Current Outbound Connections", status.outbound_connections)
    yield _number("    Pending Outbound Connections", status.pending_connections)


def addresses(status: HostStatus) -> Iterator[str]:
    """Yield the addresses, in the order in which they are tried."""
    if not status.addresses:
        yield "Ordered IP addresses: None"
        return
    expiring = f"(expiring at {date(status.addresses_expire)})"
    yield f"{'Ordered IP addresses:':22}{expiring}"
    yield "    Preference   IPs"
    for preference, hosts in status.addresses:
        yield f"    {preference!s:13}{''.join(pad(host, 15) for host in hosts)}".rstrip()


def exchangers(status: HostStatus) -> Iterator[str]:
    """Yield the mail exchangers."""
    if not status.mx:
        yield "MX Records: None"
        return
    yield "MX Records:"
    yield "    Preference   TTL            Hostname"
    for preference, seconds, host in status.mx:
        yield f"    {preference!s:13}{ttl(seconds):15}{host}"


def last_error(status: HostStatus) -> Iterator[str]:
    """Yield the last permanent error, nothing when there was none."""
    if not status.last_5xx:
        return
    yield ""
    yield "  Last 5XX Error:"
    yield "  ----------"
    for line in status.last_5xx.split("\n"):
        yield f"  {line}"
    yield f"  (at {date(status.last_5xx_at)})"
    yield "  ----------"


def up_or_down(up: bool | None) -> str:
    """Return `up`, `down`, or `unknown` for what was never tried."""
    return "unknown" if up is None else "up" if up else "down"


def date(moment: datetime | None) -> str:
    """Return a date with its time zone, `Never` without one."""
    return "Never" if moment is None else long_date(moment)


def _number(label: str, value: int) -> str:
    return f"{label:36}{value:>12,}"
