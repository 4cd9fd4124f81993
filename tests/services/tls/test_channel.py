"""The channel under asyncio: order, threads, time-outs, and what must not get in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services.tls.appliances import Lab
from tests.services.tls.endpoints import HOST, TIMEOUT, Behaviour, Story, connected, listening


@pytest.fixture(params=["inline", "threads"])
def executor(request: pytest.FixtureRequest) -> Iterator[ThreadPoolExecutor | None]:
    if request.param == "inline":
        yield None
        return
    with ThreadPoolExecutor(2) as pool:
        yield pool


def client_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def conversation(port: int, number: int) -> bytes:
    """STARTTLS with the standard library's own client; return the reply to a line under TLS."""
    reader, writer = await asyncio.open_connection(HOST, port)
    await reader.readline()
    writer.write(b"STARTTLS\r\n")
    await reader.readline()
    await writer.start_tls(client_context())
    writer.write(b"NOOP %d\r\n" % number)
    reply = await asyncio.wait_for(reader.readline(), TIMEOUT)
    writer.write(b"QUIT\r\n")
    await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply


def test_many_at_once(lab: Lab, executor: ThreadPoolExecutor | None) -> None:
    tls = lab.server()

    async def converse() -> list[Story]:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"), executor=executor)
        async with listening(behaviour) as server:
            replies = await asyncio.gather(*(conversation(server.port, n) for n in range(20)))
            assert replies == [b"250 ok\r\n"] * 20
            return [await server.story(n) for n in range(20)]

    stories = asyncio.run(converse())
    assert {story.data.split(b"\r\n")[0] for story in stories} == {
        b"NOOP %d" % number for number in range(20)
    }
    for story in stories:
        assert story.order[0] == "opened"
        assert set(story.order[1:]) == {"data"}


def test_both_ends_are_ours(lab: Lab, executor: ThreadPoolExecutor | None) -> None:
    server_tls, client_tls = lab.server(), lab.client()

    async def converse() -> tuple[Story, Story]:
        server_side = Behaviour(
            engine=lambda: server_tls.accept("preferred"), starttls=False, executor=executor
        )
        async with listening(server_side) as server:
            client_side = Behaviour(
                engine=lambda: client_tls.connect("mail.example.com"),
                starttls=False,
                reply=b"",
                executor=executor,
            )
            end = await connected(client_side, server.port)
            async with asyncio.timeout(TIMEOUT):
                while not end.story.opened:
                    await asyncio.wait([end.ended], timeout=0.01)
            assert end.channel is not None
            end.channel.write(b"QUIT\r\n")
            return await server.story(), await asyncio.wait_for(end.ended, TIMEOUT)

    ours, theirs = asyncio.run(converse())
    assert ours.data == b"QUIT\r\n"
    assert theirs.data == b"250 ok\r\n"
    assert theirs.order == ["opened", "data", "closed"]


def test_clear_text_behind_starttls_is_thrown_away(lab: Lab) -> None:
    """RFC 3207 section 4.2: what was injected before the handshake must not count after it."""
    tls = lab.server()

    async def converse() -> Story:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"))
        async with listening(behaviour) as server:
            reader, writer = await asyncio.open_connection(HOST, server.port)
            await reader.readline()
            writer.write(b"STARTTLS\r\nMAIL FROM:<evil@example.net>\r\n")
            await reader.readline()
            await writer.start_tls(client_context())
            writer.write(b"QUIT\r\n")
            await reader.read()
            writer.close()
            await writer.wait_closed()
            return await server.story()

    assert asyncio.run(converse()).data == b"QUIT\r\n"


def test_clear_text_after_the_220_ends_the_connection(lab: Lab) -> None:
    tls = lab.server()

    async def converse() -> Story:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"))
        async with listening(behaviour) as server:
            reader, writer = await asyncio.open_connection(HOST, server.port)
            await reader.readline()
            writer.write(b"STARTTLS\r\n")
            await reader.readline()
            writer.write(b"MAIL FROM:<evil@example.net>\r\n")
            # What is no TLS gets no alert from the library, and certainly no reply.
            assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
            return await server.story()

    story = asyncio.run(converse())
    assert story.order == ["failed"]
    assert "unknown protocol" in story.failed[0].text


def test_gone_while_a_thread_computes(lab: Lab) -> None:
    """The connection ends in the middle of a handshake that another thread computes."""
    tls = lab.server("valid-rsa4096")

    async def converse() -> list[Story]:
        with ThreadPoolExecutor(1) as pool:
            behaviour = Behaviour(engine=lambda: tls.accept("preferred"), executor=pool)
            async with listening(behaviour) as server:
                for _ in range(5):
                    reader, writer = await asyncio.open_connection(HOST, server.port)
                    await reader.readline()
                    writer.write(b"STARTTLS\r\n")
                    await reader.readline()
                    writer.write(hello())
                    await writer.drain()
                    writer.transport.abort()
                return [await server.story(n) for n in range(5)]

    for story in asyncio.run(converse()):
        assert story.order == ["failed"]
        assert story.failed[0].text.startswith("[Errno ")


def hello() -> bytes:
    """A client's first message."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    connection = client_context().wrap_bio(incoming, outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        connection.do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("pace", [1, 7])
def test_slow_client(lab: Lab, executor: ThreadPoolExecutor | None, pace: int) -> None:
    """A handshake in drops: each piece arrives alone and nothing is lost or mixed up."""
    tls = lab.server()

    async def converse() -> Story:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"), executor=executor)
        async with listening(behaviour) as server:
            reader, writer = await asyncio.open_connection(HOST, server.port)
            await reader.readline()
            writer.write(b"STARTTLS\r\n")
            await reader.readline()
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            connection = client_context().wrap_bio(incoming, outgoing)
            finished = False
            while not finished:
                try:
                    connection.do_handshake()
                    connection.write(b"QUIT\r\n")
                    finished = True
                except ssl.SSLWantReadError:
                    pass
                data = outgoing.read()
                for start in range(0, len(data), pace):
                    writer.write(data[start : start + pace])
                    await writer.drain()
                if not finished:
                    incoming.write(await reader.read(65536))
            await reader.read()
            writer.close()
            await writer.wait_closed()
            return await server.story()

    story = asyncio.run(converse())
    assert story.data == b"QUIT\r\n"
    assert story.order[0] == "opened"
