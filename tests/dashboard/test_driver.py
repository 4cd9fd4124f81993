"""What goes through the channel, both ways."""

from __future__ import annotations

import asyncio
import sys

import pytest

from esatui.dashboard import driver
from esatui.dashboard.display import Display
from screens.app import Dashboard
from screens.desk import Desk
from tests.dashboard.stages import Stage, staged


def search_text(stage: Stage) -> str:
    return str(getattr(stage.play.app.focused, "value", ""))


def test_korean_is_typed_in_any_pieces(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            for byte in "/인증서".encode():
                stage.play.receive(bytes([byte]))
            await stage.sees_text("인증서")
            assert search_text(stage) == "인증서"

    asyncio.run(scenario())


def test_escape_alone_is_a_key(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"?")
            await stage.sees_text("Keys")
            stage.play.receive(b"\x1b")
            await stage.sees(lambda: "Next theme" not in stage.text)

    asyncio.run(scenario())


def test_paste(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            stage.play.receive(b"/")
            stage.play.receive(b"\x1b[200~mail.example.com\x1b[201~")
            await stage.sees_text("mail.example.com")

    asyncio.run(scenario())


def test_paste_without_end_is_dropped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "SILENT_LIMIT", 1000)

    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"\x1b[200~" + b"x" * 1001)
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")

    asyncio.run(scenario())


def test_a_size_that_a_client_makes_up_is_not_taken(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"\x1b[48;60000;60000;0;0t\x1b[?2048;1$y")
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            assert tuple(stage.play.app.size) == (80, 24)

    asyncio.run(scenario())


def test_what_was_not_drawn_is_drawn_as_a_whole(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            before = len(stage.output)
            stage.play.hold()
            stage.play.receive(b"?")
            for _ in range(50):
                stage.play.receive(b"\x1b[A\x1b[B")
            while not stage.play.app.screen.is_modal:
                await asyncio.wait({asyncio.create_task(asyncio.sleep(0.01))})
            assert len(stage.output) == before
            stage.play.release()
            await stage.sees_text("Keys")
            # What is behind the dialog is there too.
            assert "Network > Certificates" in stage.text

    asyncio.run(scenario())


def test_input_waits_for_the_dashboard(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(b"j" * (driver.AHEAD + 1))
            assert stage.flow == [False]
            await stage.sees(lambda: stage.flow == [False, True])

    asyncio.run(scenario())


def test_buttons_that_are_never_released(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            for _ in range(1000):
                stage.play.receive(b"\x1b[<0;5;5M")
            assert len(stage.play._driver._down_buttons) <= driver.BUTTONS  # type: ignore[union-attr]

    asyncio.run(scenario())


def test_resize(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk, Display(80, 24)) as stage:
            stage.screen.resize(40, 120)
            stage.play.resize(120, 40)
            await stage.sees_text(">1 Overview")

    asyncio.run(scenario())


def test_a_bug_is_told_to_whoever_opened_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:

            def fail() -> None:
                raise KeyError("bug")

            stage.play.app.call_later(fail)
            await stage.play.task
            assert [type(end) for end in stage.ends] == [KeyError]
            assert stage.output.endswith(driver.LEAVE.encode())

    asyncio.run(scenario())
    assert capsys.readouterr() == ("", "")


def test_streams_and_tasks_of_others_stay_as_they_are(desk: Desk) -> None:
    async def scenario() -> None:
        streams = sys.stdout, sys.stderr
        loop = asyncio.get_running_loop()
        async with staged(desk) as first:
            async with staged(desk):
                assert (sys.stdout, sys.stderr) == streams
                # The first one to come is the first one to go.
                first.play.end()
                await first.play.task
                assert (sys.stdout, sys.stderr) == streams
            assert loop.get_task_factory() is None
        assert (sys.stdout, sys.stderr) == streams

    asyncio.run(scenario())


def test_a_dashboard_that_does_not_end_is_ended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esatui.dashboard.performance.GRACE", 0.05)

    async def scenario() -> None:
        async with staged(desk) as stage:
            monkeypatch.setattr(Dashboard, "exit", lambda self: None)
            stage.play.hang_up()
            await asyncio.wait({stage.play.task})
            assert stage.ends == []

    asyncio.run(scenario())
