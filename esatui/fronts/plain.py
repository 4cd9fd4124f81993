"""The plain front: clean bytes for scripts, pipes and terminals that can do nothing."""

from __future__ import annotations

from typing import Any, Literal

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.fronts.blocks import BlockReader
from esatui.fronts.cooked import Cooked, Refused, checked
from esatui.fronts.driver import WAITING, Driver
from esatui.fronts.keys import read_key
from esatui.requests import ReadBlock, ReadKey, ReadLine, ReadSecret, Request


class PlainFront(Driver):
    r"""Reads lines, writes text, and never an escape code.

    `echo` is for a terminal of which nothing is known (`TERM=dumb`): what is typed is shown, erase
    (Backspace, Ctrl-U, Ctrl-W) works, and the line ends that it needs are `\\r\\n`. Without a
    terminal nothing is echoed. Secrets are never echoed.
    """

    def __init__(
        self,
        transmit: Transmit,
        worker: Worker,
        *,
        echo: bool = False,
        newline: Literal["\n", "\r\n"] = "\n",
        flow: Flow | None = None,
    ) -> None:
        super().__init__(transmit, worker, newline=newline, flow=flow)
        self._cooked = Cooked(self._typed, self.write if echo else None)
        self._block: BlockReader | None = None

    def _open(self, request: Request[Any]) -> None:
        if isinstance(request, ReadLine | ReadSecret):
            self.write(request.prompt)
            self._cooked.silent = isinstance(request, ReadSecret)
        elif isinstance(request, ReadBlock):
            self._cooked.silent = False
            self._block = BlockReader(request.end)

    def _answer(self, request: Request[Any]) -> Any:
        if isinstance(request, ReadLine | ReadSecret):
            return self._line(request)
        if isinstance(request, ReadKey):
            key = read_key(self._typed)
            return WAITING if key is None else key
        if self._block is None:
            raise TypeError(f"a request that no front knows: {request!r}")
        block = self._block.read(self._cooked)
        return WAITING if block is None else block

    def _line(self, request: ReadLine | ReadSecret) -> Any:
        while True:
            line = self._cooked.read()
            if line is None:
                return WAITING
            if self._cooked.silent and not self._cooked.echoes:
                self.write("\n")
            try:
                return checked(*line)
            except Refused as refusal:
                self.write(f"{refusal}\n{request.prompt}")

    def _abandon(self) -> None:
        self._cooked.abandon()
