"""SMTP routes: every change of the table, and which route counts for a domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from state.certificates.names import HOSTNAME_RULES, is_hostname
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.operations.domains import check_domain
from state.operations.values import BLANK, PORT, NumberRange, shown

ALL: Final = "ALL"
USEDNS: Final = "USEDNS"
DISCARD: Final = "/dev/null"
FIELD: Final = "hosts"
PREFERENCE: Final = NumberRange(0, 65535, FIELD)
MOST_HOSTS: Final = 40

_HOST: Final = re.compile(
    r"(?P<host>\[[^\[\]]+\]|[^\[\]:/]+)(?:/pri=(?P<preference>[^:]*))?(?::(?P<port>.*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RouteHost:
    """One destination of a route."""

    host: str
    """A host name or an address, without brackets."""
    port: int = 25
    preference: int = 0
    """The smallest is tried first."""
    by_mx: bool = True
    """Whether the MX records of the name count; they do not for addresses and in brackets."""


def check_route_domain(text: str) -> str:
    """Return the canonical form of a domain that may have a route; raises `StateError`."""
    return ALL if text.strip().upper() == ALL else check_domain(text)


def find_route(view: View, text: str) -> str:
    """Return the domain of the table that `text` means; raises `StateError` without one."""
    domain = check_route_domain(text)
    if domain not in view.smtproutes.entries:
        raise StateError(f'There is no route for "{shown(domain)}".', "domain")
    return domain


def check_new_route(view: View, text: str) -> str:
    """Return the canonical form of a domain that has no route yet; raises `StateError`."""
    domain = check_route_domain(text)
    if domain in view.smtproutes.entries:
        raise StateError(f'A route for "{domain}" already exists.', "domain")
    return domain


def parse_hosts(text: str) -> tuple[str, ...]:
    """Return the destinations in `text` (separated by commas) as they are stored.

    Raises `StateError` for what is no destination.
    """
    return check_hosts([part.strip() for part in text.split(",") if part.strip()])


def check_hosts(words: Sequence[str]) -> tuple[str, ...]:
    """Return destinations in canonical form; raises `StateError`."""
    if not words:
        raise StateError(BLANK, FIELD)
    for alone in (USEDNS, DISCARD):
        if alone.upper() in (word.upper() for word in words):
            if len(words) > 1:
                raise StateError(f"{alone} must stand by itself.", FIELD)
            return (alone,)
    if len(words) > MOST_HOSTS:
        raise StateError(f"A route can have {MOST_HOSTS} destination hosts at most.", FIELD)
    return tuple(dict.fromkeys(_written(parse_host(word)) for word in words))


def parse_host(word: str) -> RouteHost:
    """Return one destination: `HOST[/pri=N][:PORT]`, the host in brackets or not.

    Raises `StateError`.
    """
    found = _HOST.fullmatch(word.strip())
    if found is None:
        raise StateError(HOSTNAME_RULES, FIELD)
    host, by_mx = _host(found["host"])
    port = PORT.parse(found["port"]) if found["port"] is not None else 25
    preference = PREFERENCE.parse(found["preference"]) if found["preference"] is not None else 0
    return RouteHost(host, port, preference, by_mx)


def set_route(draft: Draft, domain: str, hosts: Sequence[str]) -> Draft:
    """Return a draft in which mail for `domain` goes to `hosts`; raises `StateError`."""
    route = SmtpRoute(hosts=check_hosts(hosts))
    entries = {**draft.smtproutes.entries, check_route_domain(domain): route}
    return draft.write(smtproutes=replace(draft.smtproutes, entries=entries))


def delete_route(draft: Draft, domain: str) -> Draft:
    """Return a draft without the route of `domain`; raises `StateError` when there is none."""
    entries = dict(draft.smtproutes.entries)
    del entries[find_route(draft, domain)]
    return draft.write(smtproutes=replace(draft.smtproutes, entries=entries))


def clear_routes(draft: Draft) -> Draft:
    """Return a draft without any route."""
    return draft.write(smtproutes=SmtpRoutes())


def route_for(view: View, domain: str) -> tuple[RouteHost, ...] | None:
    """Return where mail for `domain` (small letters) goes.

    `None` is normal DNS resolution, `()` means that it is thrown away. The route of the very domain
    counts, else the one of the longest `.parent`, else that of `ALL`.
    """
    route = _matching(view.smtproutes, domain)
    if route is None or route.hosts == (USEDNS,):
        return None
    if route.hosts == (DISCARD,):
        return ()
    return tuple(parse_host(word) for word in route.hosts)


def _matching(routes: SmtpRoutes, domain: str) -> SmtpRoute | None:
    entry = routes.entries.get(domain)
    rest = domain
    while entry is None and "." in rest and not domain.startswith("["):
        rest = rest.partition(".")[2]
        entry = routes.entries.get(f".{rest}")
    return entry or routes.entries.get(ALL)


def _host(text: str) -> tuple[str, bool]:
    """Return the name or address, and whether MX records count."""
    if text.startswith("["):
        inner = text[1:-1]
        address = _address(inner.removeprefix("IPv6:"))
        return (address, False) if address is not None else (_name(inner), False)
    address = _address(text)
    return (address, False) if address is not None else (_name(text), True)


def _name(text: str) -> str:
    name = check_domain(text)
    if not is_hostname(name):
        raise StateError(HOSTNAME_RULES, FIELD)
    return name


def _address(text: str) -> str | None:
    from ipaddress import ip_address

    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _written(host: RouteHost) -> str:
    text = host.host if host.by_mx else f"[{host.host}]"
    if host.preference:
        text += f"/pri={host.preference}"
    return text if host.port == 25 else f"{text}:{host.port}"
