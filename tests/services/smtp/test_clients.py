"""Real clients: swaks, OpenSSL, Python's smtplib."""

from __future__ import annotations

import asyncio
import smtplib
from pathlib import Path

import pytest

from tests.programs import needed
from tests.services.smtp.live import everybody, live, program
from tests.services.smtp.tls import certificate, root_file, trusting_nobody

CASES = ["valid-p256", "valid-rsa2048"]


@pytest.mark.parametrize("case", CASES)
def test_swaks(tmp_path: Path, case: str) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls="required"), certificate(case)) as world:
            status, output = await program(
                *(
                    needed("swaks", "swaks libnet-ssleay-perl"),
                    "--server",
                    "127.0.0.1",
                    "--port",
                    str(world.port()),
                    "--tls",
                ),
                *("--from", "a@example.net", "--to", "b@example.com", "--helo", "sender.example"),
                *("--tls-verify", "--tls-ca-path", root_file(tmp_path), "--body", "hello"),
            )
            assert status == 0, output
            assert "250 ok:  Message 1 accepted" in output
            assert b"hello" in world.contents()[1]

    asyncio.run(main())


def test_swaks_without_tls_where_it_is_required(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls="required"), certificate()) as world:
            status, output = await program(
                *(
                    needed("swaks", "swaks libnet-ssleay-perl"),
                    "--server",
                    "127.0.0.1",
                    "--port",
                    str(world.port()),
                ),
                *("--from", "a@example.net", "--to", "b@example.com"),
            )
            assert status != 0
            assert "530 #5.7.0 Must issue a STARTTLS command first" in output
            assert world.contents() == {}

    asyncio.run(main())


@pytest.mark.parametrize("case", CASES)
def test_openssl(tmp_path: Path, case: str) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls="preferred"), certificate(case)) as world:
            status, output = await program(
                *("openssl", "s_client", "-starttls", "smtp", "-ign_eof"),
                *("-connect", f"127.0.0.1:{world.port()}", "-CAfile", root_file(tmp_path)),
                *("-verify_return_error", "-verify_hostname", "mail.example.com"),
                stdin=b"QUIT\r\n",
            )
            assert status == 0, output
            assert "Verify return code: 0 (ok)" in output
            assert "221 mail.example.com" in output

    asyncio.run(main())


def test_openssl_misses_an_intermediate_that_is_not_stored(tmp_path: Path) -> None:
    async def main() -> None:
        edits = (everybody(tls="preferred"), certificate("nointermediate"))
        async with live(tmp_path, *edits) as world:
            _, output = await program(
                *("openssl", "s_client", "-starttls", "smtp"),
                *("-connect", f"127.0.0.1:{world.port()}", "-CAfile", root_file(tmp_path)),
            )
            assert "unable to get local issuer certificate" in output

    asyncio.run(main())


@pytest.mark.parametrize("case", CASES)
def test_postfix(tmp_path: Path, case: str) -> None:
    """Postfix's own client, at its level `secure`."""
    settings = "compatibility_level = 3.6\nmyhostname = sender.example\ninet_protocols = ipv4\n"
    (tmp_path / "main.cf").write_text(settings)

    async def main() -> None:
        async with live(tmp_path, everybody(tls="required"), certificate(case)) as world:
            status, output = await program(
                *(
                    "env",
                    f"MAIL_CONFIG={tmp_path}",
                    needed("posttls-finger", "postfix"),
                    "-c",
                    "-l",
                    "secure",
                ),
                *("-P", "/nonexistent", "-F", root_file(tmp_path)),
                *(f"[127.0.0.1]:{world.port()}", "mail.example.com"),
            )
            assert status == 0, output
            assert "Verified TLS connection established" in output
            await world.logged("ICID 1 close")
            assert not [line for line in world.log() if "lost" in line]

    asyncio.run(main())


def test_smtplib(tmp_path: Path) -> None:
    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="sender.example") as client:
            client.starttls(context=trusting_nobody())
            client.ehlo()
            assert client.has_extn("8bitmime")
            assert not client.has_extn("starttls")
            for number in range(3):
                client.sendmail("a@example.net", ["b@example.com"], f"Subject: {number}\n\n.\n")

    async def main() -> None:
        async with live(tmp_path, everybody(tls="preferred"), certificate()) as world:
            await asyncio.to_thread(send, world.port())
            contents = world.contents()
            assert [contents[mid][-13:] for mid in sorted(contents)] == [
                b"ect: %d\r\n\r\n.\r\n" % number for number in range(3)
            ]

    asyncio.run(main())
