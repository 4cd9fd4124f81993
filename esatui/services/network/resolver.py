"""Names: the lab's zones first, then real DNS where that is allowed."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from esatui.services.network.address import is_address
from esatui.services.network.answers import Answer, Mx, RecordType, Tlsa
from esatui.services.network.lab import Lab
from esatui.services.network.lookup import look_up

if TYPE_CHECKING:
    from esatui.services.network.internet import Internet
    from esatui.services.network.servers import Servers
    from state.flush import FlushWatch
    from state.settings import OutsideSettings

T = TypeVar("T")

LONGEST_NAME: Final = 253
MOST_NAMES: Final = 5
"""Names of a client that are looked at."""


class Resolver:
    """Looks names up.

    Beyond the lab only servers are asked that are mapped or on this machine, unless real
    networking is on.

    Names may be in any case, with or without the final dot; answers have none. No method raises:
    what nobody could tell is a `failure`.
    """

    def __init__(self, lab: Lab, outside: OutsideSettings, flush: FlushWatch | None = None) -> None:
        """`flush` tells when answers of name servers are to be forgotten."""
        self._lab = lab
        self._flush = flush
        self._outside = outside
        self._internet: Internet | None = None
        self._servers: Servers | None = None

    def use(self, servers: Servers) -> None:
        """Ask these servers from now on for what the lab does not know."""
        if self._servers is None or self._servers.dns != servers.dns:
            self._servers = servers

    async def lookup(self, name: str, kind: RecordType) -> Answer[str]:
        """Return the records of `name` as texts, as they stand in zone files.

        A name without a dot that does not exist is looked for in the search domains.
        """
        plain = name.lower().rstrip(".")
        self._forget_if_told()
        answer = await self._answer(plain, kind)
        domains = self._servers.dns.search if self._servers is not None and "." not in plain else ()
        for domain in domains if plain else ():
            if answer.status != "nxdomain":
                break
            answer = await self._answer(f"{plain}.{domain}", kind)
        return answer

    def _forget_if_told(self) -> None:
        if self._flush is None or not self._flush.due():
            return
        self._internet = None
        if self._servers is not None:
            self._servers.forget()

    async def _answer(self, plain: str, kind: RecordType) -> Answer[str]:
        if len(plain) > LONGEST_NAME or not plain.isascii():
            return Answer("nxdomain", name=plain)
        lab = self._lab.content()
        answer = look_up(lab, plain, kind)
        if answer is None:
            answer = Answer("nxdomain", name=plain)
        if lab.zone_of(answer.name) is not None:
            return answer
        # Not a name of the lab, or an alias of the lab that leads out of it.
        responsible = self._servers.responsible(answer.name) if self._servers is not None else None
        if self._servers is not None and responsible is not None:
            return await self._servers.lookup(responsible, answer.name, kind)
        if self._outside.real:
            return await self.internet.lookup(answer.name, kind)
        return answer

    async def mx(self, domain: str) -> Answer[Mx]:
        """Return the mail exchangers of `domain`, the preferred first."""
        answer = converted(await self.lookup(domain, "MX"), _mx)
        return replace(answer, records=tuple(sorted(answer.records)))

    async def a(self, host: str) -> Answer[str]:
        """Return the IPv4 addresses of `host`."""
        return await self.lookup(host, "A")

    async def aaaa(self, host: str) -> Answer[str]:
        """Return the IPv6 addresses of `host`."""
        return await self.lookup(host, "AAAA")

    async def addresses(self, host: str) -> Answer[str]:
        """Return the addresses of `host`, IPv4 first; an address is its own."""
        if is_address(host):
            return Answer("found", (host,), name=host)
        return merged(await self.a(host), await self.aaaa(host))

    async def ptr(self, address: str) -> Answer[str]:
        """Return the names of an address."""
        pointer = ipaddress.ip_address(address).reverse_pointer
        answer = await self.lookup(pointer, "PTR")
        return replace(answer, records=tuple(name.rstrip(".") for name in answer.records))

    async def tlsa(self, host: str, port: int = 25) -> Answer[Tlsa]:
        """Return the TLSA records of a service (RFC 6698, 3)."""
        return converted(await self.lookup(f"_{port}._tcp.{host}", "TLSA"), _tlsa)

    async def client_name(self, address: str) -> tuple[str | None, bool]:
        """Return the name of a client, and whether it resolves back to `address`.

        `None` without a PTR record. Of several names the first that resolves back counts, else
        the first. What takes longer than the time-out of reverse lookups has no name; with 0
        nobody is asked.
        """
        seconds = self._servers.dns.reverse_timeout if self._servers is not None else None
        if seconds == 0:
            return None, False
        try:
            async with asyncio.timeout(seconds):
                return await self._client_name(address)
        except TimeoutError:
            return None, False

    async def _client_name(self, address: str) -> tuple[str | None, bool]:
        names = (await self.ptr(address)).records[:MOST_NAMES]
        for name in names:
            if address in (await self.addresses(name)).records:
                return name, True
        return (names[0] if names else None), False

    @property
    def internet(self) -> Internet:
        """Return the way to real name servers, which is made when it is first needed."""
        if self._internet is None:
            from esatui.services.network.internet import Internet

            self._internet = Internet(self._outside.nameservers)
        return self._internet


def merged(first: Answer[str], second: Answer[str]) -> Answer[str]:
    """Return the answer to two questions about one name; what was found counts most."""
    records = first.records + second.records
    found = [answer for answer in (first, second) if answer.records]
    if found:
        ttl = min(answer.ttl for answer in found)
        secure = all(answer.secure for answer in (first, second))
        return Answer("found", records, ttl, secure, found[0].name)
    failed = [answer for answer in (first, second) if answer.status == "failure"]
    return failed[0] if failed else first


def converted(answer: Answer[str], convert: Callable[[str], T]) -> Answer[T]:
    """Return the answer with its records as values; what is none is left out."""
    values: list[T] = []
    for text in answer.records:
        try:
            values.append(convert(text))
        except ValueError:
            continue
    status = answer.status
    if answer.records and not values:
        status = "failure"
    return Answer(status, tuple(values), answer.ttl, answer.secure, answer.name, answer.reason)


def _mx(text: str) -> Mx:
    preference, host = text.split()
    return Mx(int(preference), host.lower().rstrip(".") or ".")


def _tlsa(text: str) -> Tlsa:
    usage, selector, matching, *data = text.split()
    return Tlsa(int(usage), int(selector), int(matching), bytes.fromhex("".join(data)))
