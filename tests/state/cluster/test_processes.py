"""Three appliances as processes of their own, killed while they exchange commits."""

import os
import random
import select
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from state.model.configuration import View
from state.model.levels import machine
from state.store import Store
from state.watch import Notice, watch
from tests.state.cluster.machines import CLUSTER, NAMES, SERIALS, at, open_machine, settled
from tests.state.store.appliances import set_destination

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 120.0
KILLS = 12


class Machine:
    """A worker, and what it has acknowledged in all its lives."""

    def __init__(self, name: str, directory: Path) -> None:
        self.name = name
        self.directory = directory
        self.acknowledged: list[str] = []
        self.life = 0
        self._received = b""
        self.start()

    def start(self) -> None:
        self.life += 1
        words = [self.name, str(self.directory), str(self.life)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.state.cluster.worker", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    @property
    def descriptor(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def read(self) -> bool:
        """Take over what the worker has said; whether it still runs."""
        data = os.read(self.descriptor, 65536)
        self._received += data
        *lines, self._received = self._received.split(b"\n")
        self.acknowledged += [line.decode() for line in lines]
        return bool(data)

    def kill(self) -> None:
        self.process.kill()
        self.drain()

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.drain()
        assert self.process.returncode == 0

    def drain(self) -> None:
        while self.read():
            pass
        self._received = b""
        with self.process:
            pass


def run_and_kill(machines: list[Machine], chance: random.Random) -> None:
    """Let the machines commit; kill one after another, each after some commits of all."""
    for _ in range(KILLS):
        wanted = sum(len(each.acknowledged) for each in machines) + chance.randint(3, 9)
        while sum(len(each.acknowledged) for each in machines) < wanted:
            pipes = {each.descriptor: each for each in machines}
            ready, _, _ = select.select(list(pipes), [], [], PATIENCE_SECONDS)
            assert ready, "the machines say nothing"
            for pipe in ready:
                assert pipes[pipe].read(), "a machine has ended"
        victim = chance.choice(machines)
        victim.kill()
        victim.start()


@pytest.mark.parametrize("seed", [1, 2])
def test_no_commit_that_was_acknowledged_is_lost(
    machines: list[Store], directories: dict[str, Path], seed: int
) -> None:
    for store in machines:
        store.close()
    running = [Machine(name, directories[name]) for name in NAMES]
    run_and_kill(running, random.Random(seed))
    for each in running:
        each.stop()
    with ExitStack() as stack:
        stores = [stack.enter_context(open_machine(path)) for path in directories.values()]
        settled(stores)
        configuration = settled(stores)
    cluster = View(configuration, CLUSTER).destinations.entries
    counted = []
    for each in running:
        own = View(configuration, machine(SERIALS[each.name])).destinations.entries
        for line in each.acknowledged:
            kind, domain, value = line.split()
            if kind == "count":
                counted.append(int(value))
                continue
            entry = (own if kind == "own" else cluster)[domain]
            assert entry.concurrency == int(value)
    # Each value of the counter was committed by one machine only, and the newest is the highest.
    assert len(counted) == len(set(counted))
    assert (cluster["counter.example"].concurrency or 0) >= max(counted)


def test_a_watcher_of_another_machine_sees_a_commit(machines: list[Store]) -> None:
    seen: list[Notice] = []
    reading, writing = os.pipe()

    def noticed(notice: Notice) -> None:
        seen.append(notice)
        os.write(writing, b".")

    with watch(machines[2], noticed), at(machines[0], CLUSTER) as candidate:
        set_destination(candidate, "watched.example", 1)
        candidate.commit()
        while not any("watched.example" in str(each.revision.configuration) for each in seen):
            ready, _, _ = select.select([reading], [], [], PATIENCE_SECONDS)
            assert ready, "nothing was seen"
            os.read(reading, 1)
    os.close(reading)
    os.close(writing)
