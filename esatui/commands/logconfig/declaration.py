"""The command and its menus."""

from __future__ import annotations

from esatui.commands._logs import listing, picked
from esatui.commands.logconfig import host_keys
from esatui.commands.logconfig.questions import ask_new, ask_subscription
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.objects import path_at
from state.operations.logs import (
    FREQUENCY,
    add_subscription,
    check_headers,
    put_subscription,
    remove_subscription,
    set_frequency,
    set_headers,
)

NO_HEADERS = "NONE"

menu: Menu[Session] = Menu(state=lambda session: listing(session.draft.logs))
command = Command(
    "logconfig", "Configure access to log files", commit="required", areas=("logs",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("NEW", "Create a new log.")
async def new(session: Session) -> None:
    """Ask for everything about a log, and create it."""
    name, subscription = await ask_new(session)
    session.update(add_subscription(session.draft, name, subscription))


@menu.operation("EDIT", "Modify a log subscription.")
async def edit(session: Session) -> None:
    """Ask which log; Enter keeps what it has."""
    name = await choose(session, "Enter the number of the log you wish to edit.")
    current = session.draft.logs.subscriptions[name]
    subscription = await ask_subscription(session, current)
    path = path_at(session.draft.level, "logs", "subscriptions", name)
    session.update(put_subscription(session.draft, name, subscription), [path])


@menu.operation("DELETE", "Remove a log subscription.")
async def delete(session: Session) -> None:
    """Ask which log, and whether that is meant; its files stay."""
    name = await choose(session, "Enter the number of the log you wish to delete.")
    sure = f'Are you sure you want to delete the log subscription "{name}"?'
    if await session.dialogue.confirm(sure, default=False):
        session.update(remove_subscription(session.draft, name))


@menu.operation("SETUP", "General settings.")
async def setup(session: Session) -> None:
    """Ask how often the status log gets a line."""
    seconds = await session.dialogue.ask(
        "Enter the number of seconds between system measurements.",
        default=str(session.draft.logs.frequency),
        check=FREQUENCY.parse,
    )
    session.update(set_frequency(session.draft, seconds))


@menu.operation("LOGHEADERS", "Configure headers to log.")
async def log_headers(session: Session) -> None:
    """Ask for the headers that are logged when a message is delivered."""
    question = (
        "Please enter the list of headers you wish to record in the log files.\n"
        f"Separate multiple headers with commas. Enter {NO_HEADERS} to record none."
    )
    names = await session.dialogue.ask(
        question,
        default=", ".join(session.draft.logs.headers) or NO_HEADERS,
        check=headers,
        wrapped=False,
    )
    session.update(set_headers(session.draft, names))


@menu.operation("HOSTKEYCONFIG", "Configure SSH host keys.", submenu=host_keys.menu, changes=False)
async def host_key_config(session: Session) -> None:
    """Show the menu of the host keys."""
    await host_keys.menu.run(session)


def headers(text: str) -> tuple[str, ...]:
    """Return the names in `text`; raises `StateError`."""
    if text.upper() == NO_HEADERS:
        return ()
    return check_headers(part.strip() for part in text.split(","))


async def choose(session: Session, question: str) -> str:
    """Return the name of a log of the list above, by its number or as it is."""
    names = list(session.draft.logs.subscriptions)
    return await session.dialogue.ask(
        question, check=lambda text: picked(text, names), completions=lambda: names
    )
