"""The connection test of `emconfig` and `ampconfig` against `openssl s_server`."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import Coroutine, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from esatui.services.network import Network
from esatui.services.tls.trial import Patience, Trial, try_server
from state.clock import SystemClock
from state.model.certificates import Authorities, Certificates
from state.model.services import Ssl
from state.model.tls_servers import TlsServer, Trust
from state.settings import ApplianceSettings
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.endpoints import HOST, s_server
from tests.ssh.appliances import MOMENT

SERVER = TlsServer(host=NAMES.host, port=20000, certificate="partner.com", trust="custom")
QUICK = Patience(connect=10, handshake=10, objection=0.2)
VERSIONS = ("-tls1_2", "-tls1_3")


def trial(
    lab: Lab,
    folder: Path,
    *,
    remotes: dict[str, str],
    server: TlsServer = SERVER,
    profile: str = "valid-p256",
    authorities: Authorities | None = None,
    settings: Ssl | None = None,
    patience: Patience = QUICK,
) -> Coroutine[Any, Any, Trial]:
    """Test the connection from an appliance that trusts the lab and has a profile of it."""
    profiles = {"partner.com": lab.profile(profile)}
    view = lab.verifying(
        certificates=Certificates(profiles=profiles),
        authorities=authorities or lab.trust,
        ssl=settings or Ssl(),
    )
    network = Network(ApplianceSettings(install_date=MOMENT, remotes=remotes), folder)
    now = SystemClock().now()
    return try_server(view, server, network, lab.load_key, now, patience)


def outcome(lab: Lab, folder: Path, options: Sequence[str], **how: Any) -> Trial:
    """Test the connection to an `openssl s_server` with these options."""

    async def main() -> Trial:
        async with s_server(*options) as port:
            remotes = {f"{NAMES.host}:20000": f"{HOST}:{port}"}
            return await trial(lab, folder, remotes=remotes, **how)

    return asyncio.run(main())


def demanding(lab: Lab, folder: Path, case: str = "valid-p256") -> list[str]:
    """Options of a server that takes clients of the lab's root only."""
    trusted = ("-CAfile", lab.root_file(folder), "-Verify", "4", "-verify_return_error")
    return [*lab.server_options(folder, case), *trusted]


@pytest.mark.parametrize("version", VERSIONS)
def test_both_sides_are_satisfied(lab: Lab, tmp_path: Path, version: str) -> None:
    result = outcome(lab, tmp_path, [*demanding(lab, tmp_path), version])
    assert result.succeeded
    protocol = {"-tls1_2": "TLSv1.2", "-tls1_3": "TLSv1.3"}[version]
    assert result.lines[0] == f"Connecting to {NAMES.host} on port 20000."
    assert result.lines[1].startswith(f"TLS connection established: protocol {protocol}, cipher ")
    assert result.lines[2:] == (
        "Verifying peer certificate.",
        "Peer certificate: CN=example.com",
        "TLS certificate verified.",
        'The server accepted the certificate "partner.com".',
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_that_says_nothing_has_no_objection(
    lab: Lab, tmp_path: Path, version: str
) -> None:
    options = [*demanding(lab, tmp_path), version, "-num_tickets", "0"]
    result = outcome(lab, tmp_path, options)
    assert result.reason == 'The server accepted the certificate "partner.com".'
    assert result.succeeded


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("untrusted", "unknown ca"),
        ("selfsigned", "unknown ca"),
        ("expired", "certificate expired"),
        ("nointermediate", "unknown ca"),
    ],
)
def test_our_certificate_is_refused(
    lab: Lab, tmp_path: Path, version: str, profile: str, words: str
) -> None:
    """With TLS 1.3 the alert comes after the handshake."""
    patient = replace(QUICK, objection=10)
    result = outcome(
        lab, tmp_path, [*demanding(lab, tmp_path), version], profile=profile, patience=patient
    )
    assert not result.succeeded
    assert result.reason == f'The server refused the certificate "partner.com": {words}.'


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("selfsigned", "self signed certificate"),
        ("untrusted", "unable to get local issuer certificate"),
        ("unknown-root-sent", "self signed certificate in certificate chain"),
        ("expired", "certificate has expired"),
        ("notyet", "certificate is not yet valid"),
        ("clienteku", "unsupported certificate purpose"),
        ("mismatch", "hostname mismatch"),
        ("domain-only", "hostname mismatch"),
    ],
)
def test_the_server_is_not_verified(
    lab: Lab, tmp_path: Path, version: str, case: str, words: str
) -> None:
    result = outcome(lab, tmp_path, [*demanding(lab, tmp_path, case), version])
    assert not result.succeeded
    assert result.reason == f"Certificate verification failed: {words}."


@pytest.mark.parametrize("trust", ["system", "custom"])
def test_a_list_that_is_disabled_trusts_nobody(lab: Lab, tmp_path: Path, trust: Trust) -> None:
    server = replace(SERVER, trust=trust)
    disabled = replace(lab.trust, custom_enabled=False)
    options = demanding(lab, tmp_path)
    result = outcome(lab, tmp_path, options, server=server, authorities=disabled)
    words = "unable to get local issuer certificate"
    assert result.reason == f"Certificate verification failed: {words}."


