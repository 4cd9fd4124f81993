"""Who is let in: the Host Access Table, limits of connections, operating mode."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from state.model.configuration import Draft
from state.model.listeners import Listener
from state.operating_mode import OperatingMode, write_mode
from tests.services.smtp.live import Edit, accepting, everybody, listener, live, raw, until

REJECTED = (
    "554-mail.example.com\r\n554 Your access to this mail system has been rejected due to the "
    "sending MTA's poor reputation. If you believe that this failure is in error, please contact "
    "the intended recipient via alternate means.\r\n"
)


def test_reject(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody("REJECT")) as world:
            async with raw(world.port(), banner=False) as client:
                assert (await client.rest()).decode() == REJECTED
            await world.logged("close")
            assert world.log()[1:] == [
                "Info: ICID 1 REJECT SG None match ALL SBRS None",
                "Info: ICID 1 close",
            ]

    asyncio.run(main())


def test_reject_in_other_words(tmp_path: Path) -> None:
    async def main() -> None:
        edit = everybody(
            "REJECT", reject_code=421, reject_text=("Go away.",), banner_hostname="x.example"
        )
        async with live(tmp_path, edit) as world, raw(world.port(), banner=False) as client:
            assert await client.rest() == b"421-x.example\r\n421 Go away.\r\n"

    asyncio.run(main())


def test_refuse(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody("TCPREFUSE")) as world:
            async with raw(world.port(), banner=False) as client:
                with pytest.raises(ConnectionResetError):
                    await client.rest()
            await world.logged("close")
            assert world.log()[1:] == [
                "Info: ICID 1 TCPREFUSE SG None match ALL SBRS None",
                "Info: ICID 1 close",
            ]

    asyncio.run(main())


def test_relay_takes_any_recipient(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody("RELAY")) as world, raw(world.port()) as client:
            await client.begin("a@example.com", "c@far.example")
            assert (await client.say(b"x\r\n.\r\n")).startswith("250")
            (message,) = world.queue.messages()
            assert message.relayed
            assert b"Message-ID: <" in world.contents()[1]
            assert [line for line in world.log() if "in the outbound table" in line]

    asyncio.run(main())


def test_recipients(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, accepting("example.org")) as world, raw(world.port()) as client:
            await client.say("EHLO x")
            await client.say("MAIL FROM:<a@example.net>")
            assert (await client.say("RCPT TO:<b@example.com>")).startswith("550 #5.1.0")
            assert (await client.say("RCPT TO:<b@example.org>")).startswith("250")
            assert "Info: MID 1 ICID 1 To: <b@example.com> Rejected by RAT" in world.log()
            counted = world.engine.counters.snapshot().rejected_recipients
            assert counted.uptime == 1

    asyncio.run(main())


def test_connections_of_one_host(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(max_concurrency=2)) as world, AsyncExitStack() as stack:
            for _ in range(2):
                last = await stack.enter_async_context(raw(world.port()))
            async with raw(world.port(), banner=False) as third:
                assert await third.rest() == b"421 #4.4.5 Too many connections from this host.\r\n"
            await last.say("QUIT")
            await world.logged("ICID 2 close")
            async with raw(world.port()) as fourth:
                assert await fourth.say("NOOP") == "250 ok\r\n"

    asyncio.run(main())


def of_listener(old: Listener) -> Listener:
    return replace(old, max_concurrency=1)


def of_all(draft: Draft) -> Draft:
    return draft.write(listeners=replace(draft.listeners, max_concurrency=1))


@pytest.mark.parametrize("edit", [listener(of_listener), of_all])
def test_connections_of_a_listener(tmp_path: Path, edit: Edit) -> None:
    async def main() -> None:
        async with (
            live(tmp_path, edit) as world,
            raw(world.port()),
            raw(world.port(), banner=False) as second,
        ):
            rest = await second.rest()
            assert rest == b"421 #4.4.5 Too many connections to this listener.\r\n"

    asyncio.run(main())


def test_recipients_an_hour(tmp_path: Path) -> None:
    async def main() -> None:
        edit = everybody(recipients_per_hour=2, dhap_limit=1)
        async with live(tmp_path, edit) as world:
            for expected in ("250", "250", "452"):
                async with raw(world.port()) as client:
                    await client.say("EHLO x")
                    await client.say("MAIL FROM:<a@example.net>")
                    assert (await client.say("RCPT TO:<b@example.com>")).startswith(expected)
            async with raw(world.port()) as client:
                await client.say("EHLO x")
                await client.say("MAIL FROM:<a@example.net>")
                world.smtp.house.recipients._counts.clear()
                assert (await client.say("RCPT TO:<b@nowhere.example>")).startswith("550 #5.1.0")
                reply = await client.say("RCPT TO:<b@example.com>")
                assert reply == "550 #5.7.1 Too many invalid recipients\r\n"

    asyncio.run(main())


@pytest.mark.parametrize(
    "mode", [OperatingMode(receiving_suspended=True), OperatingMode(offline=True)]
)
def test_suspended(tmp_path: Path, mode: OperatingMode) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as before:
            await before.say("EHLO x")
            write_mode(world.appliance.store.directory, mode)
            async with raw(world.port(), banner=False) as client:
                assert (await client.rest()).startswith(b"421 #4.3.2 ")
            assert (await before.say("MAIL FROM:<a@b.example>")).startswith("421 #4.3.2 ")
            write_mode(world.appliance.store.directory, OperatingMode())
            async with raw(world.port()) as client:
                assert await client.say("NOOP") == "250 ok\r\n"

    asyncio.run(main())


def test_who_talks_first_is_heard_in_order(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port(), banner=False) as client:
            await client.send(
                b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
            )
            await client.send(b"hello\r\n.\r\nQUIT\r\n")
            client.writer.write_eof()
            lines = (await client.rest()).decode().splitlines()
            codes = [line[:3] for line in lines]
            assert codes == ["220", "250", "250", "250", "250", "250", "354", "250", "221"]
            assert b"hello" in world.contents()[1]

    asyncio.run(main())


def test_a_flood_does_not_take_all_descriptors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients whose names nobody tells: they count although they were not admitted yet."""
    monkeypatch.setattr("esatui.services.smtp.connection.WAITING", 5)

    async def main() -> None:
        async with live(tmp_path, of_all) as world, AsyncExitStack() as stack:
            gate = asyncio.Event()

            async def slow(address: str) -> tuple[None, bool]:
                await gate.wait()
                return None, False

            monkeypatch.setattr(world.smtp.house.names._resolver, "client_name", slow)
            clients = [
                await stack.enter_async_context(raw(world.port(), banner=False)) for _ in range(6)
            ]
            await until(lambda: len(world.smtp.house.open) == 6)
            async with raw(world.port(), banner=False) as refused:
                rest = await refused.rest()
                assert rest == b"421 #4.4.5 Too many connections to this listener.\r\n"
            gate.set()
            replies = [await client.reply() for client in clients]
            assert sum(reply.startswith("220") for reply in replies) == 1

    asyncio.run(main())
