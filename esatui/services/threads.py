"""Slow calls that must not hold up the end of the program."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def aside(call: Callable[[], T]) -> T:
    """Return the result of `call`, which runs in a thread of its own; what it raises is raised.

    Who is cancelled waits no longer: the call goes on to its end and reports to nobody, and the
    program may end before. (`asyncio.to_thread` waits for its threads when the loop ends.)
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def report(act: Callable[[], None]) -> None:
        if not future.done():
            act()

    def work() -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - it belongs to who asked.
            raised = error
            act = lambda: future.set_exception(raised)  # noqa: E731
        else:
            act = lambda: future.set_result(result)  # noqa: E731
        with contextlib.suppress(RuntimeError):  # The loop has ended.
            loop.call_soon_threadsafe(report, act)

    threading.Thread(target=work, name="aside", daemon=True).start()
    return await future
