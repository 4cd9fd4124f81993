"""Talks to a mail host as far as it goes: names, connection, EHLO, STARTTLS, handshake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from esatui.checktls.observation import Observation, Target
from esatui.services.delivery.client import Disconnected, SmtpClient, Timeouts
from esatui.services.delivery.replies import BadReply, extensions
from esatui.services.network import Network, NetworkError
from esatui.services.network.address import is_address
from esatui.services.tls.client import outgoing_engine
from esatui.services.tls.context import client_context
from esatui.services.tls.failures import TlsFailure
from state.certificates.matching import names_equal
from state.delivery.lines import TIMED_OUT, TIMEOUT, Reply
from state.model.services import SslService
from state.operations.values import shown

PATIENCE: Final = Timeouts(
    connect=15, greeting=30, command=30, handshake=30, data=30, block=30, final=30, quit=2
)
"""A person waits for the answer."""
MOST_ADDRESSES: Final = 8
"""Addresses of a host that are tried."""
MOST_EXCHANGERS: Final = 20
"""MX records that are looked at."""
CONVERSATION: Final = ("Connect", "Greeting", "EHLO", "STARTTLS", "Handshake", "EHLO over TLS")
# Every version and every cipher: a test tells what there is, it does not refuse to look.
_ANYTHING: Final = SslService(method="tlsv1_0tlsv1_1tlsv1_2tlsv1_3", ciphers="ALL")
_OLD: Final = ("TLSv1", "TLSv1.1")


class _Stopped(Exception):
    """The conversation ends with this failure of the stage that is under way."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Goes through `network`; `own_name` is what it says in EHLO."""

    network: Network
    own_name: str
    timeouts: Timeouts = PATIENCE

    async def observe(self, target: Target) -> Observation:
        """Return what was seen. Whatever the host does is no error here."""
        seen = Observation(target)
        await self._ask_mx(seen)
        addresses = await self._ask_addresses(seen)
        await self._expect(seen, addresses)
        client = await self._connect(seen, addresses)
        if client is None:
            seen.skip(CONVERSATION[1:])
            return seen
        await self._converse(seen, client)
        return seen

    async def _ask_mx(self, seen: Observation) -> None:
        domain = seen.target.domain
        if domain is None:
            seen.skip(["MX"], "no domain was given")
            return
        answer = await self.network.resolver.mx(domain)
        seen.mx = tuple(each.host for each in answer.records)
        shown_records = ", ".join(
            f"{each.preference} {shown(each.host)}" for each in answer.records
        )
        host = seen.target.host
        if not seen.mx:
            seen.fail("MX", f"{domain} has no MX record ({answer.reason or answer.status})")
        elif not is_address(host) and not any(names_equal(each, host) for each in seen.mx):
            seen.fail("MX", f"{host} is no MX of {domain}: {shown_records}")
        else:
            seen.ok("MX", f"{domain}: {shown_records}")

    async def _ask_addresses(self, seen: Observation) -> Sequence[str]:
        host = seen.target.host
        answer = await self.network.resolver.addresses(host)
        addresses = answer.records[:MOST_ADDRESSES]
        if not addresses:
            seen.fail("Address", f"{host} has no address ({answer.reason or answer.status})")
        else:
            seen.ok("Address", ", ".join(addresses))
        return addresses

    async def _expect(self, seen: Observation, addresses: Sequence[str]) -> None:
        """Find the name that a certificate has to be for."""
        if not is_address(seen.target.host):
            seen.expected = seen.target.host
            return
        for host in seen.mx:
            if set((await self.network.resolver.addresses(host)).records) & set(addresses):
                seen.expected = host
                return
        seen.expected = seen.mx[0] if seen.mx else None

    async def _connect(self, seen: Observation, addresses: Sequence[str]) -> SmtpClient | None:
        failures: list[str] = []
        for address in addresses:
            try:
                _, client = await self.network.connect(
                    lambda: SmtpClient(self.timeouts),
                    address,
                    seen.target.port,
                    timeout=self.timeouts.connect,
                )
            except NetworkError as error:
                failures.append(f"{address}: {error}")
                continue
            seen.address = address
            seen.ok("Connect", f"{address} port {seen.target.port}")
            return client
        if failures:
            seen.fail("Connect", "; ".join(failures))
        else:
            seen.skip(["Connect"])
        return None

    async def _converse(self, seen: Observation, client: SmtpClient) -> None:
        steps = (self._greeting, self._ehlo, self._starttls, self._handshake, self._ehlo_again)
        for name, step in zip(CONVERSATION[1:], steps, strict=True):
            try:
                await step(seen, client)
            except _Stopped as stopped:
                seen.fail(name, str(stopped))
            except TlsFailure as failure:
                seen.fail(name, f"TLS failed: {failure.text}")
            except BadReply as error:
                seen.fail(name, f"no SMTP reply: {_text(error.reply)}")
            except Disconnected as error:
                seen.fail(name, _ended(error))
            else:
                continue
            seen.skip(CONVERSATION[CONVERSATION.index(name) + 1 :])
            client.abort()
            return
        await client.quit()

    async def _greeting(self, seen: Observation, client: SmtpClient) -> None:
        reply = await client.greeting()
        _check(reply, 220)
        seen.ok("Greeting", _text(reply))

    async def _ehlo(self, seen: Observation, client: SmtpClient) -> None:
        reply = await client.command(f"EHLO {self.own_name}")
        _check(reply, 250)
        seen.announced = reply.texts[0].split(" ")[0] or None
        if seen.expected is None:
            seen.expected = seen.announced
        if "STARTTLS" not in extensions(reply):
            raise _Stopped("STARTTLS is not offered")
        seen.ok("EHLO", f"{shown(seen.announced or '')} offers STARTTLS")

    async def _starttls(self, seen: Observation, client: SmtpClient) -> None:
        reply = await client.starttls()
        _check(reply, 220)
        if client.quiet:
            seen.ok("STARTTLS", _text(reply))
        else:
            seen.warn("STARTTLS", f"{_text(reply)}: more clear text came after it")

    async def _handshake(self, seen: Observation, client: SmtpClient) -> None:
        engine = outgoing_engine(client_context(_ANYTHING, None), seen.expected or "")
        session = seen.session = await client.handshake(engine)
        detail = f"protocol {session.protocol}, cipher {session.cipher}"
        if session.protocol in _OLD:
            seen.warn("Handshake", f"{detail}: this version is obsolete")
        else:
            seen.ok("Handshake", detail)

    async def _ehlo_again(self, seen: Observation, client: SmtpClient) -> None:
        reply = await client.command(f"EHLO {self.own_name}")
        _check(reply, 250)
        if "STARTTLS" in extensions(reply):
            seen.warn("EHLO over TLS", "STARTTLS is offered again")
        else:
            seen.ok("EHLO over TLS", _text(reply))


def _check(reply: Reply, code: int) -> None:
    if reply.code != code:
        raise _Stopped(_text(reply))


def _text(reply: Reply) -> str:
    """Return code and first line of a reply, safe to print."""
    first = shown(reply.texts[0]) if reply.texts else ""
    return f"{reply.code} {first}".strip() if reply.code else first


def _ended(error: Disconnected) -> str:
    if error.failure == TIMEOUT:
        return TIMED_OUT
    return error.failure or "the host closed the connection"
