"""Being told at once when another process commits, without looking again and again.

The kernel reports new files (inotify on Linux, kqueue and FSEvents elsewhere); an idle watcher
costs nothing. The library behind it is loaded by the first `watch`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from state.errors import StateError
from state.store import DiskError, Revision, Store

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler

NoticeKind = Literal["commit", "pending", "logins", "journal"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the state directory is new. `revision` is the newest one in every case."""

    kind: NoticeKind
    revision: Revision


@contextmanager
def watch(store: Store, callback: Callable[[Notice], None]) -> Iterator[None]:
    """Call `callback` as long as the context lasts whenever something is new.

    It is called in a thread of the watcher, one call at a time: once for each new revision or
    several that came together, whoever committed, and once or more when pending changes, logins or
    the journal have changed. The store is up to date by then. Commits from before the context are
    not reported. Raises DiskError when the directory cannot be watched.
    """
    from watchdog.observers import Observer

    observer = Observer()
    watcher = _Watcher(store, callback, lambda handler, path: observer.schedule(handler, str(path)))
    try:
        watcher.begin()
        observer.start()
    except OSError as error:
        raise DiskError(f"{store.directory}: cannot be watched", error) from error
    try:
        yield
    finally:
        observer.stop()
        observer.join()


class _Watcher:
    """What is watched, and what was reported already. Called in the thread of the observer."""

    def __init__(
        self,
        store: Store,
        callback: Callable[[Notice], None],
        schedule: Callable[[FileSystemEventHandler, Path], object],
    ) -> None:
        self._store = store
        self._callback = callback
        self._schedule = schedule
        self._seen = store.refresh().number
        self._kinds: dict[Path, NoticeKind] = {
            store.directory / "commits": "commit",
            store.directory / "pending": "pending",
            store.directory / "logins": "logins",
            store.directory / "journal": "journal",
        }
        self._clusters: set[Path] = set()
        self._handler = self._make_handler()

    def begin(self) -> None:
        for directory in self._kinds:
            self._schedule(self._handler, directory)
        self._follow_cluster()

    def _make_handler(self) -> FileSystemEventHandler:
        from watchdog.events import FileSystemEventHandler

        changed = self._changed

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type in _NEWS:
                    changed(Path(os.fsdecode(event.dest_path or event.src_path)).parent)

        return Handler()

    def _changed(self, directory: Path) -> None:
        if directory in self._clusters:
            # What the cluster has new becomes a commit of this machine, which is reported.
            self._store.synchronise()
        kind = self._kinds.get(directory)
        if kind is None:
            return
        try:
            revision = self._store.refresh()
        except StateError as error:
            self._store.trouble(error.text)
            return
        if kind != "commit" or revision.number > self._seen:
            self._seen = revision.number if kind == "commit" else self._seen
            self._callback(Notice(kind, revision))
        self._follow_cluster()

    def _follow_cluster(self) -> None:
        """Watch the cluster that the appliance is in now, too."""
        directory = self._store.cluster_news()
        if directory is None or directory in self._clusters:
            return
        self._clusters.add(directory)
        self._schedule(self._handler, directory)
        # What came before it was watched is nobody's event.
        self._store.synchronise()


_NEWS = {"created", "modified", "moved", "deleted"}
"""Others (opened, closed) are reported for files that are only read."""
