"""A disk that is really full: 452, nothing is lost, and everything goes on when there is room."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.services.queue.recovery import recover
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.services import AlertSubscription
from tests.services.engines import commit, named
from tests.services.smtp.live import RawClient, raw, until
from tests.services.survival.receiving import Receiver, receiving
from tests.services.survival.server import Server, prepared, serving
from tests.services.survival.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.once

SIZE = 24 * 1024 * 1024
PATIENCE = 180.0
MOST_SMALL = 200
"""More than fit into what is left of a block."""
LARGE = b"x" * 70 + b"\r\n"
CRITICAL = (
    r"Critical: The mail queue is full: .+\. Messages are refused until it can be written; "
    r"what it holds is not affected\."
)
ADMIN = "admin@alerts.example"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    directory = tmp_path / "disk"
    directory.mkdir()
    with small_disk(directory, SIZE) as found:
        yield found


def alerting(draft: Draft) -> Draft:
    recipients = {ADMIN: AlertSubscription()}
    return draft.write(alerts=replace(draft.alerts, recipients=recipients))


async def send(client: RawClient, name: str, size: int) -> str:
    """Send a message; return the last reply."""
    for line in (f"MAIL FROM:<{name}@sender.example>", f"RCPT TO:<{name}@ok.example>"):
        reply = await client.say(line)
        if not reply.startswith("250"):
            return reply
    assert (await client.say("DATA")).startswith("354")
    return await client.say(b"Subject: x\r\n\r\n" + LARGE * (size // len(LARGE)) + b".\r\n")


async def fill_up(client: RawClient, accepted: set[str], prefix: str = "full") -> None:
    """Send messages of several sizes, then small ones for as long as the last block takes them."""
    for number, size in enumerate([200_000, 1_000_000, 3000, *[72] * MOST_SMALL]):
        reply = await send(client, f"{prefix}{number}", size)
        if reply.startswith("250"):
            assert size < 5000
            accepted.add(f"{prefix}{number}")
            continue
        assert reply == "452 #4.3.1 queue full\r\n"
        if size == 72:
            return
    pytest.fail("the disk does not get full")


async def play(disk: SmallDisk, server: Server, receiver: Receiver) -> set[str]:
    """Let the disk be full, with a delivery and a kill meanwhile; return what was accepted."""
    accepted = {"before"}
    async with raw(await server.port()) as client:
        await client.say("EHLO x")
        assert (await send(client, "before", 5000)).startswith("250")
        disk.fill()
        await fill_up(client, accepted)
        # The alert about it finds the room that is kept for such things.
        await until(lambda: receiver.taken[ADMIN] > 0)
    await server.end(signal.SIGKILL)
    await server.start()
    async with raw(await server.port()) as client:
        await client.say("EHLO x")
        # The new start has found segments that were not needed any more.
        disk.fill()
        await fill_up(client, accepted, "restarted")
        disk.free()
        assert (await send(client, "after", 1_000_000)).startswith("250")
        accepted.add("after")
    await until(lambda: all(receiver.taken[f"{name}@ok.example"] for name in accepted))
    await server.end(signal.SIGTERM)
    assert server.exit_status == 0
    return accepted


def test_messages(tmp_path: Path, disk: SmallDisk) -> None:
    async def main() -> None:
        async with receiving() as receiver, asyncio.timeout(PATIENCE):
            prepared(tmp_path / "made", receiver.port, alerting)
            shutil.copytree(tmp_path / "made", disk.outside / "state")
            async with serving(disk.directory / "state", disk.inside) as server:
                accepted = await play(disk, server, receiver)
            taken = {each.partition("@")[0] for each in receiver.taken if "@ok." in each}
            assert taken == accepted

    asyncio.run(main())
    state = disk.outside / "state"
    assert recover(state / "queue").messages == {}
    # Lines of the first process were in memory when it was killed: the disk had no room for them.
    assert any(re.search(CRITICAL, line) for line in log(state, "system_logs"))
    assert any("Info: Message aborted MID " in line for line in log(state, "mail_logs"))


def log(state: Path, name: str) -> list[str]:
    appliance = Appliance.open(state)
    try:
        return list(appliance.log_books.reader(name).lines())
    finally:
        appliance.store.close()


def hostname_of(appliance: Appliance) -> str:
    head = appliance.store.refresh()
    view = View.of_machine(head.configuration, appliance.store.settings.serial)
    return view.system.hostname


def test_commit(tmp_path: Path, disk: SmallDisk) -> None:
    """The commit is refused in words, and the configuration is what it was."""
    prepared(tmp_path / "made", 9)
    shutil.copytree(tmp_path / "made", disk.outside / "state")
    state = disk.outside / "state"
    appliance = Appliance.open(state)
    try:
        before = appliance.store.refresh().number
        disk.fill()
        with pytest.raises(StateError) as refused:
            commit(appliance, named("full.example.com"))
        assert "No space left on device" in refused.value.text
        assert appliance.store.refresh().number == before
        disk.free()
        commit(appliance, named("free.example.com"))
    finally:
        appliance.store.close()
    again = Appliance.open(state)
    try:
        assert again.store.refresh().number == before + 1
        assert hostname_of(again) == "free.example.com"
    finally:
        again.store.close()


def test_operator(tmp_path: Path, disk: SmallDisk) -> None:
    """At the prompt: the operator reads why, and nothing has changed."""
    prepared(tmp_path / "made", 9)
    shutil.copytree(tmp_path / "made", disk.outside / "state")
    program = str(Path(sys.executable).with_name("esatui"))
    state = str(disk.directory / "state")
    disk.fill()
    words = disk.inside(program, "--state", state, "-c", "sethostname full.example.com; commit x")
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 1
    assert "No space left on device" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    disk.free()
    words = disk.inside(program, "--state", state, "-c", "sethostname free.example.com; commit x")
    subprocess.run(words, capture_output=True, check=True, timeout=PATIENCE)
