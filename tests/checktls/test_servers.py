"""The receiver test against the appliance's own listener, and against another implementation."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from esatui.checktls.observation import Target
from esatui.checktls.result import Result
from esatui.checktls.surroundings import Surroundings
from state.clock import SystemClock
from tests.services.delivery.world import QUICK
from tests.services.smtp.live import everybody, live
from tests.services.smtp.tls import certificate, hierarchy, presented, trusting_lab


@pytest.mark.parametrize(
    ("case", "verdict", "kinds"),
    [
        ("valid-p256", "OK", ()),
        ("nointermediate", "FAILED", ("missing intermediate",)),
        ("duplicate-intermediate", "WARNING", ("duplicate",)),
        ("mismatch", "FAILED", ("name mismatch",)),
    ],
)
def test_what_is_committed_is_what_is_seen(
    tmp_path: Path, case: str, verdict: str, kinds: tuple[str, ...]
) -> None:
    """An operator tests the listener that was just given a certificate."""

    async def main() -> Result:
        edits = everybody(tls="preferred"), certificate(case), trusting_lab
        async with live(tmp_path, *edits, clock=SystemClock()) as here:
            around = Surroundings.of_appliance(here.appliance.store.directory, SystemClock())
            return await around.test(Target("127.0.0.1", here.port()), QUICK)

    result = asyncio.run(main())
    assert result.verdict == verdict
    assert kinds == tuple(fault.kind for each in result.certificates for fault in each.faults)
    assert result.names is not None
    assert result.names.interface == "mail.example.com"


@pytest.mark.parametrize(
    ("version", "protocol"),
    [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")],
)
def test_a_server_of_the_standard_library(
    tmp_path: Path, version: ssl.TLSVersion, protocol: str
) -> None:
    shown = presented("valid-p256")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificates = (shown.server.certificate, *shown.chain)
    chain.write_text("".join(each.pem for each in certificates))
    key.write_text(shown.server.key.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    context.minimum_version = context.maximum_version = version

    async def main() -> Result:
        async with await asyncio.start_server(speaking(context), "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            root = hierarchy().root.certificate
            around = Surroundings.of_appliance(tmp_path / "none", SystemClock(), [root])
            return await around.test(Target(host, port), QUICK)

    result = asyncio.run(main())
    assert (result.verdict, result.protocol) == ("OK", protocol)
    assert [each.fingerprint for each in result.certificates] == [
        each.fingerprint_sha256 for each in certificates
    ]


def speaking(
    context: ssl.SSLContext,
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return a mail host that can do nothing but STARTTLS."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n")
        offer = b"250-mail.example.com\r\n250 STARTTLS\r\n"
        while line := await reader.readline():
            if line.startswith(b"EHLO"):
                writer.write(offer)
            elif line.startswith(b"STARTTLS"):
                writer.write(b"220 go ahead\r\n")
                await writer.start_tls(context)
                offer = b"250 mail.example.com\r\n"
            else:
                writer.write(b"221 bye\r\n")
                break
        writer.close()

    return speak
