"""`saveconfig`: the running configuration as a file in `/configuration` (CLI reference, 6.7)."""

from __future__ import annotations

from datetime import timedelta

from esatui.commands._passphrase_option import NUMBERS, ask_option, configuration_file
from esatui.files import files_of
from esatui.registry import OPERATORS, Command
from esatui.session import Session
from esatui.text.dates import file_stamp
from state.configfile.passphrases import Option
from state.configuration_files import PREFIX, ConfigurationFiles

command = Command(
    "saveconfig", "Saves the configuration to disk", cluster="login host", access=OPERATORS
)


@command.interactive
async def run(session: Session) -> None:
    """Ask for the passphrase option, then save."""
    await save(session, await ask_option(session))


@command.batch("saveconfig <y|yes|n|no> [1|2|3]", changes=False)
async def batch(session: Session, masked: str, number: str | None) -> None:
    """Save with masked passphrases or with plain ones; a number wins over the word."""
    word = "1" if masked.lower().startswith("y") else "3"
    await save(session, NUMBERS[number or word])


async def save(session: Session, option: Option) -> None:
    """Write the file, whole or not at all, and say where it is."""
    from state.configfile.saving import encoded

    data = encoded(await configuration_file(session, option))
    files = files_of(session)
    name = _free_name(session, files)
    await session.work(lambda: files.write(name, data))
    session.dialogue.block(
        f'File written on machine "{session.hostname}" to the location:\n'
        f'"{PREFIX}{name}".\n'
        "Configuration saved."
    )


def _free_name(session: Session, files: ConfigurationFiles) -> str:
    """Return the name of the file: of two files of one second the later is dated a second on."""
    settings, moment = session.appliance.settings, session.now()
    while files.exists(name := f"{settings.model}-{settings.serial}-{file_stamp(moment)}.xml"):
        moment += timedelta(seconds=1)
    return name
