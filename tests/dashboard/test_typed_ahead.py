"""What is typed ahead has its effect in the order in which it was typed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import pytest
from textual.widgets import Input

from esatui.dashboard import driver
from esatui.dashboard.rest import unrest
from screens.desk import Desk
from screens.kit import ahead
from screens.kit.bars import TopBar
from screens.kit.fields import Choice, Field, Values
from screens.kit.form import Form
from state.errors import StateError
from tests.cli.conftest import factory_state, state
from tests.cli.program import Pty
from tests.dashboard.seat import Seat
from tests.dashboard.stages import PATIENCE, Stage, staged
from tests.ssh.clients import Clients

__all__ = ["factory_state", "state"]
ESCAPE = b"\x1b"
ALONE = 0.15
"""Seconds after which Escape is no beginning of something longer."""
PASTE = b"\x1b[200~pasted text\x1b[201~"
INPUTS = (
    *(letter.encode() for letter in "abexyz "),
    *(b"\t", b"\t", b"\t", b"\x1b[Z", b"\x15", b"\x7f", PASTE, b"\x13x", b"\r", b"\x1b[B", ESCAPE),
)
"""Letters, Tab, Shift+Tab, Ctrl+U, Backspace, Submit and a letter, Enter, Down, Escape."""
CERTIFICATE = "2a\rn\t\tc\to\tu\tl\ts\tKR\x13"


@dataclass
class Desktop:
    """A form that refuses what has the letter x in its first field, and what it was given."""

    stage: Stage
    given: list[Values] = field(default_factory=list)

    async def opens(self) -> Form:
        choices = [Choice(letter, letter) for letter in "abe"]
        form = Form(
            "Form",
            [
                Field("first", "First"),
                Field("second", "Second", value="443"),
                Field("choice", "Choice", "choice", choices=choices),
                Field("switch", "Switch", "switch"),
                Field("block", "Block", "block"),
                Field("last", "Last", shown=lambda values: values["switch"] == ""),
            ],
            self._submit,
        )
        app = self.stage.play.app
        app.call_later(app.push_screen, form)
        await self.settles()
        return form

    def _submit(self, values: Values) -> None:
        self.given.append(dict(values))
        if "x" in values["first"]:
            raise StateError("No x.", field="first")

    async def types(self, inputs: Sequence[bytes], pause: Callable[[], float] | None) -> None:
        """Type one after the other: after a pause, or when the one before is through (`None`)."""
        for each in inputs:
            self.stage.play.receive(each)
            if each == ESCAPE:
                await asyncio.sleep(ALONE)
            if pause is None:
                await self.settles()
            else:
                await asyncio.sleep(pause())
        await self.settles()

    async def settles(self) -> None:
        """Wait until everything is through."""
        app, found = self.stage.play.app, self.stage.play._driver
        assert found is not None
        quiet = 0
        async with asyncio.timeout(PATIENCE):
            while quiet < 3:
                await asyncio.sleep(0.01)
                busy = found._waiting or unrest(app) or app.screen.has_class(ahead.BUSY)
                quiet = 0 if busy else quiet + 1

    def looks(self, form: Form) -> tuple[object, ...]:
        """Return what came of it."""
        app = self.stage.play.app
        at = app.focused.id if app.focused else None
        return type(app.screen), at, dict(form.values) if form.is_attached else None, self.given

    async def tries(
        self, inputs: Sequence[bytes], pause: Callable[[], float] | None
    ) -> tuple[object, ...]:
        """Type into a new form; return what came of it."""
        self.given = []
        form = await self.opens()
        await self.types(inputs, pause)
        looks = self.looks(form)
        app = self.stage.play.app
        while len(app.screen_stack) > 1:
            app.call_later(app.pop_screen)
            await self.settles()
        app.call_later(app.action_open, "overview")
        await self.settles()
        return looks


@asynccontextmanager
async def busy_loop(tasks: int) -> AsyncIterator[None]:
    """Have others take 5 ms of the event loop each time."""

    async def work() -> None:
        while True:
            until = time.perf_counter() + 0.005
            while time.perf_counter() < until:
                pass
            await asyncio.sleep(0)

    working = [asyncio.create_task(work()) for _ in range(tasks)]
    try:
        yield
    finally:
        for task in working:
            task.cancel()


def sequence(random: Random) -> list[bytes]:
    """Return what somebody could type, and at the end some text."""
    return [*random.choices(INPUTS, k=random.randint(5, 25)), b"e", b"\t", b"b"]


@pytest.mark.parametrize(("seed", "tasks"), [(1, 0), (4, 2)])
def test_quickly_is_as_slowly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int, tasks: int
) -> None:
    monkeypatch.setattr(ahead, "IMPATIENCE", PATIENCE)
    random = Random(seed)

    async def scenario() -> None:
        async with staged(desk) as stage:
            desktop = Desktop(stage)
            for most in (0.0, 0.002, 0.02):
                inputs = sequence(random)
                slowly = await desktop.tries(inputs, None)
                async with busy_loop(tasks):
                    quickly = await desktop.tries(inputs, partial(random.uniform, 0, most))
                assert quickly == slowly, inputs

    asyncio.run(scenario())


def test_all_at_once(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            stage.play.receive(
                b"4a\x1b[200~one.example\x1b[201~\x13a\x1b[200~two.example\x1b[201~\x13"
            )
            await stage.sees(lambda: len(desk.draft.destinations.entries) == 2)
            assert set(desk.draft.destinations.entries) == {"one.example", "two.example"}
            stage.play.receive(CERTIFICATE.encode() + b"3\x10mail log\r")
            await stage.sees_text("Monitor > Mail Log")
            assert "n" in desk.draft.certificates.profiles

    asyncio.run(scenario())


def test_digits_after_a_field_was_emptied(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            form = await Desktop(stage).opens()
            await Desktop(stage).types([b"\t\x1544\x15443\x7f\x7f\x7f25"], lambda: 0)
            assert form.query_one("#field-second", Input).value == "25"

    asyncio.run(scenario())


class Slow:
    """A form whose work takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.form = Form("Slow", [Field("name", "Name")], self._submit)

    def _submit(self, values: Values) -> None:
        self.begun.set()
        self.go.wait(PATIENCE)

    async def opens(self, stage: Stage) -> None:
        """Open it and submit it."""
        stage.play.app.call_later(stage.play.app.push_screen, self.form)
        stage.play.receive(b"\x13")
        await asyncio.to_thread(self.begun.wait, PATIENCE)


