"""Clients that are slow, many, or do not speak HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from esatui.services.https import connection
from tests.services.https.live import HOST, live, management, raw

HTTP = "Management http"
GET = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"
PAGE = management(redirect=False)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x00\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET http://a/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 10_000_000, 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", 405),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000, 413),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET /x HTTP/1.0\r\n\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.0\r\n\r\n", 404),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"GET /style.css HTTP/1.0\r\n\r\n", 200),
    ],
)
def test_requests(tmp_path: Path, sent: bytes, status: int) -> None:
    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            answer = b""
            # What is left of a request that was refused may be answered with a reset.
            with contextlib.suppress(ConnectionError):
                answer = await raw(appliance.port(HTTP), sent)
            if answer or len(sent) < 1_000_000:
                assert answer.startswith(b"HTTP/1.1 %d " % status)
            assert (await raw(appliance.port(HTTP), LAST)).startswith(b"HTTP/1.1 200")

    asyncio.run(check())


def test_head_has_no_body_and_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            sent = GET.replace(b"GET", b"HEAD") + GET.replace(b"/ ", b"/x ") + LAST
            answer = await raw(appliance.port(HTTP), sent)
            statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
            assert statuses == [b"200", b"404", b"200"]
            assert answer.count(b"<html") == 1

    asyncio.run(check())


def test_a_connection_has_so_many_requests(tmp_path: Path) -> None:
    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            answer = await raw(appliance.port(HTTP), GET * (connection.MOST_REQUESTS + 50))
            assert answer.count(b"HTTP/1.1 200 ") == connection.MOST_REQUESTS

    asyncio.run(check())


@pytest.mark.parametrize("name", ["Management", HTTP])
def test_slow_clients_are_cut_off(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(connection, "HANDSHAKE_SECONDS", 0.2)

    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            with contextlib.suppress(ConnectionError):
                assert await raw(appliance.port(name), b"\x16" if name != HTTP else b"GET /") == b""
            assert not appliance.service._hall.open

    asyncio.run(check())


def test_who_does_not_read_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(connection, "CLOSING_SECONDS", 0.3)

    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            _, writer = await asyncio.open_connection(HOST, appliance.port(HTTP), limit=1)
            writer.write(GET * 5000)
            hall = appliance.service._hall
            async with asyncio.timeout(30):
                while not hall.open:  # noqa: ASYNC110 - nothing tells that it has begun.
                    await asyncio.sleep(0.01)
                while hall.open:  # noqa: ASYNC110 - nothing tells that it has ended.
                    await asyncio.sleep(0.01)
            writer.transport.abort()

    asyncio.run(check())


def test_many_connections_do_not_hold_up_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 20)

    async def check() -> None:
        async with live(tmp_path, PAGE) as appliance:
            port = appliance.port(HTTP)
            idle = [await asyncio.open_connection(HOST, port) for _ in range(60)]
            hall = appliance.service._hall
            ends = [asyncio.create_task(reader.read()) for reader, _ in idle]
            async with asyncio.timeout(30):
                while sum(each.done() for each in ends) < 40:
                    await asyncio.wait(ends, timeout=0.05)
            assert len(hall.open) == 20
            for _, writer in idle:
                writer.transport.abort()
            await asyncio.wait(ends)
            for each in ends:
                each.exception()
            async with asyncio.timeout(30):
                while hall.open:  # noqa: ASYNC110 - nothing tells that it has ended.
                    await asyncio.sleep(0.01)
            assert (await raw(port, LAST)).startswith(b"HTTP/1.1 200")

    asyncio.run(check())