def test_an_authority_of_its_own(lab: Lab, tmp_path: Path) -> None:
    """Neither list counts then; a self-signed server may be trusted by its own certificate."""
    nobody = replace(lab.trust, custom_enabled=False)
    own = replace(SERVER, trust="own", authority=lab.hierarchy.root.certificate.pem)
    options = demanding(lab, tmp_path)
    assert outcome(lab, tmp_path, options, server=own, authorities=nobody).succeeded
    options = demanding(lab, tmp_path, "selfsigned")
    presented = Path(tmp_path / "cert.pem").read_text("ascii")
    itself = replace(own, authority=presented)
    assert outcome(lab, tmp_path, options, server=itself, authorities=nobody).succeeded
    refused = outcome(lab, tmp_path, options, server=own, authorities=nobody)
    assert refused.reason == "Certificate verification failed: self signed certificate."


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_that_asks_for_nothing(lab: Lab, tmp_path: Path, version: str) -> None:
    result = outcome(lab, tmp_path, [*lab.server_options(tmp_path), version], profile="expired")
    assert result.succeeded
    assert result.reason == "The server did not ask for a certificate."


def test_addresses_are_compared_with_addresses(lab: Lab, tmp_path: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-nodes", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"]
    files = ["-keyout", str(tmp_path / "ip.key"), "-out", str(tmp_path / "ip.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)
    options = ["-cert", str(tmp_path / "ip.pem"), "-key", str(tmp_path / "ip.key")]
    own = (tmp_path / "ip.pem").read_text("ascii")

    async def main(address: str) -> Trial:
        async with s_server(*options) as port:
            server = replace(SERVER, host=address, port=port, trust="own", authority=own)
            return await trial(lab, tmp_path, remotes={}, server=server)

    assert asyncio.run(main(HOST)).succeeded
    there = asyncio.run(main("localhost"))
    assert there.reason == "Certificate verification failed: hostname mismatch."


def test_no_way_there(lab: Lab, tmp_path: Path) -> None:
    def failing(patience: Patience = QUICK, **remotes: str) -> Trial:
        async def main() -> Trial:
            there = {f"{NAMES.host}:20000": target for target in remotes.values()}
            return await trial(lab, tmp_path, remotes=there, patience=patience)

        return asyncio.run(main())

    assert failing().lines == (f'Unable to resolve host "{NAMES.host}".',)
    with create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    refused = failing(to=f"{HOST}:{port}")
    assert refused.lines == (
        f"Connecting to {NAMES.host} on port 20000.",
        f"Connection to {NAMES.host} failed: [Errno 61] Connection refused.",
    )
    (tmp_path / "lab.toml").write_text(
        f'[zone."{NAMES.domain}"]\nrecords = "mail A 198.51.100.1\\nmail A 198.51.100.2\\n"\n'
    )
    unmapped = failing()
    assert unmapped.lines == (
        "Connecting to 198.51.100.1 on port 20000.",
        "Connection to 198.51.100.1 failed: [Errno 65] No route to host.",
        "Connecting to 198.51.100.2 on port 20000.",
        "Connection to 198.51.100.2 failed: [Errno 65] No route to host.",
    )


def test_a_server_that_never_answers(lab: Lab, tmp_path: Path) -> None:
    with closing(create_server((HOST, 0))) as silent:
        port = silent.getsockname()[1]

        async def main() -> Trial:
            remotes = {f"{NAMES.host}:20000": f"{HOST}:{port}"}
            impatient = replace(QUICK, handshake=0.1)
            return await trial(lab, tmp_path, remotes=remotes, patience=impatient)

        result = asyncio.run(main())
    failed = f"TLS connection to {NAMES.host} failed: [Errno 60] Operation timed out."
    assert result.reason == failed


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x03\x00\x02\x02\x28", b""]
)
def test_a_server_without_tls(lab: Lab, tmp_path: Path, answer: bytes) -> None:
    async def main() -> Trial:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(answer)
            writer.close()

        async with await asyncio.start_server(serve, HOST, 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            remotes = {f"{NAMES.host}:20000": f"{HOST}:{port}"}
            return await trial(lab, tmp_path, remotes=remotes)

    result = asyncio.run(main())
    assert not result.succeeded
    assert result.reason.startswith(f"TLS connection to {NAMES.host} failed: ")


def test_a_server_that_closes_instead_of_saying_why(lab: Lab, tmp_path: Path) -> None:
    """As those do whose library keeps the alert for itself (asyncio)."""
    certificate, key, _ = lab.files(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    own = Path(certificate).read_text("ascii")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def main() -> Trial:
        async with await asyncio.start_server(serve, HOST, 0, ssl=context) as listening:
            remotes = {f"{NAMES.host}:20000": f"{HOST}:{listening.sockets[0].getsockname()[1]}"}
            server = replace(SERVER, trust="own", authority=own)
            return await trial(
                lab,
                tmp_path,
                remotes=remotes,
                server=server,
                profile="selfsigned",
                patience=replace(QUICK, objection=10),
            )

    result = asyncio.run(main())
    assert not result.succeeded
    assert result.reason == 'The server closed the connection on the certificate "partner.com".'


def test_old_versions_only_where_they_are_allowed(lab: Lab, tmp_path: Path) -> None:
    options = [*demanding(lab, tmp_path), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
    refused = outcome(lab, tmp_path, options)
    assert refused.reason.startswith(f"TLS connection to {NAMES.host} failed: ")
    assert "alert protocol version" in refused.reason or "unsupported" in refused.reason
    allowed = outcome(lab, tmp_path, options, settings=Ssl(other_tlsv10=True))
    assert allowed.succeeded
