"""HTTPS of an interface: the stored chain as it is, the methods and ciphers of `sslconfig`."""

from __future__ import annotations

import asyncio
import os
import ssl
import tempfile
from pathlib import Path

import pytest

from esatui.services.tls.https import https_context
from esatui.services.tls.identity import TlsUnavailable
from state.certificates.parsing import read_certificates
from state.model.services import SslService
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.endpoints import HOST, run


def seen(context: ssl.SSLContext, *options: str) -> str:
    """What s_client sees of a server with this context."""

    async def converse() -> str:
        server = await asyncio.start_server(_answer, HOST, 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with server:
            command = ("openssl", "s_client", "-connect", f"{HOST}:{port}", "-ign_eof")
            return (await run(*command, *options, stdin=b"GET / HTTP/1.0\r\n\r\n"))[1]

    return asyncio.run(converse())


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
    writer.close()


@pytest.mark.parametrize(
    "case",
    ["valid-p256", "duplicate-intermediate", "wrong-order", "root-included", "weak-rsa1024-sha1"],
)
def test_the_chain_is_sent_as_it_is_stored(lab: Lab, case: str) -> None:
    presented = lab.hierarchy.present(case, NAMES)
    view = lab.view(lab.stored(presented.server, presented.chain))
    output = seen(https_context(view, "Management", lab.load_key), "-showcerts")
    section = output.partition("Certificate chain")[2].partition("Server certificate")[0]
    assert read_certificates(section) == (presented.server.certificate, *presented.chain)


@pytest.mark.parametrize(
    ("method", "offered", "works"),
    [
        ("tlsv1_2", "-tls1_2", True),
        ("tlsv1_2", "-tls1_3", False),
        ("tlsv1_0tlsv1_2", "-tls1", True),
        ("tlsv1_0tlsv1_2", "-tls1_1", False),
        ("tlsv1_2tlsv1_3", "-tls1_1", False),
    ],
)
def test_methods(lab: Lab, method: str, offered: str, works: bool) -> None:
    view = lab.view(lab.profile("valid-rsa2048"), SslService(method=method))
    context = https_context(view, "Management", lab.load_key)
    output = seen(context, offered, "-cipher", "ALL:@SECLEVEL=0")
    assert ("HTTP/1.0 200 OK" in output) is works


def test_the_key_is_never_in_a_file_in_clear(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written: list[str] = []
    real = ssl.SSLContext.load_cert_chain

    def look(context: ssl.SSLContext, certificate: Path, key: Path, password: str) -> None:
        written.append(key.read_text("ascii"))
        real(context, certificate, key, password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", look)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    https_context(lab.view(lab.profile("valid-p256")), "Management", lab.load_key)
    assert written
    assert "ENCRYPTED PRIVATE KEY" in written[0]
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (names are enough)


def test_unusable_settings(lab: Lab) -> None:
    view = lab.view(lab.profile("valid-p256"), SslService(ciphers="NOTHING"))
    with pytest.raises(TlsUnavailable):
        https_context(view, "Management", lab.load_key)
    view = lab.view(lab.profile("valid-p256"), SslService(method=""))
    with pytest.raises(TlsUnavailable):
        https_context(view, "Management", lab.load_key)
