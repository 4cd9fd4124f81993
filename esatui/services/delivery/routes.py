"""Where mail for a domain goes: SMTP route, MX records, addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from esatui.services.network.address import is_address
from esatui.services.network.answers import Answer, Mx, Tlsa
from esatui.services.network.resolver import Resolver
from state.certificates.peer_names import PeerNames
from state.delivery.demand import DaneAnswer, asks_dane
from state.model.configuration import View
from state.model.destinations import IpSortPreference
from state.operations.smtproutes import RouteHost, route_for

MOST_EXCHANGERS: Final = 20
"""Exchangers of a domain that are tried."""
MOST_ADDRESSES: Final = 20
"""Addresses of one exchanger that are tried."""
PORT: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanger:
    """A host that takes mail for a domain."""

    host: str
    preference: int = 0
    port: int = PORT
    addresses: tuple[str, ...] = ()
    """In the order in which they are tried."""
    ttl: int = 0
    dane: DaneAnswer = "insecure"
    tlsa: tuple[Tlsa, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The hosts to try for a domain, in their order."""

    exchangers: tuple[Exchanger, ...] = ()
    names: PeerNames
    mx: tuple[tuple[int, int, str], ...] = ()
    """The MX records: preference, TTL in seconds, host."""


@dataclass(frozen=True, slots=True)
class NoRoute:
    """Why there is no host to try. `hard`: there never will be."""

    reason: str
    hard: bool
    discard: bool = False
    """The SMTP route says that mail is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Finds the way. `random` orders hosts of the same preference."""

    resolver: Resolver
    random: Random

    async def plan(self, view: View, domain: str, sort: IpSortPreference) -> Plan | NoRoute:
        """Return the hosts for mail to `domain` (small letters)."""
        literal = _literal(domain)
        if literal is not None:
            exchanger = Exchanger(host=literal, addresses=(literal,))
            return Plan(exchangers=(exchanger,), names=PeerNames(domain=domain))
        route = route_for(view, domain)
        if route is None:
            return await self._by_mx(view, domain, sort)
        if not route:
            return NoRoute("SMTP route is /dev/null", hard=True, discard=True)
        return await self._by_route(view, domain, route, sort)

    async def _by_route(
        self, view: View, domain: str, hosts: Sequence[RouteHost], sort: IpSortPreference
    ) -> Plan | NoRoute:
        """A host of the route stands for its own exchangers, unless it is in brackets."""
        names = PeerNames(domain=domain, route_hosts=tuple(each.host for each in hosts))
        ordered = [hosts[at] for at in self._order([each.preference for each in hosts])]
        made: list[Exchanger] = []
        why = NoRoute("no host", hard=True)
        for each in ordered:
            records = [Mx(each.preference, each.host)]
            if each.by_mx:
                found = (await self.resolver.mx(each.host)).records
                records = self._ordered(found) or records
            some, reason = await self._exchangers(view, records, sort, each.port)
            made += some
            why = why if some else reason
        return Plan(exchangers=tuple(made), names=names) if made else why

    async def _by_mx(self, view: View, domain: str, sort: IpSortPreference) -> Plan | NoRoute:
        answer = await self.resolver.mx(domain)
        if answer.status == "nxdomain":
            return NoRoute(f"DNS Hard Error looking up {domain} (MX): NXDomain", hard=True)
        if answer.status == "failure":
            return NoRoute(_soft(domain, "MX", answer.reason), hard=False)
        records = answer.records or (Mx(0, domain),)
        if any(each.host == "." for each in records):
            return NoRoute(f"DNS Hard Error looking up {domain} (MX): null MX", hard=True)
        hosts = tuple(each.host for each in answer.records)
        names = PeerNames(domain=domain, mx_hosts=hosts)
        ordered = self._ordered(records)[:MOST_EXCHANGERS]
        made, why = await self._exchangers(view, ordered, sort, PORT, domain, answer)
        if not made:
            return why
        mx = tuple((each.preference, answer.ttl, each.host) for each in answer.records)
        return Plan(exchangers=tuple(made), names=names, mx=mx)

    def _ordered(self, records: Sequence[Mx]) -> list[Mx]:
        return [records[at] for at in self._order([each.preference for each in records])]

    def _order(self, preferences: Sequence[int]) -> list[int]:
        """By preference; those of the same one in any order (RFC 5321 section 5.1)."""
        places = list(range(len(preferences)))
        self.random.shuffle(places)
        return sorted(places, key=preferences.__getitem__)

    async def _exchangers(
        self,
        view: View,
        records: Sequence[Mx],
        sort: IpSortPreference,
        port: int,
        domain: str = "",
        answer: Answer[Mx] | None = None,
    ) -> tuple[list[Exchanger], NoRoute]:
        made: list[Exchanger] = []
        why = NoRoute("no host", hard=True)
        for record in records:
            found = await self.resolver.addresses(record.host)
            usable = _sorted(view, found.records, sort)[:MOST_ADDRESSES]
            if not usable:
                why = _no_address(record.host, found, why)
                continue
            dane, tlsa = await self._dane(view, domain, record.host, answer, found)
            made.append(
                Exchanger(
                    host=record.host,
                    preference=record.preference,
                    port=port,
                    addresses=usable,
                    ttl=found.ttl,
                    dane=dane,
                    tlsa=tlsa,
                )
            )
        return made, why

    async def _dane(
        self, view: View, domain: str, host: str, mx: Answer[Mx] | None, found: Answer[str]
    ) -> tuple[DaneAnswer, tuple[Tlsa, ...]]:
        """TLSA records count when everything that led to them was validated (RFC 7672, 2.1)."""
        from state.operations.destinations import destination_for

        if mx is None:
            return "insecure", ()
        settings = destination_for(view.destinations, domain)
        if not asks_dane(settings.tls, settings.dane) or not (mx.secure and found.secure):
            return "insecure", ()
        answer = await self.resolver.tlsa(host)
        if answer.status == "failure":
            return "bogus", ()
        usable = tuple(each for each in answer.records if each.usage in (2, 3))
        return ("records", usable) if answer.secure and usable else ("insecure", ())


def _no_address(host: str, found: Answer[str], why: NoRoute) -> NoRoute:
    if found.status == "failure":
        return NoRoute(_soft(host, "A", found.reason), hard=False)
    if not why.hard:
        return why
    words = "NXDomain" if found.status == "nxdomain" else "no usable address"
    return NoRoute(f"DNS Hard Error looking up {host} (A): {words}", hard=True)


def _soft(name: str, kind: str, reason: str) -> str:
    return f"DNS Soft Error looking up {name} ({kind}): {reason or 'failure'}"


def _sorted(view: View, addresses: Sequence[str], sort: IpSortPreference) -> tuple[str, ...]:
    """Addresses of the kinds that the appliance has itself, in the order of the preference."""
    own = view.interfaces.entries.values()
    six = [each for each in addresses if ":" in each and any(o.ipv6 for o in own)]
    four = [each for each in addresses if ":" not in each and any(o.ip for o in own)]
    match sort:
        case "REQUIRE_V6":
            return tuple(six)
        case "REQUIRE_V4":
            return tuple(four)
        case "PREFER_V4":
            return (*four, *six)
        case "PREFER_V6":
            return (*six, *four)


def _literal(domain: str) -> str | None:
    """Return the address in `[192.0.2.1]` or `[ipv6:2001:db8::1]`."""
    if not (domain.startswith("[") and domain.endswith("]")):
        return None
    inner = domain[1:-1].removeprefix("ipv6:")
    return str(ipaddress.ip_address(inner)) if is_address(inner) else None
