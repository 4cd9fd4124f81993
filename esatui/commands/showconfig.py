"""`showconfig`: the running configuration as XML (CLI reference, 6.6)."""

from __future__ import annotations

from esatui.commands._passphrase_option import NUMBERS, ask_option, configuration_file
from esatui.registry import OPERATORS, Command
from esatui.session import Session
from state.configfile.passphrases import Option

command = Command(
    "showconfig", "Display all configuration values", cluster="login host", access=OPERATORS
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the passphrase option, then show."""
    await show(session, await ask_option(session))


@command.batch("showconfig <1|2|3>", changes=False)
async def batch(session: Session, number: str) -> None:
    """Show with the passphrase option of this number."""
    await show(session, NUMBERS[number])


async def show(session: Session, option: Option) -> None:
    """Print the configuration, a terminal page at a time."""
    text = await configuration_file(session, option)
    session.dialogue.say()
    await session.dialogue.page(text.rstrip("\n"))
