"""Appliances and logins for tests of the store."""

import dataclasses
import random
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from state.certificates.keys import PooledKeyMaker
from state.clock import Clock, FrozenClock
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.store import Candidate, Login, Store
from state.store.disk import Disk

MOMENT = datetime(2024, 5, 20, 10, 15, 32, tzinfo=UTC)
SERIAL = "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"
DESTINATIONS = ("machines", SERIAL, "destinations")
ENTRIES = (*DESTINATIONS, "entries")


def open_store(directory: Path, *, disk: Disk | None = None, clock: Clock | None = None) -> Store:
    """Open a store with a clock that stands still and keys that are known."""
    return Store.open(
        directory,
        clock=clock or FrozenClock(MOMENT),
        key_maker=PooledKeyMaker(1),
        random=random.Random(1),
        disk=disk,
    )


@cache
def factory() -> Path:
    """Return a state directory as it is after its first opening. Not to be written to."""
    directory = Path(mkdtemp(prefix="factory-"))
    open_store(directory).close()
    return directory


def new_directory(parent: Path, name: str = "state") -> Path:
    """Return a factory state directory below `parent`."""
    return shutil.copytree(factory(), parent / name)


def login(user: str = "admin", number: int = 1) -> Login:
    """Return a login of `user`."""
    return Login(id=f"{user}-{number}", user=user, remote="192.168.42.10", started=MOMENT)


def begin(store: Store, user: str = "admin") -> Candidate:
    """Return the candidate of a new login."""
    return store.begin(login(user))


def with_destination(draft: Draft, domain: str, concurrency: int | None) -> Draft:
    """Return a draft with the entry of a domain set, or without it for `None`."""
    entries = dict(draft.destinations.entries)
    if concurrency is None:
        entries.pop(domain, None)
    else:
        entries[domain] = Destination(concurrency=concurrency)
    return draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))


def set_destination(candidate: Candidate, domain: str, concurrency: int | None) -> None:
    """Give the entry of a domain a concurrency in a candidate, or remove it for `None`."""
    candidate.update(with_destination(candidate.draft, domain, concurrency))


def destinations(draft: Draft) -> dict[str, int | None]:
    """Return the entries of the destination control table: domain to concurrency."""
    return {domain: entry.concurrency for domain, entry in draft.destinations.entries.items()}
