"""Bringing up the engine of an appliance, and taking it down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from random import Random
from typing import NamedTuple

from esatui.services.alerting import JournalAlerts
from esatui.services.catalogue import services as all_services
from esatui.services.counters import CounterKeeper
from esatui.services.engine import Engine, Service
from esatui.services.host import ServiceHost
from esatui.services.logs import LogWriter
from esatui.services.network import Network
from state.logs.books import LogBooks
from state.logs.sink import Logs
from state.store import Store

Build = Callable[[Engine], Sequence[Service]]


class Running(NamedTuple):
    """An engine whose services have started."""

    engine: Engine
    host: ServiceHost


@contextmanager
def logs_of_server(books: LogBooks, store: Store) -> Iterator[Logs]:
    """Give logs that hold up nobody, for as long as the context lasts; all is written at its end.

    What the disk did not take by then is noted in `store.troubles`.
    """
    books.begin()
    writer = LogWriter(books.file, books.maker, books.route)
    try:
        yield Logs(writer)
    finally:
        lost = writer.close()
        if lost:
            store.trouble(f"{books.directory}: {lost} lines could not be written")


@asynccontextmanager
async def running(
    store: Store, logs: Logs, random: Random, *, build: Build = all_services
) -> AsyncIterator[Running]:
    """Run the services of the appliance in `store` for as long as the context lasts.

    `build` makes them. A service that fails is no error here (`ServiceHost.faults`). Raises
    `StateError` when `appliance.toml` maps something to what is no address, or when another process
    runs the services of this appliance.
    """
    network = Network(store.settings, store.directory)
    counters = CounterKeeper(store.directory, store.clock)
    try:
        engine = Engine(
            store=store,
            clock=store.clock,
            random=random,
            logs=logs,
            network=network,
            counters=counters,
            alerts=JournalAlerts(store, store.clock, logs),
        )
        host = ServiceHost(engine, build(engine))
        try:
            await host.start()
            yield Running(engine, host)
        finally:
            await host.stop()
    finally:
        counters.close()
