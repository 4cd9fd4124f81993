"""`ping`: whether a host of the network answers."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from esatui.batch import parse_options
from esatui.commands._hosts import check_host
from esatui.commands._interfaces import choose_interface
from esatui.registry import OPERATORS, Command
from esatui.requests import Interrupted
from esatui.session import Session
from state.errors import StateError
from state.operations.interfaces import interface_named
from state.operations.values import NumberRange

command = Command("ping", "Ping a network host", cluster="machine", access=OPERATORS)

COUNT = NumberRange(1, 1000)
BATCH_COUNT = 4
"""Packets of the batch form, which nobody can stop."""
PAUSE_SECONDS = 1.0


@command.interactive
async def run(session: Session) -> None:
    """Ask for interface and host, then ping until Ctrl-C."""
    interface = await choose_interface(
        session, "Which interface do you want to send the pings from?", None
    )
    host = await session.dialogue.ask("Please enter the host you wish to ping.", check=check_host)
    await ping(session, host, interface, None)


@command.batch("ping <host> [interface=<name>] [count=<number>]", changes=False)
async def batch(session: Session, host: str, words: Sequence[str]) -> None:
    """Ping a few times, from the interface that is named."""
    options = parse_options(words, ("interface", "count"))
    interface = options.get("interface")
    if interface is not None:
        interface_named(session.draft, interface)
    count = COUNT.parse(options.get("count", str(BATCH_COUNT)))
    if not await ping(session, check_host(host), interface, count):
        session.failed = True


async def ping(session: Session, host: str, interface: str | None, count: int | None) -> bool:
    """Send packets and print what comes back; return whether anything did.

    Raises `StateError` for a host that does not resolve.
    """
    probes = session.appliance.probes
    address = await session.work(lambda: probes.address_of(host))
    if address is None:
        raise StateError(f"ping: cannot resolve {host}: Unknown host")
    session.dialogue.say("\nPress Ctrl-C to stop." if count is None else "")
    session.dialogue.say(f"PING {host} ({address}): 56 data bytes")
    times: list[float] = []
    sent = 0
    try:
        while count is None or sent < count:
            if sent:
                await session.dialogue.pause(PAUSE_SECONDS)
            sent += 1
            try:
                seconds = await session.work(lambda: probes.echo(address, interface))
            except StateError as error:
                session.dialogue.say(f"ping: sendto: {error.text}")
                continue
            times.append(seconds * 1000)
            session.dialogue.say(
                f"64 bytes from {address}: icmp_seq={sent - 1} ttl=64 time={times[-1]:.3f} ms"
            )
    except Interrupted:
        pass
    session.dialogue.block("\n".join(statistics(host, sent, times)))
    return bool(times)


def statistics(host: str, sent: int, times: Sequence[float]) -> list[str]:
    """Return the lines at the end; `times` are in milliseconds, one for each answer."""
    received = len(times)
    loss = 100 * (sent - received) / sent if sent else 0
    lines = [
        f"--- {host} ping statistics ---",
        f"{sent} packets transmitted, {received} packets received, {loss:.1f}% packet loss",
    ]
    if times:
        mean = sum(times) / received
        deviation = sqrt(max(0.0, sum(each * each for each in times) / received - mean * mean))
        lines.append(
            "round-trip min/avg/max/stddev = "
            f"{min(times):.3f}/{mean:.3f}/{max(times):.3f}/{deviation:.3f} ms"
        )
    return lines
