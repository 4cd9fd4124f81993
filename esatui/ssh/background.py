"""A server beside the caller's own work: for test suites, notebooks and the like."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from esatui.ssh.server import LOOPBACK, Address, Server, serve

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from esatui.ssh.limits import Limits
    from esatui.ssh.scp.quota import Sizes
    from esatui.throttle import Rule

T = TypeVar("T")


class BackgroundServer:
    """A server whose event loop runs in a thread of its own."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop

    @property
    def address(self) -> Address:
        """Return where clients connect."""
        return self._server.address

    def ask(self, question: Callable[[Server], T]) -> T:
        """Return what `question` finds out about the server, in the thread of its event loop."""
        answer: Future[T] = Future()

        def call() -> None:
            try:
                answer.set_result(question(self._server))
            except Exception as error:  # noqa: BLE001 - it belongs to the thread that asked
                answer.set_exception(error)

        self._loop.call_soon_threadsafe(call)
        return answer.result()


@contextmanager
def background_server(
    appliance: Appliance,
    host: str = LOOPBACK,
    port: int = 0,
    *,
    limits: Limits | None = None,
    rule: Rule | None = None,
    sizes: Sizes | None = None,
) -> Iterator[BackgroundServer]:
    """Let clients log in to `appliance` while the context lasts; see `esatui.ssh.server.serve`."""
    started: Future[BackgroundServer] = Future()
    stop: list[Callable[[], object]] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        stop.append(partial(loop.call_soon_threadsafe, stopped.set))
        async with serve(appliance, host, port, limits=limits, rule=rule, sizes=sizes) as server:
            started.set_result(BackgroundServer(server, loop))
            await stopped.wait()

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="esatui-ssh", daemon=True)
    thread.start()
    try:
        yield started.result()
    finally:
        if stop:
            stop[0]()
        thread.join()
