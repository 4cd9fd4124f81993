"""Real DNS, for appliances whose owner has switched real networking on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.flags
import dns.nameserver
import dns.resolver

from esatui.services.network.address import Address, is_address
from esatui.services.network.answers import Answer, RecordType
from esatui.services.network.zone import DEFAULT_TTL
from state.errors import StateError

LIFETIME_SECONDS: Final = 10.0
CACHED: Final = 10_000


class Internet:
    """Asks name servers: those given, in their order, or those of the machine."""

    def __init__(
        self, nameservers: Sequence[str] = (), minimum_ttl: int = 0, source: str | None = None
    ) -> None:
        """`minimum_ttl`: seconds for which answers are kept; `source`: where questions come from.

        A source on the other side (loopback or not) than a server is left out.
        """
        self._source = source
        self._minimum = minimum_ttl
        self._resolver = dns.asyncresolver.Resolver(configure=not nameservers)
        if nameservers:
            self._resolver.nameservers = [_server(text) for text in nameservers]
        self._resolver.lifetime = LIFETIME_SECONDS
        self._resolver.cache = _Cache(minimum_ttl)
        # Ask for DNSSEC; the name server says in the AD flag whether it validated.
        self._resolver.use_edns(0, dns.flags.DO, 1232)
        self._resolver.flags = dns.flags.RD | dns.flags.AD

    def patience(self, seconds: float) -> None:
        """Give up a question after this time."""
        self._resolver.lifetime = seconds

    async def lookup(self, name: str, kind: RecordType) -> Answer[str]:
        """Return the answer for `name`; see `Resolver.lookup`."""
        try:
            found = await self._resolver.resolve(
                name, kind, raise_on_no_answer=False, search=False, source=self._source
            )
        except dns.resolver.NXDOMAIN:
            return Answer("nxdomain", name=name)
        except dns.resolver.NoNameservers:
            return Answer("failure", name=name, reason="SERVFAIL")
        except dns.resolver.LifetimeTimeout:
            return Answer("failure", name=name, reason="timeout")
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            return Answer("failure", name=name, reason=str(error) or type(error).__name__)
        secure = bool(found.response.flags & dns.flags.AD)
        last = found.canonical_name.to_text().rstrip(".").lower()
        ttl = int(found.chaining_result.minimum_ttl)
        if found.rrset is None:
            return Answer("no data", ttl=min(ttl, DEFAULT_TTL), secure=secure, name=last)
        records = tuple(rdata.to_text() for rdata in found.rrset)
        return Answer("found", records, max(ttl, self._minimum), secure, last)


class _Cache(dns.resolver.LRUCache):
    """Keeps answers that hold records for a time at least."""

    def __init__(self, minimum: int) -> None:
        super().__init__(CACHED)
        self._minimum = minimum

    def put(self, key: dns.resolver.CacheKey, value: dns.resolver.Answer) -> None:
        if value.rrset is not None:
            value.expiration += max(0, self._minimum - value.chaining_result.minimum_ttl)
        super().put(key, value)


def _server(text: str) -> dns.nameserver.Do53Nameserver:
    try:
        address = Address.parse(text if not is_address(text) else str(Address(text, 53)))
    except ValueError as error:
        raise StateError(f'appliance.toml: name server "{text}" is no address') from error
    return dns.nameserver.Do53Nameserver(address.host, address.port)
