"""`diagnostic`, NETWORK, SMTPPING: one conversation with a mail host, told line by line."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from esatui.services.delivery.client import Disconnected, SmtpClient, Timeouts
from esatui.services.delivery.local import delivery_interface
from esatui.services.delivery.replies import BadReply
from esatui.services.network import Network, NetworkError
from state.clock import Clock
from state.delivery.lines import Reply
from state.model.configuration import View
from state.operations.values import shown

if TYPE_CHECKING:
    from esatui.probes import TestMessage

PORT = 25
PATIENCE = Timeouts(
    connect=15, greeting=30, command=30, handshake=30, data=30, block=30, final=60, quit=2
)
"""A person waits for the answer."""


class _Refused(Exception):
    """The test ends here."""


class SmtpPing:
    """One test, by what is committed."""

    def __init__(
        self, view: View, network: Network, clock: Clock, timeouts: Timeouts = PATIENCE
    ) -> None:
        self._view = view
        self._network = network
        self._clock = clock
        self._timeouts = timeouts
        self._lines: list[str] = []

    async def run(self, host: str, interface: str | None, message: TestMessage | None) -> list[str]:
        """Return all lines; `interface` is where to come from, `None` is chosen as in delivery."""
        begun = self._clock.monotonic()
        self._say(f"Starting SMTP test of host {shown(host)}.")
        addresses = (await self._network.resolver.addresses(host)).records
        if not addresses:
            self._say(f"Unable to resolve '{shown(host)}'.")
            return self._lines
        address = addresses[0]
        self._say(f"Resolved '{shown(host)}' to {address}.")
        client = await self._connect(address, interface)
        if client is not None:
            try:
                await self._converse(client, address, interface, message)
                elapsed = self._clock.monotonic() - begun
                self._say(f"Test complete.  Total time elapsed {elapsed:.2f} seconds")
            except _Refused:
                self._say("Test aborted.")
            finally:
                client.close()
        return self._lines

    async def _connect(self, address: str, interface: str | None) -> SmtpClient | None:
        source = None
        if interface is not None:
            source = self._network.addresses.source(self._view, interface)
        else:
            chosen = delivery_interface(self._view, self._network, address)
            source = chosen.source(self._network, address, PORT) if chosen else None
        try:
            _, client = await self._network.connect(
                lambda: SmtpClient(self._timeouts),
                address,
                PORT,
                source=source,
                timeout=self._timeouts.connect,
            )
        except NetworkError as error:
            self._say(f"Unable to connect to {address}: {error.reason}.")
            return None
        self._say(f"Connection to {address} succeeded.")
        return client

    async def _converse(
        self, client: SmtpClient, address: str, interface: str | None, message: TestMessage | None
    ) -> None:
        try:
            self._expect("Greeting", await client.greeting(), 220)
            name = self._hostname(address, interface)
            self._expect("EHLO", await client.command(f"EHLO {name}"), 250)
            if message is not None:
                await self._send(client, message)
            await client.quit()
        except (Disconnected, BadReply) as error:
            self._say(f"Connection lost: {shown(str(error))}.")
            raise _Refused from error

    async def _send(self, client: SmtpClient, message: TestMessage) -> None:
        reply = await client.command(f"MAIL FROM:<{message.sender}>")
        self._expect("MAIL FROM", reply, 250)
        reply = await client.command(f"RCPT TO:<{message.recipient}>")
        self._expect("RCPT TO", reply, 250)
        text = (
            f"From: <{message.sender}>\r\nTo: <{message.recipient}>\r\n"
            f"Subject: {message.subject}\r\nDate: {format_datetime(self._clock.now())}\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 8bit\r\n"
            f"\r\n{message.body}\r\n"
        )
        self._expect("DATA", await client.data(text.encode("utf-8", "replace")), 250)

    def _hostname(self, address: str, interface: str | None) -> str:
        if interface is None:
            chosen = delivery_interface(self._view, self._network, address)
            return chosen.hostname if chosen is not None else self._view.system.hostname
        return self._view.interfaces.entries[interface].hostname

    def _expect(self, command: str, reply: Reply, code: int) -> None:
        if reply.code // 10 == code // 10:
            self._say(f"Command {command} succeeded.")
            return
        text = shown(" ".join(reply.texts))
        self._say(f"Command {command} failed: {reply.code} {text}")
        raise _Refused

    def _say(self, line: str) -> None:
        self._lines.append(line)
