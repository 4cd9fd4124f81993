"""Certificates, methods, redirects and hot changes, seen by openssl and curl."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.services.network import Address
from state.certificates.parsing import read_certificates
from state.model.configuration import Draft
from state.model.services import SslService
from tests.programs import needed
from tests.services.https.live import HOST, NAME, Live, live, management, presents, raw
from tests.services.smtp.live import program
from tests.services.tls.appliances import NAMES, Lab

GET = b"GET / HTTP/1.1\r\nHost: mail.example.com\r\nConnection: close\r\n\r\n"


async def chain(appliance: Live) -> list[str]:
    """Return the fingerprints of what openssl is shown."""
    target = f"{HOST}:{appliance.port()}"
    _, output = await program("openssl", "s_client", "-showcerts", "-connect", target)
    section = output.partition("Certificate chain")[2].partition("Server certificate")[0]
    return [each.fingerprint_sha256 for each in read_certificates(section)]


async def curl(appliance: Live, root: str, *options: str) -> tuple[int, str]:
    """Run curl, which knows the name and trusts the lab's root."""
    ports = {appliance.port(), appliance.port("Management http")}
    resolve = [part for port in ports for part in ("--resolve", f"{NAME}:{port}:{HOST}")]
    own = ("--silent", "--show-error", "--cacert", root, *resolve)
    return await program(needed("curl", "curl"), *own, *options)


def test_the_certificate_with_its_chain(lab: Lab, tmp_path: Path) -> None:
    presented = lab.hierarchy.present("valid-p256", NAMES)
    profile = lab.stored(presented.server, presented.chain)

    async def check() -> None:
        async with live(tmp_path, presents(lab, profile)) as appliance:
            expected = [presented.server.certificate, *presented.chain]
            assert await chain(appliance) == [each.fingerprint_sha256 for each in expected]
            status, output = await curl(appliance, lab.root_file(tmp_path), "-i", appliance.url())
            assert status == 0
            head, _, body = output.partition("\r\n\r\n")
            assert head.startswith("HTTP/1.1 200")
            assert "content-security-policy: default-src 'none'" in head.lower()
            assert "strict-transport" not in head.lower()
            assert "The chain is whole." in body
            assert "Cisco C100V Email Security Virtual Appliance, version 15.5.0-048" in body
            assert any("200 GET / HTTP/1.1 curl/" in line for line in appliance.log())

    asyncio.run(check())


def test_a_missing_intermediate_is_named_and_not_mended(lab: Lab, tmp_path: Path) -> None:
    profile = lab.profile("nointermediate")

    async def check() -> None:
        async with live(tmp_path, presents(lab, profile)) as appliance:
            root = lab.root_file(tmp_path)
            status, output = await curl(appliance, root, appliance.url())
            assert (status, "unable to get local issuer" in output) == (60, True)
            _, output = await curl(appliance, root, "--insecure", appliance.url())
            assert "The chain is not whole" in output
            assert "The intermediate certificate" in output

    asyncio.run(check())


def test_a_commit_counts_for_the_next_connection_and_drops_none(lab: Lab, tmp_path: Path) -> None:
    old, new = lab.profile("valid-p256"), lab.profile("valid-rsa2048")

    async def check() -> None:
        async with live(tmp_path, presents(lab, old)) as appliance:
            context = ssl.create_default_context(cafile=lab.root_file(tmp_path))
            reader, writer = await asyncio.open_connection(
                HOST, appliance.port(), ssl=context, server_hostname=NAME
            )
            before, port = await chain(appliance), appliance.port()
            await appliance.commit(presents(lab, new, "renewed"))
            assert (await chain(appliance))[0] != before[0]
            assert appliance.port() == port
            writer.write(GET)
            answer = await asyncio.wait_for(reader.read(), 10)
            assert answer.startswith(b"HTTP/1.1 200")
            writer.close()

    asyncio.run(check())


