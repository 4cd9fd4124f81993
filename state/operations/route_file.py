"""The table of SMTP routes as text: what EXPORT writes and IMPORT reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from state.errors import StateError
from state.model.configuration import Draft
from state.model.smtproutes import SmtpRoute, SmtpRoutes
from state.operations.ini import FileFault
from state.operations.smtproutes import ALL, check_route_domain, parse_hosts
from state.operations.table_files import numbered_lines
from state.operations.values import shown

MOST_ROUTES: Final = 40_000
"""Most routes of one table."""
EXPECTED: Final = "The line must have the form: domain: host, host"


def ordered_domains(entries: Mapping[str, SmtpRoute]) -> list[str]:
    """Return the domains as they are listed: in their order, `ALL` as the last."""
    return sorted(entries, key=lambda name: (name == ALL, name))


def render_routes(routes: SmtpRoutes) -> bytes:
    """Return the export file: a line `domain: host, host` for each route."""
    lines = [
        f"{domain}: {', '.join(routes.entries[domain].hosts)}\n"
        for domain in ordered_domains(routes.entries)
    ]
    return "".join(lines).encode()


def parse_routes(data: bytes) -> SmtpRoutes:
    """Return the table of an import file; raises `FileFault` with the line."""
    entries: dict[str, SmtpRoute] = {}
    for number, line in numbered_lines(data):
        domain_text, colon, hosts = _parts(line)
        if not colon:
            raise FileFault(EXPECTED, number)
        try:
            domain = check_route_domain(domain_text)
            route = SmtpRoute(hosts=parse_hosts(hosts))
        except StateError as error:
            raise FileFault(error.text, number) from error
        if domain in entries:
            raise FileFault(f'The domain "{shown(domain)}" appears twice.', number)
        if len(entries) >= MOST_ROUTES:
            raise FileFault(f"The file has more than {MOST_ROUTES} routes.", number)
        entries[domain] = route
    return SmtpRoutes(entries=entries)


def _parts(line: str) -> tuple[str, str, str]:
    """Split at the colon behind the domain; those of an address literal stand in brackets."""
    if line.startswith("["):
        domain, bracket, rest = line.partition("]")
        _, colon, hosts = rest.partition(":")
        return domain + bracket, colon, hosts
    return line.partition(":")


def replace_routes(draft: Draft, routes: SmtpRoutes) -> Draft:
    """Return a draft with this table of routes."""
    return draft.write(smtproutes=routes)
