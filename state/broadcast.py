"""One watcher of a state directory for as many listeners as there are.

A watcher has threads and handles of the kernel of its own; a hundred dashboards need only one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from state.store import Store
from state.watch import Notice, watch

Listener = Callable[[Notice], None]


class Broadcast:
    """Tells listeners about news in the state directory, from whichever process they come.

    The watcher runs while there is a listener. Listeners are called in its thread and must be
    quick.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._mutex = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self._watching: contextlib.ExitStack | None = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each notice from now on; return what ends that.

        Raises `DiskError` when the directory cannot be watched.
        """
        with self._mutex:
            if self._watching is None:
                stack = contextlib.ExitStack()
                stack.enter_context(watch(self._store, self._tell))
                self._watching = stack
            self._listeners = (*self._listeners, listener)
        return lambda: self._cancel(listener)

    def _cancel(self, listener: Listener) -> None:
        with self._mutex:
            self._listeners = tuple(each for each in self._listeners if each is not listener)
            stack = None
            if not self._listeners:
                stack, self._watching = self._watching, None
        if stack is not None:
            # Outside of the lock: this waits for the thread that may be telling just now.
            stack.close()

    def _tell(self, notice: Notice) -> None:
        for listener in self._listeners:
            listener(notice)