def test_methods_of_sslconfig(lab: Lab, tmp_path: Path) -> None:
    def only(method: str) -> object:
        def edit(draft: Draft) -> Draft:
            return draft.write(ssl=replace(draft.ssl, gui=SslService(method=method)))

        return edit

    async def check() -> None:
        async with live(tmp_path, presents(lab, lab.profile("valid-p256"))) as appliance:
            await appliance.commit(only("tlsv1_2"))  # type: ignore[arg-type]
            target = f"{HOST}:{appliance.port()}"
            for option, works in (("-tls1_2", True), ("-tls1_3", False)):
                status, _ = await program("openssl", "s_client", option, "-connect", target)
                assert (status == 0) is works

    asyncio.run(check())


def test_http_redirects_to_https(lab: Lab, tmp_path: Path) -> None:
    async def check() -> None:
        async with live(tmp_path, presents(lab, lab.profile("valid-p256"))) as appliance:
            url = f"http://{NAME}:{appliance.port('Management http')}/?a=1"
            root = lab.root_file(tmp_path)
            _, output = await curl(appliance, root, "-i", url)
            assert output.startswith("HTTP/1.1 302")
            assert f"Location: {appliance.url('/?a=1')}\r\n" in output
            status, output = await curl(appliance, root, "--location", url)
            assert (status, "The chain is whole" in output) == (0, True)
            await appliance.commit(management(redirect=False))
            _, output = await curl(appliance, root, "-i", url)
            assert output.startswith("HTTP/1.1 200")
            await appliance.commit(management(http=None))
            assert list(appliance.service.addresses()) == ["Management"]

    asyncio.run(check())


@pytest.mark.parametrize(
    ("host", "target", "location"),
    [
        (b"mail.example.com:80", b"/a?b=c", "https://mail.example.com:{port}/a?b=c"),
        (b"[::1]:8080", b"/", "https://[::1]:{port}/"),
        (b"evil.example/x", b"/", "https://mail.example.com:{port}/"),
        (b"a@evil.example", b"/", "https://mail.example.com:{port}/"),
        (b"mail.example.com", b"//evil.example/", "https://mail.example.com:{port}/evil.example/"),
    ],
)
def test_where_a_redirect_leads(tmp_path: Path, host: bytes, target: bytes, location: str) -> None:
    request = b"GET %b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % (target, host)

    async def check() -> None:
        async with live(tmp_path) as appliance:
            answer = await raw(appliance.port("Management http"), request)
            expected = location.format(port=appliance.port())
            assert f"location: {expected}\r\n".encode() in answer.lower()

    asyncio.run(check())


def test_a_port_in_use_is_a_fault_and_the_other_one_works(lab: Lab, tmp_path: Path) -> None:
    async def check() -> None:
        async with live(tmp_path, management(https=None)) as appliance:
            taken = socket.create_server((HOST, 0))
            number = taken.getsockname()[1]
            addresses = appliance.service._engine.network.addresses
            addresses._entries[f"Management:{number}"] = Address(HOST, number)
            with taken:
                await appliance.commit(management(https=number))
            (fault,) = appliance.host.faults()
            assert fault.startswith("The https service could not apply the configuration: ")
            assert 'The HTTP service of the interface "Management" cannot listen' in fault
            assert (await raw(appliance.port("Management http"), GET)).startswith(b"HTTP/1.1")

    asyncio.run(check())


def test_who_may_not_connect_is_not_answered(tmp_path: Path) -> None:
    def restricted(draft: Draft) -> Draft:
        access = replace(draft.adminaccess, mode="RESTRICT", allowed=("10.0.0.0/8",))
        return draft.write(adminaccess=access)

    async def check() -> None:
        async with live(tmp_path, restricted) as appliance:
            try:
                answer = await raw(appliance.port("Management http"), GET)
            except ConnectionError:
                answer = b""
            assert answer == b""

    asyncio.run(check())
