"""Disks for tests: fast, failing, fatal."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from state.store.disk import RealDisk


class FastDisk(RealDisk):
    """A disk that does not wait for stable storage."""

    def sync(self, descriptor: int) -> None: ...

    def sync_directory(self, path: Path) -> None: ...


class SteppedDisk(FastDisk):
    """A disk that counts the steps that change something, and does something else at one of them.

    `at` is the number of that step, 0 for the first; `otherwise(half)` is called instead of it and
    may raise or never return. `half`, when it is called, does the first half of the step.
    """

    def __init__(self, at: int, otherwise: Callable[[Callable[[], None]], NoReturn]) -> None:
        self.at = at
        self.otherwise = otherwise
        self.steps = 0
        self.trace: list[str] = []
        self.armed = False
        """Steps count from the moment on at which this is set."""
        self.lasting = False
        """Whether all later steps are replaced too."""

    def _step(self, name: str, half: Callable[[], object] = lambda: None) -> None:
        if not self.armed:
            return
        self.trace.append(name)
        self.steps += 1
        if self.steps == self.at + 1 or (self.lasting and self.steps > self.at):

            def do_half() -> None:
                half()

            self.otherwise(do_half)

    def make_directory(self, path: Path) -> None:
        self._step(f"make_directory {path.name}")
        super().make_directory(path)

    def create(self, path: Path) -> int:
        self._step(f"create {path.name}")
        return super().create(path)

    def write(self, descriptor: int, data: bytes) -> None:
        self._step("write", lambda: os.write(descriptor, data[: len(data) // 2]))
        super().write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        self._step("sync")
        super().sync(descriptor)

    def close(self, descriptor: int) -> None:
        # Closing is no step: what fails or dies there leaves the same behind as one step later.
        super().close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        self._step(f"link {target.name}")
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        self._step(f"rename {target.name}")
        super().rename(source, target)

    def remove(self, path: Path) -> None:
        self._step(f"remove {path.name}")
        super().remove(path)

    def sync_directory(self, path: Path) -> None:
        self._step(f"sync_directory {path.name}")
        super().sync_directory(path)

    def append(self, path: Path, data: bytes) -> None:
        self._step(f"append {path.name}", lambda: self._append(path, data[: len(data) // 2]))
        self._append(path, data)

    def _append(self, path: Path, data: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, data)
        os.close(descriptor)


def fatal_disk(at: int, *, torn: bool) -> SteppedDisk:
    """Return a disk at whose step the process is killed; `torn`: after half of the step."""

    def die(half: Callable[[], None]) -> NoReturn:
        if torn:
            half()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    return SteppedDisk(at, die)


def failing_disk(at: int, code: int, *, torn: bool = False, lasting: bool = False) -> SteppedDisk:
    """Return a disk at whose step (and after it, when `lasting`) there is an error.

    `code` is one of `errno`, such as ENOSPC.
    """

    def fail(half: Callable[[], None]) -> NoReturn:
        if torn:
            half()
        raise OSError(code, os.strerror(code))

    disk = SteppedDisk(at, fail)
    disk.lasting = lasting
    return disk


def counting_disk() -> SteppedDisk:
    """Return a disk that only counts."""
    return failing_disk(-1, errno.EIO)
