"""Factory appliances that cost nothing: made once a process, copied for each transcript."""

from __future__ import annotations

import os
import pickle
import random
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from esatui.appliance import Appliance
from esatui.transcript.header import CLOCK
from state.certificates.keys import PooledKeyMaker
from state.clock import Clock, FrozenClock, SystemClock
from state.store import Store
from state.store.disk import RealDisk


class QuickDisk(RealDisk):
    """A disk that does not wait for stable storage: nobody needs a test after a power cut."""

    def sync(self, descriptor: int) -> None:
        """Wait for nothing."""

    def sync_directory(self, path: Path) -> None:
        """Wait for nothing."""


@dataclass(frozen=True)
class Snapshot:
    """A state directory in memory, and what had been drawn from the seed when it was made."""

    directories: tuple[str, ...]
    files: Mapping[str, bytes]
    sources: bytes
    """The key maker and the randomness, pickled: copies of them are needed fast."""

    def write(self, directory: Path) -> None:
        """Make `directory` such a state directory; it must be empty or missing."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in self.directories:
            (directory / name).mkdir(mode=0o700)
        for name, content in self.files.items():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with open(os.open(directory / name, flags, 0o600), "wb") as file:  # noqa: PTH123
                file.write(content)


def scratch_parent() -> str | None:
    """Return where temporary directories go: memory if there is some, unless TMPDIR says where."""
    memory = "/dev/shm"  # noqa: S108 - what is made there is as private as anywhere.
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK | os.X_OK):
        return None
    return memory


def clock_of(moment: datetime | None) -> Clock:
    """Return a clock that stands at `moment`, the machine's own for `None`."""
    return SystemClock() if moment is None else FrozenClock(moment)


def factory_snapshot(seed: int, clock: datetime | None) -> Snapshot:
    """Return a factory appliance. It was installed at `CLOCK`, or at `clock` if that is earlier.

    With the clock of the machine it was installed today at midnight, UTC.
    """
    if clock is None:
        now = SystemClock().now()
        return _snapshot(seed, datetime(now.year, now.month, now.day, tzinfo=UTC))
    return _snapshot(seed, min(clock, CLOCK))


@lru_cache(maxsize=32)
def _snapshot(seed: int, installed: datetime) -> Snapshot:
    key_maker = PooledKeyMaker(seed)
    randomness = random.Random(seed)  # noqa: S311 - must be repeatable.
    with tempfile.TemporaryDirectory(prefix="esatui-factory-", dir=scratch_parent()) as name:
        root = Path(name) / "state"
        store = Store.open(
            root,
            clock=FrozenClock(installed),
            key_maker=key_maker,
            random=randomness,
            disk=QuickDisk(),
        )
        store.close()
        paths = sorted(root.rglob("*"))
        return Snapshot(
            tuple(str(path.relative_to(root)) for path in paths if path.is_dir()),
            {str(path.relative_to(root)): path.read_bytes() for path in paths if path.is_file()},
            pickle.dumps((key_maker, randomness)),
        )


def open_factory(
    directory: Path, *, seed: int, moment: datetime | None, clock: Clock | None = None
) -> Appliance:
    """Return a factory appliance in the new `directory`, with keys and randomness of `seed`.

    Its clock is `clock`, or one that stands at `moment` (`None`: the clock of the machine).
    """
    snapshot = factory_snapshot(seed, moment)
    snapshot.write(directory)
    return open_seeded(directory, snapshot, clock or clock_of(moment))


def open_seeded(directory: Path, snapshot: Snapshot, clock: Clock) -> Appliance:
    """Return the appliance in `directory`, which was made of `snapshot`."""
    key_maker, randomness = pickle.loads(snapshot.sources)  # noqa: S301 - made above.
    store = Store.open(
        directory, clock=clock, key_maker=key_maker, random=randomness, disk=QuickDisk()
    )
    return Appliance(store, clock, key_maker, randomness, raise_faults=True)
