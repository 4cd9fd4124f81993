"""The other end of a copy, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from esatui.ssh.scp.exchange import Exchange
from esatui.ssh.scp.quota import Quota, Sizes
from esatui.ssh.scp.request import parse_request
from esatui.ssh.scp.sink import Sink
from esatui.ssh.scp.source import Source
from esatui.ssh.scp.tree import Tree
from state.model.users import Role


class ManualWorker:
    """Keeps jobs until they are run by hand."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def job() -> None:
            try:
                result = call()
            except OSError as error:
                failed(error)
            else:
                done(result)

        self.jobs.append(job)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        raise AssertionError("a copy needs no timer")

    def run(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()


class Peer:
    """A client that has given the command `command` to an appliance in `state`."""

    def __init__(
        self, state: Path, command: str, *, role: Role = "admin", sizes: Sizes | None = None
    ) -> None:
        self.received = b""
        self.status: int | None = None
        self.flow: list[bool] = []
        self.worker = ManualWorker()
        self.quota = Quota(sizes)
        request = parse_request(command)
        tree = Tree(state, role)
        ends = (self._take, self.worker, self._end, self.flow.append)
        self.server: Exchange = (
            Sink(request, tree, self.quota, *ends)
            if request.upload
            else Source(request, tree, *ends)
        )
        self.server.start()

    def _take(self, data: bytes) -> None:
        assert self.status is None, "nothing is sent after the end"
        self.received += data

    def _end(self, status: int) -> None:
        assert self.status is None, "the end is told once"
        self.status = status

    def send(self, data: bytes) -> bytes:
        """Send `data`, let all jobs run, and return what came back."""
        self.received = b""
        self.server.receive(data)
        self.worker.run()
        return self.received

    def take(self) -> bytes:
        """Return what has come."""
        data, self.received = self.received, b""
        return data

    def close(self) -> int | None:
        """End the input; return the exit status."""
        self.server.end_of_input()
        self.worker.run()
        return self.status
