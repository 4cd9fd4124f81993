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
    from watchdog.events import FileSystemEvent

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
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer

    kinds: dict[Path, NoticeKind] = {
        store.directory / "commits": "commit",
        store.directory / "pending": "pending",
        store.directory / "logins": "logins",
        store.directory / "journal": "journal",
    }
    seen = store.refresh().number
    followed: set[Path] = set()

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            nonlocal seen
            directory = Path(os.fsdecode(event.dest_path or event.src_path)).parent
            if event.event_type not in _NEWS:
                return
            if directory in followed:
                # What the cluster has new becomes a commit of this machine, which is reported.
                store.synchronise()
            kind = kinds.get(directory)
            if kind is None:
                return
            try:
                revision = store.refresh()
            except StateError as error:
                store.trouble(error.text)
                return
            follow_cluster()
            if kind != "commit" or revision.number > seen:
                seen = revision.number if kind == "commit" else seen
                callback(Notice(kind, revision))

    observer, handler = Observer(), Handler()

    def follow_cluster() -> None:
        """Follow the cluster that the appliance is in, from now on."""
        directory = store.cluster_news()
        if directory is not None and directory not in followed:
            observer.schedule(handler, str(directory))
            followed.add(directory)
            store.synchronise()

    try:
        for directory in kinds:
            observer.schedule(handler, str(directory))
        follow_cluster()
        observer.start()
    except OSError as error:
        raise DiskError(f"{store.directory}: cannot be watched", error) from error
    try:
        yield
    finally:
        observer.stop()
        observer.join()


_NEWS = {"created", "modified", "moved", "deleted"}
"""Others (opened, closed) are reported for files that are only read."""
