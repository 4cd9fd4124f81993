"""Commits: the next connection meets them, open ones go on with what they had."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from esatui.services.network import Address
from esatui.services.smtp import service
from state.hat import Classifier
from state.model.configuration import Draft
from state.model.listeners import Listener
from tests.services.engines import commit
from tests.services.smtp.live import everybody, listener, live, raw, until
from tests.services.smtp.tls import SecureClient, certificate, presented


def test_open_sessions_keep_their_policy(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            live(tmp_path, everybody(max_message_size=1000)) as world,
            raw(world.port()) as old,
        ):
            await world.commit(everybody(max_message_size=2000))
            async with raw(world.port()) as new:
                assert "SIZE 2000" in await new.say("EHLO x")
            await world.commit(everybody("REJECT"))
            assert "SIZE 1000" in await old.say("EHLO x")
            await old.begin()
            assert (await old.say(b"x\r\n.\r\n")).startswith("250 ok:")

    asyncio.run(main())


def test_a_new_certificate(tmp_path: Path) -> None:
    async def shown(port: int) -> bytes | None:
        async with raw(port) as client:
            await client.say("EHLO x")
            await client.say("STARTTLS")
            secure = SecureClient(client)
            await secure.handshake()
            return secure.tls.getpeercert(binary_form=True)

    async def main() -> None:
        async with live(
            tmp_path, everybody(tls="preferred"), certificate("valid-rsa2048")
        ) as world:
            first = await shown(world.port())
            await world.commit(certificate("valid-p256", "other.com"))
            second = await shown(world.port())
            assert first == presented("valid-rsa2048").server.certificate.der
            assert second == presented("valid-p256").server.certificate.der

    asyncio.run(main())


def test_listeners_come_and_go(tmp_path: Path) -> None:
    def second(draft: Draft) -> Draft:
        entries = dict(draft.listeners.entries)
        entries["Second"] = replace(entries["InboundMail"], port=2525)
        return draft.write(listeners=replace(draft.listeners, entries=entries))

    def without(draft: Draft) -> Draft:
        entries = {"InboundMail": draft.listeners.entries["InboundMail"]}
        return draft.write(listeners=replace(draft.listeners, entries=entries))

    async def main() -> None:
        async with live(tmp_path) as world:
            first = world.port()
            await world.commit(second)
            assert world.port() == first
            port = world.port("Second")
            async with raw(port) as client:
                await world.commit(without)
                assert set(world.smtp.addresses()) == {"InboundMail"}
                try:
                    async with raw(port):
                        raise AssertionError("still there")
                except ConnectionRefusedError:
                    pass
                assert await client.say("NOOP") == "250 ok\r\n"

    asyncio.run(main())


def test_a_listener_that_cannot_listen_stops_no_other(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world:
            taken = world.port()
            addresses = world.engine.network.addresses
            addresses._entries["Management:2525"] = Address("127.0.0.1", taken)

            def second(draft: Draft) -> Draft:
                entries = dict(draft.listeners.entries)
                entries["Second"] = replace(entries["InboundMail"], port=2525)
                return draft.write(listeners=replace(draft.listeners, entries=entries))

            await world.commit(second)
            (fault,) = world.host.faults()
            assert f'The listener "Second" cannot listen on 127.0.0.1:{taken}' in fault
            async with raw(world.port()) as client:
                assert await client.say("NOOP") == "250 ok\r\n"

    asyncio.run(main())


def test_the_watcher_tells_of_commits(tmp_path: Path) -> None:
    """Nobody has to ask the services to look."""

    async def main() -> None:
        async with live(tmp_path) as world:

            def wide(old: Listener) -> Listener:
                return replace(old, default_domain="example.org")

            before = world.smtp.house.sites
            await asyncio.to_thread(commit, world.appliance, listener(wide))
            await until(lambda: world.smtp.house.sites is not before)
            changed = world.smtp.house.sites["InboundMail"].listener
            assert changed.default_domain == "example.org"

    asyncio.run(main())


def test_a_table_that_has_not_changed_is_not_compiled_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with live(tmp_path) as world:
            first = world.smtp.house.sites["InboundMail"]
            await world.commit(listener(lambda old: replace(old, default_domain="example.org")))
            second = world.smtp.house.sites["InboundMail"]
            assert second is not first
            assert second.classifier is first.classifier
            await world.commit(everybody("REJECT"))
            assert world.smtp.house.sites["InboundMail"].classifier is not first.classifier

    asyncio.run(main())


def test_mail_goes_on_while_a_long_table_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()

    class Slow(Classifier):
        @classmethod
        def of(cls, listener: Listener) -> Classifier:
            begun.set()
            assert answered.wait(60)
            return Classifier.of(listener)

    async def main() -> None:
        async with live(tmp_path) as world, raw(world.port()) as client:
            monkeypatch.setattr(service, "Classifier", Slow)
            change = asyncio.create_task(world.commit(everybody("REJECT")))
            await asyncio.to_thread(begun.wait, 60)
            assert await client.say("NOOP") == "250 ok\r\n"
            assert "SIZE" in await client.say("EHLO x")
            answered.set()
            await change
            matched = world.smtp.house.sites["InboundMail"].classifier.classify("192.0.2.1")
            assert matched.rule == "REJECT"

    asyncio.run(main())
