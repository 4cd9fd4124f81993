"""A terminal in memory (pyte) at the other end of a front: what a person would see."""

from __future__ import annotations

from collections.abc import Callable

import pyte

from esatui.dialogue import Dialogue
from esatui.fronts.base import Front, Transmit, Worker
from esatui.fronts.history import History
from esatui.fronts.tty import TtyFront
from esatui.fronts.worker import InlineWorker
from esatui.requests import EndOfInput, Interrupted
from tests.fronts.talk import Talk, Terminal

WORDS = ("setgateway", "sethostname", "settime", "settz", "version", "who", "whoami")
FILES = ("my cert.pem", "my key.pem", "other.p12")


async def menu(dialogue: Dialogue) -> None:
    """A shell with one command for each kind of request."""
    while True:
        try:
            line = await dialogue.command_line("mail> ", lambda: WORDS)
            await command(dialogue, line.strip())
        except Interrupted:
            dialogue.say("interrupted")
        except EndOfInput:
            dialogue.say("bye")
            return


async def command(dialogue: Dialogue, line: str) -> None:
    if line == "secret":
        dialogue.say(str(len(await dialogue.secret("Passphrase:"))))
    elif line == "file":
        dialogue.say(f"({await dialogue.ask('Which file?', completions=lambda: FILES)})")
    elif line == "paste":
        block = await dialogue.paste("Paste now.")
        dialogue.say(f"{len(block.text)} characters")
    elif line == "page":
        await dialogue.page("\n".join(f"line {number}" for number in range(1, 21)))
    elif line == "work":
        dialogue.say(await dialogue.work(lambda: "worked"))
    else:
        dialogue.say(f"<{line}>")


class Screen(Terminal):
    """A tty front whose output is drawn."""

    def __init__(
        self,
        talk: Talk = menu,
        *,
        columns: int = 40,
        rows: int = 12,
        worker: Worker | None = None,
        history: History | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        super().__init__(self._making(columns, rows, history), worker or InlineWorker())
        self.dialogue.rows = rows
        self.start(talk)

    def _making(
        self, columns: int, rows: int, history: History | None
    ) -> Callable[[Transmit, Worker], Front]:
        def make(transmit: Transmit, worker: Worker) -> Front:
            def draw(data: bytes) -> None:
                transmit(data)
                self._stream.feed(data)

            return TtyFront(draw, worker, columns=columns, rows=rows, history=history)

        return make

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.front.resize(columns, rows)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without the empty rows below and the blanks at row ends."""
        shown = [_row(self.screen, row) for row in range(self.screen.lines)]
        while shown and not shown[-1]:
            shown.pop()
        return shown

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        return self.screen.cursor.y, self.screen.cursor.x


def _row(screen: pyte.Screen, row: int) -> str:
    # The second cell of a wide character is empty.
    return "".join(screen.buffer[row][column].data for column in range(screen.columns)).rstrip()
