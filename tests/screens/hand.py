"""A person's hands at the dashboard: they press keys and paste, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, Select, TextArea

from screens.app import Dashboard
from screens.kit.fields import YES
from screens.kit.form import Form
from screens.kit.table import Table
from screens.kit.tick import Tick
from tests.screens.desks import seen


class Hand:
    """Works the dashboard `app`."""

    def __init__(self, app: Dashboard, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until they have been dealt with."""
        await self.pilot.press(*keys)

    async def see(self, words: str) -> str:
        """Wait for words on the screen."""
        return await seen(self.app, self.pilot, words)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(400):
            if true():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(await self.see(""))

    async def go_to(self, key: str) -> None:
        """Move the cursor of the table to the row `key`, as it is named for good."""
        table = self.app.screen.query_one(Table)
        table.focus()
        await self.press("home")
        for _ in range(len(table.rows)):
            if table.key == key:
                return
            await self.press("down")
        raise AssertionError(f"{key!r} is not in {[row.key for row in table.rows]}")

    async def rest_on(self, key: str) -> None:
        """Wait until the cursor of the table is on the row `key`."""
        for _ in range(200):
            if self.app.screen.query_one(Table).key == key:
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"{self.app.screen.query_one(Table).key!r} is not {key!r}")

    async def choose(self, words: str) -> None:
        """Choose a line of the menu that is open."""
        options = self.app.screen.query_one(OptionList)
        await self.press("home")
        for option in options.options:
            if words in str(option.prompt):
                await self.press("enter")
                return
            await self.press("down")
        raise AssertionError(words)

    async def enter(self, name: str, value: str) -> None:
        """Go to a field of the form and enter a value."""
        await self._reach(f"field-{name}")
        match self.app.focused:
            case Tick() as switch:
                if switch.value != (value == YES):
                    await self.press("space")
            case Select() as select:
                await self.press("enter", "home")
                for _, each in select._options:
                    if each == value:
                        break
                    await self.press("down")
                await self.press("enter")
                assert select.value == value
            case Input() as line:
                await self.press("home", "ctrl+k")
                await self._paste(value)
                assert line.value == value
            case TextArea() as block:
                await self._paste(value)
                assert block.text == value
            case widget:
                raise AssertionError(widget)

    async def submit(self) -> None:
        """Press the button that submits, and wait until the form is closed."""
        form = self.app.screen
        assert isinstance(form, Form)
        await self._reach("submit")
        assert isinstance(self.app.focused, Button)
        await self.press("enter")
        for _ in range(400):
            if form is not self.app.screen:
                return
            await self.pilot.pause(0.02)
        raise AssertionError("the form is still there:\n" + await self.see(""))

    async def commit(self, comment: str) -> None:
        """Commit Changes, and come back to the section."""
        before = self.app.current_mode
        await self.press("9")
        await self.press("c")
        await self.enter("comment", comment)
        await self.submit()
        await self.see("There are no changes to commit.")
        await self.pilot.app.run_action(f"open('{before}')")
        await self.pilot.pause()

    async def _paste(self, text: str) -> None:
        # As a terminal does it: to the application.
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def _reach(self, identity: str) -> None:
        # That Tab leads to every part of a dialog is the subject of test_keyboard.
        self.app.screen.query_one(f"#{identity}").focus()
        await self.pilot.pause()
