"""Real processes on one state directory."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from state.journal import LOGOUT
from state.store import Store, StoreBusy
from state.store.locks import exclusive
from tests.state.store.appliances import begin, destinations, open_store, set_destination

ROOT = Path(__file__).parents[3]
# Generous: what is waited for is an event, and a test that waits longer has failed.
PATIENCE_SECONDS = 60.0


class Process:
    """A worker in a process of its own."""

    def __init__(self, directory: Path) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.state.store.worker", str(directory)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._received = b""
        assert self.read() == "ready"

    def read(self) -> Any:
        """Return the next line that the process says."""
        assert self.popen.stdout is not None
        while b"\n" not in self._received:
            # Not through the file object: what that has read ahead, `select` does not see.
            ready, _, _ = select.select([self.popen.stdout], [], [], PATIENCE_SECONDS)
            assert ready, "the process says nothing"
            data = os.read(self.popen.stdout.fileno(), 65536)
            assert data, "the process has ended"
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        return json.loads(line)

    def tell(self, *words: Any) -> None:
        """Tell the process to do something."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(json.dumps(words) + "\n")
        self.popen.stdin.flush()

    def do(self, *words: Any) -> Any:
        """Let the process do something and return its answer."""
        self.tell(*words)
        return self.answer()

    def answer(self) -> Any:
        kind, value = self.read()
        assert kind == "answer"
        return value

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()


@contextmanager
def processes(directory: Path, number: int) -> Iterator[list[Process]]:
    """Start some workers; they end with the context."""
    started: list[Process] = []
    try:
        # One by one, so that those are ended that started before one that did not.
        started.extend(Process(directory) for _ in range(number))
        yield started
    finally:
        for process in started:
            if process.popen.poll() is None:
                process.popen.communicate(timeout=PATIENCE_SECONDS)
            for stream in (process.popen.stdin, process.popen.stdout):
                if stream is not None and not stream.closed:
                    stream.close()


def test_merge_and_conflict(directory: Path, store: Store) -> None:
    candidate = begin(store)
    with processes(directory, 1) as (worker,):
        set_destination(candidate, "mine.example", 1)
        set_destination(candidate, "both.example", 1)
        worker.do("set", "theirs.example", 2)
        candidate.commit("mine")
        assert worker.do("merge_needed")
        assert worker.do("commit") == 2
        store.refresh()
        assert destinations(candidate.draft) == {
            "mine.example": 1,
            "both.example": 1,
            "theirs.example": 2,
        }
        worker.do("set", "both.example", 7)
        set_destination(candidate, "both.example", 5)
        candidate.commit("mine again")
        assert worker.do("commit") == ["Destination Controls: both.example admin"]
        assert worker.do("get")["both.example"] == 5
        worker.do("set", "both.example", 7)
        assert worker.do("commit") == 4


def test_pending_changes_and_logins_are_seen(directory: Path, store: Store) -> None:
    begin(store)
    with processes(directory, 1) as (worker,):
        worker.do("set", "a.example", 1)
        (pending,) = store.pending()
        assert pending.login.user == "worker"
        assert [change.label for change in pending.changes] == ["Destination Controls: a.example"]
        assert worker.do("logins") == ["admin", "worker"]
        worker.do("set", "a.example", None)
        assert store.pending() == ()
    assert [live.login.user for live in store.logins()] == ["admin"]


def test_logins_and_changes_of_a_killed_process_vanish(directory: Path, store: Store) -> None:
    with processes(directory, 1) as (worker,):
        worker.do("set", "a.example", 1)
        worker.kill()
        assert store.logins() == ()
        assert store.pending() == ()
        assert list((directory / "pending").iterdir()) != []
        with open_store(directory) as later:
            assert later.logins() == ()
        assert list((directory / "pending").iterdir()) == []
    logout = next(store.journal.newest_first())
    assert (logout.type, logout.user, logout.data["lost"]) == (LOGOUT, "worker", True)


def test_many_commits_at_once_are_all_there(directory: Path, store: Store) -> None:
    with processes(directory, 3) as workers:
        for number, worker in enumerate(workers):
            worker.tell("add_many", f"worker{number}", 25)
        for worker in workers:
            worker.answer()
    entries = destinations(begin(store).draft)
    assert len(entries) == 75
    assert [info.number for info in store.history()] == list(range(75, 0, -1))
    assert len({info.comment for info in store.history()}) == 75
    with open_store(directory) as other:
        assert other.head == store.head


def test_counting_together(directory: Path, store: Store) -> None:
    with processes(directory, 3) as workers:
        for worker in workers:
            worker.tell("count", 20)
        for worker in workers:
            worker.answer()
    store.refresh()
    assert destinations(begin(store).draft) == {"counter.example": 60}


def test_threads_of_one_process(directory: Path, store: Store) -> None:
    def add(name: str) -> None:
        candidate = begin(store, name)
        for number in range(10):
            set_destination(candidate, f"{name}-{number}.example", number + 1)
            candidate.commit(name)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, ["a", "b", "c", "d"]))
    assert len(destinations(begin(store).draft)) == 40
    assert store.head.number == 40
    with open_store(directory) as other:
        assert other.head == store.head


def test_who_stands_still_with_the_lock_does_not_stop_the_others_for_ever(
    directory: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = begin(store)
    set_destination(candidate, "a.example", 1)
    with exclusive(directory / ".lock"):
        assert not store.checkpoint(always=True)
        with pytest.raises(StoreBusy), exclusive(directory / ".lock", patience=0.05):
            pytest.fail("two have the lock")
        # Opening and looking need no lock.
        with open_store(directory) as other:
            assert other.head.number == 0
    assert candidate.commit("a").number == 1


def test_a_watching_process_is_told_of_commits(directory: Path, store: Store) -> None:
    candidate = begin(store)
    with processes(directory, 2) as (watcher, committer):
        watcher.do("watch")
        committer.do("set", "a.example", 1)
        # Before the commit: a notice carries the newest revision at the time that it is written.
        assert next_notice(watcher, "pending")[1] == 0
        committer.tell("commit")
        assert next_notice(watcher, "commit")[1] == 1
        assert committer.answer() == 1
        set_destination(candidate, "b.example", 2)
        candidate.commit("b")
        assert next_notice(watcher, "commit")[1] == 2
        committer.popen.send_signal(signal.SIGKILL)


def next_notice(watcher: Process, kind: str) -> Any:
    """Return the next notice of a kind that a watching process writes."""
    while True:
        notice = watcher.read()
        if notice[0] == kind:
            return notice


def test_opening_for_the_first_time_at_once_gives_one_appliance(tmp_path: Path) -> None:
    directory = tmp_path / "new"
    commands = [sys.executable, "-m", "tests.state.store.worker", str(directory)]
    started = [
        subprocess.Popen(
            commands, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    outputs = [each.communicate("", timeout=PATIENCE_SECONDS)[0] for each in started]
    assert outputs == ['"ready"\n'] * 3
    assert len(list((directory / "keys").iterdir())) == 1
    with open_store(directory) as store:
        assert store.head.number == 0
