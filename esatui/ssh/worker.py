"""Slow calls of conversations, beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

THREADS = 4
"""Slow calls at the same time; more wait their turn."""


class LoopWorker:
    """Runs slow calls in threads and reports in the thread of the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def report(future: Future[Any]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is None:
                done(future.result())
            else:
                failed(error)

        def finished(future: Future[Any]) -> None:
            if not self._closed:
                self._loop.call_soon_threadsafe(report, future)

        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="work")
        self._pool.submit(call).add_done_callback(finished)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        handle = self._loop.call_later(seconds, call) if seconds else self._loop.call_soon(call)
        return handle.cancel

    def close(self) -> None:
        """Drop what has not begun, wait for what runs, report nothing any more."""
        self._closed = True
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
