"""Runs the services: starts them, hands every commit to them, stops them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from esatui.services.engine import Engine, Service
from esatui.services.network.address import Address
from state.errors import StateError
from state.model.configuration import View
from state.watch import Notice, watch


class ServiceHost:
    """The services of one appliance, in the order in which they start; they stop in the reverse.

    A commit, of this or any other process, is handed to each service as old and new configuration.
    While one is still busy with the last commit the others go on; several commits that came
    meanwhile are one for it. A service that fails says so in `system_logs` and in an alert, and
    gets the next commit like all others.
    """

    def __init__(self, engine: Engine, services: Sequence[Service]) -> None:
        self._engine = engine
        self._runners = [_Runner(engine, service) for service in services]
        self._stack = contextlib.ExitStack()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Start all services and follow the commits. Raises `StateError` if those are not seen."""
        self._loop = asyncio.get_running_loop()
        self._stack.enter_context(watch(self._engine.store, self._noticed))
        view = self._engine.view()
        self._engine.network.follow(view)
        for runner in self._runners:
            await runner.start(view)
        self._offer()

    async def stop(self) -> None:
        """Stop all services. Never fails."""
        await asyncio.to_thread(self._stack.close)
        self._loop = None
        for runner in reversed(self._runners):
            await runner.stop()

    async def settled(self) -> None:
        """Wait until every service works by the configuration that is the newest now."""
        self._offer()
        for runner in self._runners:
            await runner.settled()

    def addresses(self) -> Mapping[str, Address]:
        """Return where the services listen: `smtp.InboundMail` to its address."""
        return {
            f"{runner.service.name}.{name}": address
            for runner in self._runners
            for name, address in runner.service.addresses().items()
        }

    def faults(self) -> Sequence[str]:
        """Return what does not work at present, one sentence a service that failed."""
        return [runner.fault for runner in self._runners if runner.fault is not None]

    def _noticed(self, notice: Notice) -> None:
        """Called in a thread of the watcher."""
        loop = self._loop
        if notice.kind == "commit" and loop is not None:
            with contextlib.suppress(RuntimeError):  # The loop has ended: so have the services.
                loop.call_soon_threadsafe(self._offer)

    def _offer(self) -> None:
        view = self._engine.view()
        self._engine.network.follow(view)
        for runner in self._runners:
            runner.offer(view)


class _Runner:
    """One service, and how far it has got."""

    def __init__(self, engine: Engine, service: Service) -> None:
        self.service = service
        self.fault: str | None = None
        self._engine = engine
        self._applied: View | None = None
        self._wanted: View | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, view: View) -> None:
        self._applied = self._wanted = view
        try:
            await self.service.start(view)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on.
            self._failed("start", error)

    def offer(self, view: View) -> None:
        """Let the service have this configuration as soon as it is done with the one before."""
        if self._wanted is None or view.configuration is self._wanted.configuration:
            return
        self._wanted = view
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow())

    async def settled(self) -> None:
        if self._task is not None:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        self._wanted = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        try:
            await self.service.stop()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others have to stop too.
            self._failed("stop", error)

    async def _follow(self) -> None:
        while self._wanted is not None and self._applied is not None:
            old, new = self._applied, self._wanted
            if old.configuration is new.configuration:
                return
            try:
                await self.service.apply(old, new)
                self.fault = None
            except Exception as error:  # noqa: BLE001 - whatever it is, the next commit may do.
                self._failed("apply the configuration", error)
            self._applied = new

    def _failed(self, doing: str, error: Exception) -> None:
        reason = error.text if isinstance(error, StateError) else f"{type(error).__name__}: {error}"
        text = self.fault = f"The {self.service.name} service could not {doing}: {reason}"
        self._engine.logs.system(text, "Warning")
        self._engine.alerts.raise_alert("System", "Warning", text)
