"""Fetches the lists of the CRL sources, each when its interval is over (CLI reference, 2.11)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from esatui.fetcher import Fetcher
from esatui.services.engine import Engine
from esatui.services.network.address import Address
from esatui.services.threads import aside
from state.crl_cache import MAXIMUM_SIZE, CrlCache
from state.errors import StateError
from state.model.certificates import CrlSource
from state.model.configuration import View
from state.operations.authorities import trusted_authorities
from state.operations.crl_update import CrlUpdateFailed, Fetched, fetch_crl

RETRY: Final = timedelta(hours=1)
"""When a list that could not be fetched is tried again, however long the interval is."""
LOOK_SECONDS: Final = 3600.0
"""How long is slept at most before the clock is looked at again: it may be set."""

Key = tuple[str, str, str | None]
"""A source as the cache knows it: name and URLs."""


class RevocationService:
    """Keeps the lists of all sources with automatic updates fresh, as one of the services.

    A list that is missing is fetched at once, one that is older than the interval of its source
    when that is over. One source after the other, each first and second URL. `system_logs` tells of
    each update; one that fails raises an alert, and is tried again an hour later. The services that
    check certificates see a new list with their next connection.
    """

    name = "crl"

    def __init__(self, engine: Engine, fetcher: Fetcher) -> None:
        self._engine = engine
        self._fetcher = fetcher
        self._cache = CrlCache(engine.store.directory / "crl")
        self._failed: dict[Key, datetime] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self, view: View) -> None:
        self._begin(view)

    async def apply(self, old: View, new: View) -> None:
        if (old.crl, old.authorities) != (new.crl, new.authorities):
            await self.stop()
            # Whatever was wrong may be mended: URLs, or whom https servers are trusted by.
            self._failed.clear()
            self._begin(new)

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    def addresses(self) -> Mapping[str, Address]:
        return {}

    def _begin(self, view: View) -> None:
        if list(_automatic(view)):
            self._task = asyncio.get_running_loop().create_task(self._follow(view))

    async def _follow(self, view: View) -> None:
        while True:
            for name, source in _automatic(view):
                if self._due(name, source) <= self._engine.clock.now():
                    await self._update(view, name, source)
            now = self._engine.clock.now()
            soonest = min(self._due(name, source) for name, source in _automatic(view))
            seconds = max(1.0, (soonest - now).total_seconds())
            await self._engine.sleep(min(seconds, LOOK_SECONDS))

    def _due(self, name: str, source: CrlSource) -> datetime:
        """Return when the list has to be fetched next; a moment that is past for at once."""
        now = self._engine.clock.now()
        failed = self._failed.get(_key(name, source))
        if failed is not None and failed <= now:
            return failed + RETRY
        cached = self._cache.get(name, source)
        # A list from the future: the clock was set back.
        if cached is None or cached.fetched > now:
            return now
        return cached.fetched + timedelta(hours=source.interval_hours)

    async def _update(self, view: View, name: str, source: CrlSource) -> None:
        def fetch() -> Fetched:
            trusted = [each.pem for each in trusted_authorities(view)]
            return fetch_crl(
                name,
                source,
                lambda url: self._fetcher.fetch(url, limit=MAXIMUM_SIZE, trusted=trusted),
            )

        key = _key(name, source)
        try:
            fetched = await aside(fetch)
            self._keep(name, source, fetched)
        except StateError as fault:
            self._failed[key] = self._engine.clock.now()
            self._engine.logs.system(fault.text, "Warning")
            self._engine.alerts.raise_alert("System", "Warning", fault.text)
        else:
            self._failed.pop(key, None)
            self._engine.logs.system(f'CRL "{name}" updated from {fetched.url}')

    def _keep(self, name: str, source: CrlSource, fetched: Fetched) -> None:
        """Raises `CrlUpdateFailed`."""
        try:
            self._cache.put(name, source, fetched.crl.der, self._engine.clock.now())
        except StateError as error:
            raise CrlUpdateFailed(name, error.text) from error


def _automatic(view: View) -> Iterator[tuple[str, CrlSource]]:
    for name, source in view.crl.sources.items():
        if source.automatic:
            yield name, source


def _key(name: str, source: CrlSource) -> Key:
    return name, source.primary_url, source.secondary_url
