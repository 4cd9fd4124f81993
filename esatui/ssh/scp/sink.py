"""Uploads: what the client sends ends in `/configuration`, whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from esatui.fronts.base import Flow, Transmit, Worker
from esatui.ssh.scp.errors import ScpError, os_reason
from esatui.ssh.scp.exchange import Data, EndOfCopy, Exchange, Job, Line, Steps, answer
from esatui.ssh.scp.quota import Quota
from esatui.ssh.scp.records import (
    OK,
    DirectoryRecord,
    EndRecord,
    FileRecord,
    MessageRecord,
    TimesRecord,
    parse_record,
)
from esatui.ssh.scp.request import ScpRequest
from esatui.ssh.scp.tree import Place, Tree, file_name
from state.unfinished_file import UnfinishedFile

CHUNK = 64 * 1024


class Sink(Exchange):
    """Receives files. The mode that the client sends is not used: files are for their owner."""

    def __init__(
        self,
        request: ScpRequest,
        tree: Tree,
        quota: Quota,
        transmit: Transmit,
        worker: Worker,
        done: Callable[[int], None],
        flow: Flow,
    ) -> None:
        super().__init__(transmit, worker, done, flow)
        self._request = request
        self._tree = tree
        self._quota = quota
        self._times: TimesRecord | None = None

    def _run(self) -> Steps[None]:
        try:
            place = self._place()
        except ScpError as error:
            self._report(error)
            return
        self._send(OK)
        while True:
            try:
                line = yield Line()
            except EndOfCopy:
                if self._input:
                    raise
                return
            try:
                yield from self._record(place, line)
            except ScpError as error:
                self._report(error)

    def _place(self) -> Place:
        path = self._request.paths[0]
        place = self._tree.writable(path)
        if place.name is not None:
            if self._request.into_directory or path.endswith("/"):
                raise ScpError(path, "Not a directory")
            file_name(place.name)
        return place

    def _record(self, place: Place, line: bytes) -> Steps[None]:
        record = parse_record(line)
        if isinstance(record, MessageRecord):
            # The client has said so on its own screen; it goes on without an answer.
            self._failed = True
            if record.fatal:
                raise EndOfCopy
        elif isinstance(record, TimesRecord):
            self._times = record
            self._send(OK)
        elif isinstance(record, EndRecord):
            self._send(OK)
        elif isinstance(record, DirectoryRecord):
            self._times = None
            raise ScpError(record.name, "directories are not supported here")
        else:
            times, self._times = self._times, None
            yield from self._file(place, record, times)

    def _file(self, place: Place, record: FileRecord, times: TimesRecord | None) -> Steps[None]:
        name = file_name(place.name or record.name)
        target = place.files.directory / name
        with self._quota.reserve(target.parent, record.size, name), _opened(target, name) as file:
            self._send(OK)
            fault = yield from self._content(file, record.size)
            said = yield from answer()
            if said is not None:
                # The client could not read all of it, and sent something else instead.
                self._failed = True
                self._send(OK)
                return
            if fault is not None:
                raise ScpError(name, os_reason(fault))
            yield from self._keep(file, name, times)
        self._send(OK)

    def _content(self, file: UnfinishedFile, size: int) -> Steps[OSError | None]:
        """Write `size` bytes; return the first error, after which the rest is dropped."""
        fault: OSError | None = None
        while size:
            data = yield Data(min(size, CHUNK))
            size -= len(data)
            if fault is None:
                try:
                    file.write(data)
                except OSError as error:
                    fault = error
        return fault

    def _keep(self, file: UnfinishedFile, name: str, times: TimesRecord | None) -> Steps[None]:
        try:
            if times is not None and self._request.times:
                file.set_times(times.accessed, times.modified)
            yield Job(file.finish)
        except OSError as error:
            raise ScpError(name, os_reason(error)) from error


@contextlib.contextmanager
def _opened(target: Path, name: str) -> Iterator[UnfinishedFile]:
    try:
        file = UnfinishedFile(target)
    except OSError as error:
        raise ScpError(name, os_reason(error)) from error
    with file:
        yield file
