"""Inbound TLS by its levels, with client certificates, limits and broken certificates."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from state.clock import SystemClock
from state.model.configuration import Draft
from tests.services.smtp.live import RawClient, everybody, listener, live, raw
from tests.services.smtp.tls import (
    SecureClient,
    certificate,
    presented,
    trusting_lab,
    trusting_nobody,
)
from tests.services.tls.endpoints import s_client


def with_certificate(folder: Path, case: str) -> ssl.SSLContext:
    """Return the context of a client that has a certificate of the lab."""
    found = presented(case)
    pem = "".join(each.pem for each in (found.server.certificate, *found.chain))
    (folder / "client.pem").write_text(found.server.key.pem + pem, "ascii")
    context = trusting_nobody()
    # What the listener thinks of the certificate is seen in the handshake only up to TLS 1.2.
    context.load_cert_chain(folder / "client.pem")
    return context


async def secured(client: RawClient, context: ssl.SSLContext | None = None) -> SecureClient:
    await client.say("EHLO x")
    assert await client.say("STARTTLS") == "220 Go ahead with TLS\r\n"
    secure = SecureClient(client, context)
    await secure.handshake()
    return secure


def test_off(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            assert "STARTTLS" not in await client.say("EHLO x")
            assert await client.say("STARTTLS") == "500 #5.5.1 command not recognized\r\n"

    asyncio.run(main())


def test_required(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            live(tmp_path, everybody(tls="required"), certificate()) as world,
            raw(world.port()) as client,
        ):
            assert (await client.say("EHLO x")).endswith("250 STARTTLS\r\n")
            for line in ("MAIL FROM:<a@b.example>", "HELO x"):
                assert (await client.say(line)).startswith("530 #5.7.0")
            required = "Info: ICID 1 TLS was required but remote host did not initiate it"
            assert world.log().count(required) == 1
            secure = await secured(client)
            await secure.say("EHLO x")
            assert (await secure.say("MAIL FROM:<a@b.example>")).startswith("250")

    asyncio.run(main())


@pytest.mark.parametrize("level", ["preferred_verify", "required_verify"])
def test_a_client_with_a_certificate(tmp_path: Path, level: str) -> None:
    async def main() -> None:
        edits = (everybody(tls=level), certificate(), trusting_lab)
        async with (
            live(tmp_path, *edits, clock=SystemClock()) as world,
            raw(world.port()) as client,
        ):
            secure = await secured(client, with_certificate(tmp_path, "clienteku"))
            assert (await secure.say("EHLO x")).startswith("250")
            assert [line for line in world.log() if "TLS success" in line]

    asyncio.run(main())


@pytest.mark.parametrize("level", ["preferred_verify", "required_verify"])
def test_a_client_with_a_certificate_that_nobody_trusts(tmp_path: Path, level: str) -> None:
    async def main() -> None:
        edits = (everybody(tls=level), certificate(), trusting_lab)
        async with live(tmp_path, *edits) as world, raw(world.port()) as client:
            secure = await secured(client, with_certificate(tmp_path, "untrusted"))
            with pytest.raises(ssl.SSLError, match="UNKNOWN_CA"):
                await secure.say("EHLO x")
            await world.logged("close")
            assert world.log()[2:] == [
                "Info: ICID 1 TLS failed: verify error: unable to get local issuer certificate",
                "Info: ICID 1 lost",
                "Info: ICID 1 close",
            ]

    asyncio.run(main())


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    ("case", "number"),
    [
        ("selfsigned", 48),
        ("nointermediate", 48),
        ("unknown-root-sent", 48),
        ("expired", 45),
        ("notyet", 42),
        (None, None),
    ],
)
def test_the_alert_of_a_refusal(
    tmp_path: Path, case: str | None, number: int | None, version: str
) -> None:
    """What `openssl s_client` says; `None` is a client without a certificate."""
    options: tuple[str, ...] = (version, "-ign_eof")
    if case is not None:
        with_certificate(tmp_path, case)
        file = str(tmp_path / "client.pem")
        options += ("-cert", file, "-key", file, "-cert_chain", file)
    expected = number or (116 if version == "-tls1_3" else 40)

    async def main() -> None:
        edits = (everybody(tls="required_verify"), certificate(), trusting_lab)
        async with live(tmp_path, *edits, clock=SystemClock()) as world:
            _, output = await s_client(world.port(), *options, stdin=b"")
            assert f"SSL alert number {expected}\n" in output
            await world.logged("ICID 1 close")

    asyncio.run(main())


def test_a_client_without_certificate(tmp_path: Path) -> None:
    async def main() -> None:
        edits = (everybody(tls="preferred_verify"), certificate(), trusting_lab)
        async with live(tmp_path, *edits) as world:
            async with raw(world.port()) as client:
                assert (await client.begin()).startswith("354")
            async with raw(world.port()) as client:
                secure = await secured(client)
                assert (await secure.say("EHLO x")).startswith("250")
            await world.commit(everybody(tls="required_verify"))
            async with raw(world.port()) as client:
                secure = await secured(client)
                with pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"):
                    await secure.say("EHLO x")
            await world.logged("ICID 3 close")
            reason = "Info: ICID 3 TLS failed: verify error: no certificate from server"
            assert reason in world.log()

    asyncio.run(main())


def test_too_many_under_tls(tmp_path: Path) -> None:
    def one(draft: Draft) -> Draft:
        return draft.write(listeners=replace(draft.listeners, max_tls_concurrency=1))

    async def main() -> None:
        edits = (everybody(tls="preferred"), certificate(), one)
        async with live(tmp_path, *edits) as world, raw(world.port()) as first:
            secure = await secured(first)
            async with raw(world.port()) as second:
                await second.say("EHLO x")
                reply = await second.say("STARTTLS")
                assert reply == "454 TLS not available due to temporary reason\r\n"
                assert (await second.begin()).startswith("354")
            await secure.say("QUIT")
            await world.logged("ICID 1 close")
            async with raw(world.port()) as third:
                await secured(third)

    asyncio.run(main())


def test_a_certificate_whose_key_is_gone(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls="preferred"), certificate()) as world:
            for path in (world.appliance.store.directory / "keys").iterdir():
                path.unlink()
            await world.commit(everybody(tls="preferred", max_messages=5))
            async with raw(world.port()) as client:
                assert (await client.say("EHLO x")).endswith("250 STARTTLS\r\n")
                reply = await client.say("STARTTLS")
                assert reply == "454 TLS not available due to temporary reason\r\n"
            text = 'Warning: The listener "InboundMail" cannot offer TLS: Certificate "partner.com"'
            assert [line for line in world.log("system_logs") if line.startswith(text)]

    asyncio.run(main())


def test_a_certificate_that_is_missing_is_replaced_by_demo(tmp_path: Path) -> None:
    async def main() -> None:
        missing = listener(lambda old: replace(old, certificate="gone"))
        async with live(tmp_path, everybody(tls="preferred")) as world:
            old = world.engine.view()
            await world.smtp.apply(old, missing(Draft(old.configuration, old.level)))
            async with raw(world.port()) as client:
                await secured(client)
            text = 'Warning: Certificate "gone" is not available. Using "Demo".'
            assert text in world.log()

    asyncio.run(main())


def test_a_client_that_hangs_up_in_the_handshake(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path, everybody(tls="preferred"), certificate()) as world:
            async with raw(world.port()) as client:
                await client.say("EHLO x")
                await client.say("STARTTLS")
            await world.logged("close")
            assert world.log()[2:] == [
                "Info: ICID 1 TLS failed: [Errno 0] Error",
                "Info: ICID 1 lost",
                "Info: ICID 1 close",
            ]
            assert world.smtp.house.connections.tls == 0

    asyncio.run(main())
