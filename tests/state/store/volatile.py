"""A disk that forgets, when the power goes, what nobody asked it to keep.

`kill -9` leaves behind what was written, asked for or not: the kernel still has it. A power cut does
not. Here everything that was not synced may be lost or not, file by file and name by name, as the
file system pleases: a name may be there without its content, a removed file may be back.
"""

import os
from pathlib import Path
from random import Random
from typing import NoReturn

from tests.state.store.disks import SteppedDisk


class PowerCut(BaseException):
    """The power is gone. Nothing that handles errors may handle this."""


def cut(_half: object) -> NoReturn:
    raise PowerCut


class VolatileDisk(SteppedDisk):
    """A disk below one directory, whose power goes at a step (-1 for never)."""

    def __init__(self, root: Path, at: int) -> None:
        super().__init__(at, cut)
        self.root = root
        self.kept_names: dict[Path, int] = {}
        """Names on stable storage, to the file (by inode)."""
        self.kept_contents: dict[int, bytes] = {}
        """What of a file is on stable storage."""
        for path in files_below(root):
            self.kept_names[path] = path.stat().st_ino
            self.kept_contents[path.stat().st_ino] = path.read_bytes()

    def sync(self, descriptor: int) -> None:
        self._step("sync")
        self.kept_contents[os.fstat(descriptor).st_ino] = Path(
            f"/proc/self/fd/{descriptor}"
        ).read_bytes()

    def sync_directory(self, path: Path) -> None:
        self._step(f"sync_directory {path.name}")
        self.kept_names = {
            name: file for name, file in self.kept_names.items() if name.parent != path
        }
        for name in files_below(path):
            if name.parent == path:
                self.kept_names[name] = name.stat().st_ino

    def after_power_cut(self, target: Path, random: Random) -> None:
        """Make a directory as the file system may look afterwards."""
        now = {path: path.stat().st_ino for path in files_below(self.root)}
        contents = {file: path.read_bytes() for path, file in now.items()}
        for directory in (path for path in self.root.rglob("*") if path.is_dir()):
            (target / directory.relative_to(self.root)).mkdir(parents=True, exist_ok=True)
        for path in now.keys() | self.kept_names.keys():
            file = random.choice((now.get(path), self.kept_names.get(path)))
            if file is None:
                continue
            copy = target / path.relative_to(self.root)
            copy.write_bytes(self._content(file, contents.get(file), random))

    def _content(self, file: int, current: bytes | None, random: Random) -> bytes:
        """Return what is left of a file: what was kept, or something between that and now."""
        kept = self.kept_contents.get(file)
        if current is None or current == kept:
            return kept or b""
        choices = [current, current[: len(current) // 2], b"", bytes(len(current))]
        return random.choice(choices if kept is None else [*choices, kept])


def files_below(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]
