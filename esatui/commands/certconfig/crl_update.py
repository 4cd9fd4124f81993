"""CRL, UPDATE: fetching a revocation list now (CLI reference, 2.11)."""

from __future__ import annotations

from esatui.commands.certconfig.crl_sources import cache_of, choose_source, has_sources
from esatui.menu import Operation
from esatui.session import Session
from esatui.text.dates import long_date
from state.crl_cache import MAXIMUM_SIZE
from state.operations.authorities import trusted_authorities
from state.operations.crl_update import CrlUpdateFailed, Fetched, fetch_crl


async def run(session: Session) -> None:
    """Ask which source, fetch its list, and keep it."""
    name = await choose_source(session, "update")
    source = session.draft.crl.sources[name]
    draft, fetcher = session.draft, session.appliance.fetcher

    def fetch() -> Fetched:
        trusted = [each.pem for each in trusted_authorities(draft)]
        return fetch_crl(
            name, source, lambda url: fetcher.fetch(url, limit=MAXIMUM_SIZE, trusted=trusted)
        )

    try:
        fetched = await session.work(fetch)
    except CrlUpdateFailed as fault:
        session.appliance.alert("System", "Warning", fault.text)
        raise
    cache_of(session).put(name, source, fetched.crl.der, session.now())
    next_update = fetched.crl.next_update
    session.dialogue.block(
        f'CRL "{name}" updated from {fetched.url}\n'
        f"Issuer: {fetched.crl.issuer}\n"
        f"Next update: {long_date(next_update) if next_update else 'not given'}"
    )


UPDATE = Operation("UPDATE", "Update a CRL source now.", run, when=has_sources)
