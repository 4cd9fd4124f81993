"""Listeners of a factory appliance on loopback, and a raw client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.host import ServiceHost
from esatui.services.queue import MailQueue
from esatui.services.queue.service import QueueService
from esatui.services.smtp import SmtpService
from esatui.services.smtp.house import Reputation
from state.clock import Clock
from state.model.configuration import Draft
from state.model.listeners import (
    Listener,
    MailFlowPolicy,
    PolicyParameters,
    RecipientAccess,
    SenderGroup,
)
from tests.services.engines import commit, engine, factory

TIMEOUT = 30.0
Edit = Callable[[Draft], Draft]


@dataclass
class Live:
    """An appliance whose listeners run."""

    appliance: Appliance
    engine: Engine
    host: ServiceHost
    queue: MailQueue
    smtp: SmtpService

    def port(self, listener: str = "InboundMail") -> int:
        return self.smtp.addresses()[listener].port

    async def commit(self, edit: Edit) -> None:
        """Commit, and wait until the services work by it."""
        commit(self.appliance, edit)
        await self.host.settled()

    def lines(self, name: str = "mail_logs") -> list[str]:
        """Return the lines of a log as they are in its file, without its head."""
        return list(self.appliance.log_books.reader(name).lines())[3:]

    def log(self, name: str = "mail_logs") -> list[str]:
        """Return the texts of the lines of a log, `Info: ` and the like included."""
        return [line[25:] for line in self.lines(name)]

    async def logged(self, text: str) -> None:
        """Wait until a line of `mail_logs` contains `text`."""
        await until(lambda: any(text in line for line in self.log()))

    def contents(self) -> dict[int, bytes]:
        """Return what is in the queue, by MID."""
        return {each.mid: b"".join(self.queue.content(each)) for each in self.queue.messages()}


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that tells nobody when it happens."""
    async with asyncio.timeout(TIMEOUT):
        while not true():  # noqa: ASYNC110 - a log file sets no event.
            await asyncio.sleep(0.005)


def listener(change: Callable[[Listener], Listener], name: str = "InboundMail") -> Edit:
    """Return an edit of one listener."""

    def edit(draft: Draft) -> Draft:
        entries = dict(draft.listeners.entries)
        entries[name] = change(entries[name])
        return draft.write(listeners=replace(draft.listeners, entries=entries))

    return edit


def everybody(rule: str = "ACCEPT", **parameters: object) -> Edit:
    """Return an edit after which all clients have one policy with these parameters."""

    def change(old: Listener) -> Listener:
        policy = MailFlowPolicy(rule=rule, parameters=PolicyParameters(**parameters))  # type: ignore[arg-type]
        hat = replace(
            old.hat,
            policies={"ONE": policy},
            groups={"ALL": SenderGroup(policy="ONE")},
            order=("ALL",),
        )
        return replace(old, hat=hat)

    return listener(change)


def accepting(*recipients: str) -> Edit:
    """Return an edit after which the table has these recipients and no others."""
    rat = {name: RecipientAccess() for name in recipients}
    rat["ALL"] = RecipientAccess(accept="ALL" in recipients)
    return listener(lambda old: replace(old, rat=rat))


def both(*edits: Edit) -> Edit:
    """Return several edits as one."""

    def edit(draft: Draft) -> Draft:
        for each in edits:
            draft = each(draft)
        return draft

    return edit


@asynccontextmanager
async def live(
    directory: Path,
    *edits: Edit,
    clock: Clock | None = None,
    reputation: Reputation | None = None,
) -> AsyncIterator[Live]:
    """Run the queue and the listeners of an appliance with these edits committed."""
    appliance = factory(directory / "state", clock)
    appliance.store.settings = replace(appliance.store.settings, bind={"ports": "ephemeral"})
    found: list[tuple[MailQueue, SmtpService]] = []

    def build(engine: Engine) -> Sequence[Service]:
        queue = MailQueue(engine.store.directory, engine.counters)
        smtp = SmtpService(engine, queue, reputation=reputation or engine.network.reputation)
        found.append((queue, smtp))
        return [QueueService(engine, queue), smtp]

    try:
        if edits:
            commit(appliance, both(*edits))
        async with engine(appliance, build) as running:
            assert running.host.faults() == []
            yield Live(appliance, running.engine, running.host, *found[0])
    finally:
        appliance.store.close()


class RawClient:
    """Bytes to and from a listener."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def reply(self) -> str:
        """Return the next reply with all its lines."""
        lines = []
        async with asyncio.timeout(TIMEOUT):
            while True:
                line = (await self.reader.readline()).decode("utf-8")
                lines.append(line)
                if line[3:4] != "-":
                    return "".join(lines)

    async def say(self, text: str | bytes) -> str:
        """Send a line, return the reply."""
        await self.send(text if isinstance(text, bytes) else text.encode() + b"\r\n")
        return await self.reply()

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def begin(
        self, sender: str = "a@example.net", *recipients: str, helo: str = "sender.example.net"
    ) -> str:
        """Go as far as the reply to DATA."""
        await self.say(f"EHLO {helo}")
        assert (await self.say(f"MAIL FROM:<{sender}>")).startswith("250")
        for recipient in recipients or ("b@example.com",):
            assert (await self.say(f"RCPT TO:<{recipient}>")).startswith("250")
        return await self.say("DATA")

    async def rest(self) -> bytes:
        """Return everything up to the end of the connection."""
        async with asyncio.timeout(TIMEOUT):
            return await self.reader.read()


@asynccontextmanager
async def raw(port: int, *, banner: bool = True) -> AsyncIterator[RawClient]:
    """Connect; the banner is read unless it should not be."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = RawClient(reader, writer)
    try:
        if banner:
            await client.reply()
        yield client
    finally:
        writer.close()


async def program(*command: str, stdin: bytes = b"", timeout: float = TIMEOUT) -> tuple[int, str]:
    """Run a program; return its exit status and all that it wrote."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(stdin), timeout)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode("utf-8", "replace")
