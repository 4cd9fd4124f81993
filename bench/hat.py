"""Classification of connections by a long Host Access Table, beside a plain linear scan."""

from __future__ import annotations

import random
import time
from dataclasses import replace

from bench._linear_hat import classify
from bench.rows import Row
from state.factory import public_host_access
from state.hat import Classifier
from state.model.listeners import HostAccessTable, SenderGroup

ENTRIES = 100_000
CONNECTIONS = 20_000
SCANS = 5
LIMIT = 1e-3
"""Seconds that one connection may take."""


def long_table(entries: int) -> HostAccessTable:
    """Return the factory's table with two groups of `entries` senders of all kinds before it."""
    draw = random.Random(1)
    senders = tuple(dict.fromkeys(_sender(draw) for _ in range(entries)))
    half = len(senders) // 2
    hat = public_host_access()
    groups = {
        "PARTNERS": SenderGroup(policy="TRUSTED", senders=senders[:half]),
        "REFUSED": SenderGroup(policy="BLOCKED", senders=senders[half:]),
        **hat.groups,
    }
    return replace(hat, groups=groups, order=tuple(groups))


def run() -> list[Row]:
    """Measure both on the same table and the same senders, and see that they agree.

    Times are those of the processor: what other programs took meanwhile is not the table's fault.
    """
    hat = long_table(ENTRIES)
    begin = time.thread_time()
    classifier = Classifier(hat)
    built = time.thread_time() - begin
    draw = random.Random(2)
    senders = [_connection(draw) for _ in range(CONNECTIONS)]
    times = []
    for address, hostname, score in senders:
        begin = time.thread_time()
        classifier.classify(address, hostname, verified=True, score=score)
        times.append(time.thread_time() - begin)
    times.sort()
    ours, slow = times[len(times) // 2], times[len(times) * 999 // 1000]
    linear = _scan(hat, classifier, senders[:SCANS])
    return [
        Row(
            f"classify one connection, {ENTRIES:,} HAT entries",
            ours * 1e3,
            linear * 1e3,
            "ms",
            "plain linear scan",
            f"below {LIMIT * 1e3:g} ms",
            slow < LIMIT,
            f"999 of 1,000 below {slow * 1e3:.3f} ms, table compiled in {built:.2f} s",
        )
    ]


def _scan(
    hat: HostAccessTable, classifier: Classifier, senders: list[tuple[str, str, float | None]]
) -> float:
    begin = time.thread_time()
    found = [classify(hat, *sender) for sender in senders]
    seconds = (time.thread_time() - begin) / len(senders)
    for (address, hostname, score), expected in zip(senders, found, strict=True):
        match = classifier.classify(address, hostname, verified=True, score=score)
        if (match.group, match.entry) != expected:
            raise AssertionError(f"{address} {hostname} {score}: {match} is not {expected}")
    return seconds


def _sender(draw: random.Random) -> str:
    address = ".".join(str(draw.randrange(1, 224)) for _ in range(4))
    kind = draw.randrange(6)
    if kind == 0:
        return f"{address.rpartition('.')[0]}.0/24"
    if kind == 1:
        return f"{address.rpartition('.')[0]}.10-{address.rpartition('.')[0]}.90"
    if kind == 2:
        return f"host{draw.randrange(10**6)}.example.net"
    if kind == 3:
        return f".net{draw.randrange(10**6)}.example.org"
    if kind == 4:
        return f"2001:db8:{draw.randrange(1 << 16):x}::/64"
    return address


def _connection(draw: random.Random) -> tuple[str, str, float | None]:
    address = ".".join(str(draw.randrange(1, 224)) for _ in range(4))
    if draw.randrange(4) == 0:
        address = f"2001:db8:{draw.randrange(1 << 16):x}::1"
    hostname = f"a.b.net{draw.randrange(10**6)}.example.org"
    score = None if draw.randrange(2) else draw.randrange(-100, 101) / 10
    return address, hostname, score
