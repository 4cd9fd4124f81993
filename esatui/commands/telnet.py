"""`telnet`: a conversation with a port of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esatui.batch import InvalidArguments
from esatui.commands._hosts import check_host
from esatui.commands._interfaces import choose_interface
from esatui.registry import OPERATORS, Command
from esatui.requests import EndOfInput, Interrupted, ReadLine
from esatui.session import Session
from state.errors import StateError
from state.operations.values import PORT

if TYPE_CHECKING:
    from esatui.services.network.probing import Line

command = Command("telnet", "Connect to a remote host", cluster="machine", access=OPERATORS)

USUAL_PORT = 25
ESCAPE = "\x1d"


@command.interactive
async def run(session: Session) -> None:
    """Ask for interface, host and port, and connect."""
    interface = await choose_interface(
        session, "Please select which interface you want to telnet from.", None
    )
    host = await session.dialogue.ask("Enter the remote hostname or IP.", check=check_host)
    port = await session.dialogue.ask(
        "Enter the remote port.", default=str(USUAL_PORT), check=PORT.parse
    )
    await telnet(session, host, port, interface)


@command.batch("telnet <host> [port]", changes=False, words=True)
async def batch(session: Session, words: tuple[str, ...]) -> None:
    """Connect; what is typed goes to the host, as in the interactive form."""
    if not 1 <= len(words) <= 2:
        raise InvalidArguments
    port = PORT.parse(words[1]) if words[1:] else USUAL_PORT
    await telnet(session, check_host(words[0]), port, None)


async def telnet(session: Session, host: str, port: int, interface: str | None) -> None:
    """Carry lines in both directions until either side ends it.

    Raises `StateError` when there is no connection.
    """
    probes = session.appliance.probes
    address = await session.work(lambda: probes.address_of(host))
    if address is None:
        raise StateError(f"{host}: Unknown host")
    session.dialogue.block(f"Trying {address}...")
    try:
        line = await session.work(lambda: probes.dial(address, port, interface))
    except StateError as error:
        session.failed = True
        session.dialogue.say(f"telnet: connect to address {address}: {error.text}")
        session.dialogue.say("telnet: Unable to connect to remote host")
        return
    session.dialogue.say(f"Connected to {host}.")
    session.dialogue.say("Escape character is '^]'.")
    try:
        await converse(session, line)
    finally:
        line.close()


async def converse(session: Session, line: Line) -> None:
    """Show what comes, send what is typed; `^]`, Ctrl-C or the end of the input hangs up."""
    while True:
        heard = await session.work(line.hear)
        if heard:
            session.dialogue.say(heard.removesuffix("\n"))
        if not line.open:
            session.dialogue.say("Connection closed by foreign host.")
            return
        try:
            typed = await ReadLine("")
        except (Interrupted, EndOfInput):
            typed = ESCAPE
        if ESCAPE in typed or typed.strip() == "^]":
            session.dialogue.say("Connection closed.")
            return
        await session.work(lambda said=typed: line.say(said))  # type: ignore[misc]
