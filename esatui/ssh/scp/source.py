"""Downloads: files of the appliance go to the client, in pieces that it can take."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.ssh.scp.errors import ScpError, os_reason
from esatui.ssh.scp.exchange import Exchange, Room, Steps, answer
from esatui.ssh.scp.records import OK, directory_line, file_line, times_line
from esatui.ssh.scp.request import ScpRequest
from esatui.ssh.scp.tree import MISSING, Place, Tree, file_name, names_in
from state.errors import StateError

CHUNK = 32 * 1024


class Source(Exchange):
    """Sends files. A log may grow meanwhile: what is sent is what it was when it was opened."""

    def __init__(
        self,
        request: ScpRequest,
        tree: Tree,
        transmit: Transmit,
        worker: Worker,
        done: Callable[[int], None],
        flow: Flow,
    ) -> None:
        super().__init__(transmit, worker, done, flow)
        self._request = request
        self._tree = tree

    def _run(self) -> Steps[None]:
        yield from self._answered()
        for path in self._request.paths:
            try:
                for place in self._tree.readable(path):
                    yield from self._place(place, path)
            except ScpError as error:
                self._report(error)

    def _place(self, place: Place, path: str) -> Steps[None]:
        if place.name is not None:
            yield from self._file(place, place.name)
        elif self._request.recursive:
            yield from self._directory(place)
        else:
            raise ScpError(path, "not a regular file")

    def _directory(self, place: Place) -> Steps[None]:
        names = names_in(place)
        self._send(directory_line(place.directory))
        if not (yield from self._answered()):
            return
        for name in names:
            try:
                yield from self._file(place, name)
            except ScpError as error:
                self._report(error)
        self._send(b"E\n")
        yield from self._answered()

    def _file(self, place: Place, name: str) -> Steps[None]:
        with _opened(place, name) as file:
            status = os.fstat(file.fileno())
            if self._request.times:
                self._send(times_line(int(status.st_mtime), int(status.st_atime)))
                if not (yield from self._answered()):
                    return
            self._send(file_line(name, status.st_size))
            if (yield from self._answered()):
                yield from self._content(file, status.st_size, name)

    def _content(self, file: BinaryIO, size: int, name: str) -> Steps[None]:
        fault: str | None = None
        while size:
            yield Room()
            data = b""
            if fault is None:
                try:
                    data = file.read(min(size, CHUNK))
                except OSError as error:
                    fault = os_reason(error)
                else:
                    fault = None if data else "file was truncated"
            # The size is promised: the client must get as many bytes before it hears of an error.
            data = data or bytes(min(size, CHUNK))
            size -= len(data)
            self._send(data)
        if fault is None:
            self._send(OK)
        else:
            self._report(ScpError(name, fault))
        yield from self._answered()

    def _answered(self) -> Steps[bool]:
        """Wait for the answer of the client; return whether it was yes."""
        said = yield from answer()
        if said is not None:
            self._failed = True
        return said is None


def _opened(place: Place, name: str) -> BinaryIO:
    try:
        return place.files.open(file_name(name))
    except StateError as error:
        cause = error.__cause__
        reason = os_reason(cause) if isinstance(cause, OSError) else MISSING
        raise ScpError(f"/{place.directory}/{name}", reason) from error
