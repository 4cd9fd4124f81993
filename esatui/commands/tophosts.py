"""`tophosts`: the recipient domains with most mail, one way or another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from esatui.registry import READERS, Command
from esatui.session import Session
from esatui.text.dates import long_date
from esatui.text.layout import pad
from state.counters import HostStatus

command = Command(
    "tophosts", "Display the top hosts by size of queue", cluster="machine", access=READERS
)

Key = Callable[[HostStatus], int]
SORTS: tuple[tuple[Key, str], ...] = (
    (lambda status: status.active_recipients, "Active Recipients"),
    (lambda status: status.outbound_connections, "Connections Out"),
    (lambda status: status.delivered_recipients, "Delivered Recipients"),
    (lambda status: status.hard_bounces, "Hard Bounced Recipients"),
    (lambda status: status.soft_bounces, "Soft Bounced Events"),
)
MOST = 20
NOTHING = "There are no hosts to display."


@command.interactive
async def run(session: Session) -> None:
    """Ask for the order, then print one line a domain."""
    key = await session.dialogue.choose_value(SORTS, question="Sort results by:")
    hosts = session.appliance.hosts()
    dialogue = session.dialogue
    dialogue.block(f"{'Status as of:':32}{long_date(session.now())}")
    dialogue.say("Hosts marked with '*' were down as of the last delivery attempt.")
    dialogue.say()
    await dialogue.page("\n".join(table(hosts, key)))


def table(hosts: Mapping[str, HostStatus], key: Key) -> Iterator[str]:
    """Yield the table: the highest first, equal ones by name."""
    yield f"{'':30}{'Active':>10}{'Conn.':>8}{'Deliv.':>10}{'Soft':>10}{'Hard':>10}"
    heading = f"{'#':>3} {'Recipient Host':26}"
    yield f"{heading}{'Recip.':>10}{'Out':>8}{'Recip.':>10}{'Bounced':>10}{'Bounced':>10}"
    yield ""
    ordered = sorted(hosts.items(), key=lambda item: (-key(item[1]), item[0]))
    for number, (domain, status) in enumerate(ordered[:MOST], 1):
        mark = "*" if status.up is False else " "
        yield (
            f"{number:>3}{mark}{pad(domain, 26)}{status.active_recipients:>10,}"
            f"{status.outbound_connections:>8,}{status.delivered_recipients:>10,}"
            f"{status.soft_bounces:>10,}{status.hard_bounces:>10,}"
        )
    if not ordered:
        yield NOTHING
