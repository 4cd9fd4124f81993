"""A remote host that does harm, known to an appliance as the host of a domain of its own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esatui.lab.presented import Names
from state import documents
from state.certificates.certificate import Certificate
from tests.services.delivery.remote import Remote
from tests.services.delivery.world import World, hierarchy
from tests.state.certificates.authority import Issued

DOMAIN = "evil.example"
ADDRESS = "203.0.113.66"
Script = Callable[[Remote], Awaitable[None]]


@asynccontextmanager
async def hostile(here: World, script: Script) -> AsyncIterator[None]:
    """Let `script` answer every connection to `evil.example`; it ends by closing."""
    failures: list[AssertionError] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(Remote(reader, writer))
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        except AssertionError as error:
            failures.append(error)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 24)
    path = here.appliance.store.directory / "lab.toml"
    document = documents.parse(path.read_bytes())
    document["map"][f"{ADDRESS}:25"] = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    document["zone"][DOMAIN] = {"records": f"@ A {ADDRESS}"}
    path.write_text(documents.write(document))
    try:
        yield
    finally:
        server.close()
    assert not failures, failures


async def offers_tls(remote: Remote, behind: bytes = b"", extensions: bytes = b"") -> None:
    """Go as far as the 220 to STARTTLS, with this behind it in the same segment."""
    await remote.says(b"220 evil ESMTP\r\n")
    assert (await remote.hears()).startswith(b"EHLO ")
    await remote.says(b"250-evil\r\n" + extensions + b"250 STARTTLS\r\n")
    assert await remote.hears() == b"STARTTLS\r\n"
    await remote.says(b"220 go ahead\r\n" + behind)


async def converse(remote: Remote, heard: list[bytes], **replies: bytes) -> None:
    """Answer commands with these replies, others with 250; note all that is heard.

    A reply to the end of a message has the name `END`.
    """
    while line := await remote.hears():
        heard.append(line)
        verb = line[:4].upper().decode().strip()
        if verb == "DATA" and "DATA" not in replies:
            await remote.says(b"354 go ahead\r\n")
            content = b""
            while not content.endswith(b"\r\n.\r\n"):
                content += await remote.hears()
            heard.append(content)
            verb = "END"
        await remote.says(replies.get(verb, b"250 fine\r\n"))
        if verb == "QUIT":
            break


def server_context(folder: Path, own: Issued | None = None, *chain: Certificate) -> ssl.SSLContext:
    """Return TLS with this certificate and chain; without one with a sound one of the lab."""
    path = folder / "hostile.pem"
    if own is None:
        presented = hierarchy().present("valid-p256", Names(domain=DOMAIN, host=DOMAIN))
        text = presented.server.key.pem + presented.server.certificate.pem
        chain = presented.chain
    else:
        key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        text = key + own.certificate.pem
    path.write_text(text + "".join(each.pem for each in chain), "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(path)
    return context
