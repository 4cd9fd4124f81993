"""`diagnostic`, NETWORK."""

from __future__ import annotations

from esatui.commands._hosts import check_host
from esatui.commands._interfaces import AUTO
from esatui.menu import Menu
from esatui.probes import TestMessage
from esatui.session import Session
from state.flush import request_flush
from state.operations.alerts import check_address

network_menu: Menu[Session] = Menu()

NO_CAPTURE = (
    "Packets cannot be captured: the Ethernet ports of this appliance are not connected to a wire."
)


@network_menu.operation("FLUSH", "Flush all network related caches.", changes=False)
async def flush(session: Session) -> None:
    """Let everybody forget answers of name servers and directories."""
    directory = session.appliance.store.directory
    await session.work(lambda: request_flush(directory))
    session.dialogue.block(
        "Flushing LDAP cache.\n"
        "Flushing DNS cache.\n"
        "Flushing system ARP cache.\n"
        "Flushing system NDP cache.\n\n"
        "Network reset complete."
    )


@network_menu.operation("ARPSHOW", "Show system ARP cache.", changes=False)
async def arpshow(session: Session) -> None:
    """Show that nobody has been met on the Ethernet."""
    session.dialogue.block("System ARP cache contents:\n\nNo entries.")


@network_menu.operation("NDPSHOW", "Show system NDP cache.", changes=False)
async def ndpshow(session: Session) -> None:
    """Show that nobody has been met on the Ethernet."""
    session.dialogue.block(
        "System NDP cache contents:\n"
        "Neighbor                             Linklayer Address  Netif Expire    S Flags\n\n"
        "No entries."
    )


@network_menu.operation("SMTPPING", "Test a remote SMTP server.", changes=False)
async def smtpping(session: Session) -> None:
    """Ask for a host, an interface and a message, and try."""
    host = await session.dialogue.ask(
        "Enter the hostname or IP address of the SMTP server:",
        default=session.hostname,
        check=check_host,
    )
    host = await _choose_exchanger(session, host)
    interface = await _choose_interface(session)
    message = None
    wanted = await session.dialogue.confirm(
        "Do you want to type in a test message to send?  If not, the connection will be tested "
        "but no email will be sent.",
        default=False,
    )
    if wanted:
        message = await _ask_message(session)
    probes = session.appliance.probes
    lines = await session.work(lambda: probes.smtp_test(host, interface, message))
    session.dialogue.block("\n".join(lines))


@network_menu.operation("TCPDUMP", "Dump ethernet packets.", changes=False)
async def tcpdump(session: Session) -> None:
    """Say why there is nothing to capture."""
    session.dialogue.paragraph(NO_CAPTURE)


async def _choose_exchanger(session: Session, host: str) -> str:
    probes = session.appliance.probes
    exchangers = await session.work(lambda: probes.exchangers_of(host))
    if not exchangers:
        return host
    session.dialogue.block("The domain you entered has MX records.")
    question = "Would you like to select an MX host to test instead?"
    if not await session.dialogue.confirm(question, default=True, gap=False):
        return host
    index = await session.dialogue.choose(exchangers, question="Select an MX host to test.")
    return exchangers[index]


async def _choose_interface(session: Session) -> str | None:
    names = sorted(session.running.interfaces.entries)
    index = await session.dialogue.choose(
        [*names, AUTO.lower()],
        question="Select a network interface to use for the test.",
        default=len(names) + 1,
    )
    return names[index] if index < len(names) else None


async def _ask_message(session: Session) -> TestMessage:
    ask = session.dialogue.ask
    sender = await ask("Enter the From e-mail address:", check=check_address)
    recipient = await ask("Enter the To e-mail address:", check=check_address)
    subject = await ask("Enter the Subject:", default="Test Message")
    block = await session.dialogue.paste(
        'Enter the Body of the message one line at a time. End with a "." on a line by itself.'
    )
    plain = "".join(each if each.isprintable() else "?" for each in subject)[:900]
    return TestMessage(
        sender=sender, recipient=recipient, subject=plain, body=block.text.removesuffix("\n")
    )
