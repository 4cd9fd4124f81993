"""Requests that come together with the end of the handshake, as browsers send them."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.services.https.live import HOST, TIMEOUT, live, presents
from tests.services.tls.appliances import Lab

GET = b"GET /style.css HTTP/1.1\r\nHost: mail.example.com\r\n\r\n"


class Client:
    """A TLS client whose last flight of the handshake carries what it says first."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._tls = context.wrap_bio(self._incoming, self._outgoing)

    async def begin(self, first: bytes) -> None:
        """Do the handshake; its end and `first` are one segment."""
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._exchange()
        self._tls.write(first)
        self._flush()

    def say(self, data: bytes) -> None:
        self._tls.write(data)
        self._flush()

    async def until(self, end: bytes) -> bytes:
        """Return what comes, up to this end; less when the connection ends before."""
        heard = b""
        while not heard.endswith(end):
            try:
                data = self._tls.read(65536)
                if not data:
                    break
                heard += data
            except ssl.SSLWantReadError:
                await self._exchange()
            except ssl.SSLEOFError:
                break
        return heard

    def _flush(self) -> None:
        self._writer.write(self._outgoing.read())

    async def _exchange(self) -> None:
        self._flush()
        async with asyncio.timeout(TIMEOUT):
            data = await self._reader.read(65536)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()


@pytest.mark.parametrize(
    ("first", "status"), [(GET, b"200"), (b"\x16\x03 no request\r\n\r\n", b"400")]
)
def test_first_request_with_the_handshake(
    lab: Lab, tmp_path: Path, first: bytes, status: bytes
) -> None:
    async def check() -> None:
        async with live(tmp_path, presents(lab, lab.profile("valid-p256"))) as appliance:
            reader, writer = await asyncio.open_connection(HOST, appliance.port())
            client = Client(reader, writer)
            await client.begin(first)
            if status == b"200":
                answer = await client.until(b"}\n")
                client.say(GET)
                assert (await client.until(b"}\n")).partition(b"\r\n\r\n")[2] == answer.partition(
                    b"\r\n\r\n"
                )[2]
            else:
                answer = await client.until(b"</html>\n")
            assert answer.startswith(b"HTTP/1.1 " + status)
            writer.close()

    asyncio.run(check())
