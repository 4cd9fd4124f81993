"""Questions for a file in `/configuration`, the same in every command."""

from __future__ import annotations

from esatui.session import Session
from state.configuration_files import ConfigurationFiles, checked_name
from state.errors import StateError


def files_of(session: Session) -> ConfigurationFiles:
    """Return the files that the operator knows as `/configuration`."""
    return ConfigurationFiles(session.appliance.configuration_directory)


async def ask_import(session: Session, limit: int, question: str | None = None) -> bytes:
    """Ask for a file until one can be read, and return its content (at most `limit` bytes).

    `question` replaces the usual `Enter the name of the file on machine "..." to import:`.
    """
    files = files_of(session)
    return await session.dialogue.ask(
        question or f'Enter the name of the file on machine "{session.hostname}" to import:',
        check=lambda name: files.read(name, limit),
        completions=lambda: completions(files),
    )


async def ask_export(session: Session) -> str:
    """Ask for the name of a file that will be written, and return it.

    The appliance overwrites without a question; a line says so while Ctrl-C still helps.
    """
    files = files_of(session)
    name = await session.dialogue.ask(
        f'Enter the name of the file on machine "{session.hostname}" to export:',
        check=checked_name,
        completions=lambda: completions(files),
    )
    if files.exists(name):
        session.dialogue.say(f'The file "{name}" exists and will be overwritten.')
    return name


def completions(files: ConfigurationFiles) -> tuple[str, ...]:
    """Return the names of the files for completion; none when they cannot be listed."""
    try:
        return files.names()
    except StateError:
        return ()
