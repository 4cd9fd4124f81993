"""Killed at random moments while messages come in: what got its 250 is in the queue, once."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from tests.services.engines import commit, factory
from tests.services.queue.world import queue_in
from tests.services.smtp.live import TIMEOUT, everybody, raw

CLIENTS = 8


async def send(port: int, name: str, accepted: list[str]) -> None:
    """Send messages one after the other until the connection breaks; note those with a 250."""
    number = 0
    try:
        async with raw(port) as client:
            await client.say("EHLO x")
            while True:
                number += 1
                subject = f"{name}-{number}"
                await client.send(
                    b"MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
                )
                for code in ("250", "250", "354"):
                    assert (await client.reply()).startswith(code)
                body = b"x" * random.randrange(3000)
                reply = await client.say(
                    f"Subject: {subject}\r\n\r\n".encode() + body + b"\r\n.\r\n"
                )
                assert reply.startswith("250 ok:  Message ")
                accepted.append(subject)
    except (AssertionError, ConnectionError):
        return


async def killed_round(state: Path, number: int, kill_after: int, accepted: list[str]) -> None:
    """Let one process take mail, and kill it after so many messages."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.services.smtp.killed", str(state)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    port = int(await asyncio.wait_for(process.stdout.readline(), TIMEOUT))
    before = len(accepted)
    clients = [
        asyncio.create_task(send(port, f"{number}-{each}", accepted)) for each in range(CLIENTS)
    ]
    async with asyncio.timeout(TIMEOUT):
        while len(accepted) - before < kill_after:  # noqa: ASYNC110 - the moment is to be random.
            await asyncio.sleep(0.001)
    process.kill()
    await process.wait()
    await asyncio.gather(*clients)


async def subjects(state: Path) -> list[str]:
    """Return the subjects of all messages in the queue."""
    async with queue_in(state) as queue:
        found = []
        for message in queue.messages():
            content = b"".join(queue.content(message))
            assert content.endswith(b"\r\n")
            (line,) = [each for each in content.split(b"\r\n") if each.startswith(b"Subject: ")]
            found.append(line.removeprefix(b"Subject: ").decode())
        return found


def killed_so_often(tmp_path: Path, rounds: int, most: int) -> int:
    state = tmp_path / "state"
    appliance = factory(state)
    commit(appliance, everybody(max_messages=100_000, max_concurrency=100))
    appliance.store.close()
    accepted: list[str] = []
    for number in range(rounds):
        asyncio.run(killed_round(state, number, random.randrange(1, most), accepted))
        found = asyncio.run(subjects(state))
        assert len(found) == len(set(found))
        assert set(accepted) <= set(found)
        # Others may have been stored without anybody having heard of it: one a client and kill.
        assert len(found) - len(accepted) <= CLIENTS * (number + 1)
    return len(accepted)


def test_killed(tmp_path: Path) -> None:
    assert killed_so_often(tmp_path, 4, 120) >= 4
