"""Small conversations without an appliance, and a stage for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation
from esatui.requests import EndOfInput, Interrupted, ReadLine
from esatui.transcript.direct import DirectActor
from esatui.transcript.document import parse
from esatui.transcript.header import CLOCK, SessionHeader
from esatui.transcript.runner import Player
from esatui.transcript.turns import Actor
from esatui.transcript.workstation import Workstation
from state.clock import FrozenClock

Toy = Callable[[Dialogue], Conversation]
Commands = dict[str, Toy]


@dataclass
class ToyStage:
    """Gives every session the same conversation."""

    toy: Toy
    configuration_directory: Path = Path()
    ticks: int = 0
    waited: float = 0.0
    opened: list[str] = field(default_factory=list)

    def open(self, label: str, session: SessionHeader) -> Actor:
        self.opened.append(f"{label}:{session.user}")
        return DirectActor(lambda write: self.toy(Dialogue(write)), self._wait)

    def tick(self) -> None:
        self.ticks += 1

    def close(self) -> None:
        """Nothing is open."""

    def _wait(self, seconds: float) -> None:
        self.waited += seconds


def shell(commands: Commands) -> Toy:
    """Return a conversation like the shell's, with these commands."""

    async def converse(dialogue: Dialogue) -> None:
        while True:
            try:
                name = await dialogue.command_line("toy> ")
                if name == "quit":
                    return
                if name in commands:
                    await commands[name](dialogue)
                elif name:
                    dialogue.block(f"Unknown command: {name}")
            except Interrupted:
                continue
            except EndOfInput:
                return

    return converse


def says(text: str) -> Toy:
    """Return a command that prints `text` as it is."""

    async def command(dialogue: Dialogue) -> None:
        dialogue.write(text)

    return command


async def greet(dialogue: Dialogue) -> None:
    """Ask for a name, then greet."""
    name = await dialogue.ask("Who are you?", default="nobody")
    dialogue.block(f"Hello {name}")


async def log_in(dialogue: Dialogue) -> None:
    """Ask for a passphrase."""
    secret = await dialogue.secret("Passphrase:")
    dialogue.block("Right" if secret == "sesame" else "Wrong")


async def paste(dialogue: Dialogue) -> None:
    """Take a block and count it."""
    block = await dialogue.paste("Paste, then a dot.")
    dialogue.block(f"{block.text.count(chr(10))} lines, {len(block.text)} characters")


async def banner(dialogue: Dialogue) -> None:
    """Take a block that ends with Ctrl-D."""
    block = await dialogue.paste(None, end=None)
    dialogue.block(repr(block.text))


async def sure(dialogue: Dialogue) -> None:
    """Ask a question in the middle of a line."""
    dialogue.write("Thinking ... ")
    answer = await ReadLine("sure? [N]> ")
    dialogue.say(f"({answer})")


async def tail(dialogue: Dialogue) -> None:
    """Print a line a second, for ever."""
    dialogue.say()
    number = 0
    try:
        while True:
            number += 1
            dialogue.say(f"line {number}")
            await dialogue.pause(1)
    except Interrupted:
        dialogue.say("stopped")


async def pages(dialogue: Dialogue) -> None:
    """Print ten lines, four at a time."""
    dialogue.rows = 5
    dialogue.say()
    await dialogue.page("\n".join(f"line {number}" for number in range(10)))


TOYS: Commands = {
    "greet": greet,
    "login": log_in,
    "paste": paste,
    "banner": banner,
    "sure": sure,
    "tail": tail,
    "pages": pages,
}


def run(
    text: str, toy: Toy | None = None, directory: Path | None = None
) -> tuple[Player, ToyStage]:
    """Play a transcript; raises what the player raises."""
    stage = ToyStage(toy or shell(TOYS))
    player = Player(
        parse(text),
        stage,
        Workstation(directory or Path("unused"), Path("unused"), FrozenClock(CLOCK)),
    )
    player.play()
    return player, stage
