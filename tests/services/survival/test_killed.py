"""Ten thousand messages through a server that is killed twenty times: nothing is lost."""

from __future__ import annotations

import asyncio
import random
import re
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.queue.recovery import recover
from tests.services.survival.receiving import Receiver, receiving
from tests.services.survival.sending import Sending
from tests.services.survival.server import Server, prepared, serving

pytestmark = pytest.mark.once

MESSAGES = 10_000
KILLS = 20
CLIENTS = 16
PATIENCE = 280.0
"""Seconds for everything; bounds a hang."""
SILENCE = 40.0
"""Seconds after which nothing more comes: many times the longest wait of what was put off."""
_AGAIN = re.compile(
    r"Warning: MID \d+ ICID \d+ RID \d+ To: <(\S+)> delivery by DCID \d+ was interrupted, "
    r"it is tried again and may arrive twice"
)


def recipients(name: str) -> Sequence[str]:
    """Most messages are taken; one in ten is refused, one in ten put off, some go to several."""
    number = int(name[1:].partition(".")[0])
    plain = f"{name}@ok{number % 4}.example"
    chosen: dict[int, Sequence[str]] = {
        3: (f"{name}@no.example",),
        5: (f"{name}@later.example",),
        7: (plain, f"{name}@other.example", f"also.{name}@other.example"),
        8: (plain, f"{name}@no.example") if number % 3 else (plain,),
    }
    return chosen.get(number % 10, (plain,))


def due(name: str) -> Sequence[str]:
    """Return who must get something in the end: a recipient, or the sender of what bounces."""
    found = recipients(name)
    taken = [each for each in found if not each.endswith("@no.example")]
    return taken + ([f"{name}@sender.example"] if len(taken) < len(found) else [])


async def killer(server: Server, progress: Callable[[], int], chance: random.Random) -> None:
    """Kill the server at random instants of its work, and start it again at once."""
    total = MESSAGES + sum(len(due(f"m{number}.1")) for number in range(MESSAGES))
    for moment in sorted(chance.sample(range(total - MESSAGES // 10), KILLS)):
        while progress() < moment:  # noqa: ASYNC110 - the moment is to be random.
            await asyncio.sleep(0.003)
        await asyncio.sleep(chance.random() * 0.02)
        await server.end(signal.SIGKILL)
        assert server.exit_status == -signal.SIGKILL
        await server.start()


async def all_taken(receiver: Receiver, sending: Sending) -> None:
    """Wait until everybody has got something, or nothing comes any more."""
    wanted = {each for name in sending.acknowledged for each in due(name)}
    while True:
        receiver.changed.clear()
        wanted -= receiver.taken.keys()
        if not wanted:
            return
        try:
            await asyncio.wait_for(receiver.changed.wait(), SILENCE)
        except TimeoutError:
            return


async def play(state: Path) -> tuple[Receiver, Sending]:
    sending = Sending(MESSAGES, recipients)
    async with receiving() as receiver, asyncio.timeout(PATIENCE):
        prepared(state, receiver.port)

        def progress() -> int:
            return len(sending.acknowledged) + receiver.taken.total()

        async with serving(state) as server:
            async with asyncio.TaskGroup() as group:
                group.create_task(killer(server, progress, random.Random(41)))
                for _ in range(CLIENTS):
                    group.create_task(sending.client(server.port))
            await all_taken(receiver, sending)
            await server.end(signal.SIGTERM)
            assert server.exit_status == 0
    return receiver, sending


def explained(state: Path) -> Counter[str]:
    """Return how often the log says of a recipient that something may arrive twice."""
    appliance = Appliance.open(state)
    try:
        lines = appliance.log_books.reader("mail_logs").lines()
        found = (_AGAIN.search(line) for line in lines)
        return Counter(each[1] for each in found if each is not None)
    finally:
        appliance.store.close()


@pytest.mark.early
def test_killed_twenty_times(tmp_path: Path) -> None:
    state = tmp_path / "state"
    receiver, sending = asyncio.run(play(state))
    assert len(sending.acknowledged) == MESSAGES
    taken = receiver.taken
    assert [each for name in sending.acknowledged for each in due(name) if not taken[each]] == []
    more = {each: count for each, count in taken.items() if count > 1}
    reasons = explained(state)
    assert reasons, "no kill has interrupted a delivery"
    assert {each: count for each, count in more.items() if count - 1 > reasons[each]} == {}
    senders = {message.sender for message in recover(state / "queue").messages.values()}
    assert senders & {f"{name}@sender.example" for name in sending.acknowledged} == set()