def test_what_follows_a_submitted_form_waits_for_it(desk: Desk) -> None:
    async def scenario() -> None:
        async with staged(desk) as stage:
            slow = Slow()
            await slow.opens(stage)
            stage.play.receive(b"4")
            await asyncio.sleep(0.1)
            assert stage.play.app.screen is slow.form
            assert slow.form.values == {"name": ""}
            slow.go.set()
            await stage.sees_text("Destination Controls")

    asyncio.run(scenario())


@pytest.mark.parametrize(("before", "impatience"), [(b"", PATIENCE), (b"x", 0.0)])
def test_escape_does_not_wait_for_a_submitted_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, before: bytes, impatience: float
) -> None:
    monkeypatch.setattr(ahead, "IMPATIENCE", impatience)

    async def scenario() -> None:
        async with staged(desk) as stage:
            slow = Slow()
            await slow.opens(stage)
            try:
                stage.play.receive(before + ESCAPE)
                await stage.sees(lambda: stage.play.app.screen is not slow.form)
            finally:
                slow.go.set()

    asyncio.run(scenario())


def test_who_never_rests_holds_up_nothing_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "LOOKS", driver.SOON + 3)

    async def scenario() -> None:
        async with staged(desk) as stage:
            never = asyncio.Event()
            stage.play.app.screen.query_one(TopBar).call_later(never.wait)
            stage.play.receive(b"2")
            await stage.sees_text("Network > Certificates")
            never.set()

    asyncio.run(scenario())


def certificate_shown(lines: Sequence[str]) -> bool:
    return any(line.split()[:2] == ["n", "c"] for line in lines)


def test_on_a_terminal_of_this_machine(state: Path) -> None:
    terminal = Pty(state, script="exec {program} dashboard")
    terminal.sees(lambda: any("Monitor > Overview" in line for line in terminal.lines))
    terminal.type(CERTIFICATE)
    terminal.sees(lambda: certificate_shown(terminal.lines))
    terminal.type("\x11")
    terminal.sees(lambda: any("Quit without committing" in line for line in terminal.lines))
    terminal.child.close(force=True)


def test_over_ssh(clients: Clients) -> None:
    seat = Seat(clients)
    seat.opens()
    # There is no shell that could continue a stopped dashboard.
    for key in "\x1a" + CERTIFICATE:
        seat.type(key)
    seat.sees(lambda: certificate_shown(seat.lines))
    seat.type("\x11")
    seat.sees_prompt()
