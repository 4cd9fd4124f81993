"""The service: answers of acceptance queries for listeners, by what is committed, remembered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from esatui.services.engine import Engine
from esatui.services.ldap.client import exists
from esatui.services.ldap.place import place_of
from esatui.services.network.address import Address
from state.errors import StateError
from state.flush import FlushWatch
from state.model.configuration import View
from state.model.services import LdapServer
from state.operations.ldap import server_of_query
from state.operations.ldap_queries import query_for

THREADS: Final = 8
MOST_WAITING: Final = 200
"""Questions that may wait for a server; further ones get no answer, which the client is told."""

Answers = OrderedDict[str, tuple[float, bool]]
"""Recipients to when an answer was given, and which; the oldest is the first."""
_NOTHING: Final = Answers()


class LdapService:
    """Knows whether recipients exist."""

    name = "ldap"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._view: View | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._remembered: dict[str, Answers] = {}
        self._failing: set[str] = set()
        self._waiting = 0
        self._flush = FlushWatch(engine.store.directory)

    async def start(self, view: View) -> None:
        self._view = view
        self._pool = ThreadPoolExecutor(THREADS, "ldap")

    async def apply(self, old: View, new: View) -> None:
        """Ask by the new settings; what was remembered is forgotten when they differ."""
        if old.ldap != new.ldap:
            self._remembered.clear()
        self._view = new

    async def stop(self) -> None:
        """End; questions that are under way end by their time-out."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def addresses(self) -> Mapping[str, Address]:
        return {}

    async def accepts(self, query: str, recipient: str) -> bool | None:
        """Return whether the query of this name finds the recipient, `None` when nobody can tell.

        Letter case of the address does not count. Of a chain, the first query that finds it or
        cannot tell is the last one.
        """
        advanced = self._view.ldap.advanced.get(query) if self._view is not None else None
        if advanced is None:
            return await self._one(query, recipient)
        for each in query_for(advanced, recipient.rpartition("@")[2]):
            answer = await self._one(each, recipient)
            if answer is not False:
                return answer
        return False

    async def _one(self, query: str, recipient: str) -> bool | None:
        view = self._view
        server = server_of_query(view, query) if view is not None else None
        if view is None or server is None:
            self._failed(query, "there is no such query")
            return None
        address = recipient.lower()
        known = self._known(query, server, address)
        if known is None:
            known = await self._ask(view, query, server, address)
        return known

    async def _ask(self, view: View, query: str, server: LdapServer, address: str) -> bool | None:
        if self._pool is None or self._waiting >= MOST_WAITING:
            return None
        self._waiting += 1
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._pool, self._exists, view, server, address
            )
        except StateError as error:
            self._failed(query, error.text)
            return None
        finally:
            self._waiting -= 1
        self._failing.discard(query)
        self._remember(query, server, address, found)
        return found

    def _exists(self, view: View, server: LdapServer, address: str) -> bool:
        """Called in a thread."""
        engine = self._engine
        return exists(
            place_of(view, server, engine.network, engine.store.private_key), server, address
        )

    def _known(self, query: str, server: LdapServer, address: str) -> bool | None:
        if self._flush.due():
            self._remembered.clear()
        known = self._remembered.get(query, _NOTHING).get(address)
        if known is None or self._engine.clock.monotonic() - known[0] >= server.cache_seconds:
            return None
        return known[1]

    def _remember(self, query: str, server: LdapServer, address: str, found: bool) -> None:
        answers = self._remembered.setdefault(query, Answers())
        answers[address] = (self._engine.clock.monotonic(), found)
        answers.move_to_end(address)
        while len(answers) > server.cache_entries:
            answers.popitem(last=False)

    def _failed(self, query: str, reason: str) -> None:
        text = f"LDAP: query {query} failed: {reason}"
        self._engine.logs.mail(text, "Warning")
        if query not in self._failing:
            self._failing.add(query)
            self._engine.alerts.raise_alert("System", "Warning", text)
