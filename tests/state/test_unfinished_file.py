"""A file that is being written is not seen, and leaves nothing when it is given up."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from state.unfinished_file import UnfinishedFile, remove_left_overs


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_appears_whole_with_its_times(tmp_path: Path) -> None:
    target = tmp_path / "new directory" / "file"
    with UnfinishedFile(target) as file:
        file.write(b"first ")
        assert not target.exists()
        file.write(b"second")
        file.set_times(1_700_000_000, 1_700_000_001)
        file.finish()
    assert target.read_bytes() == b"first second"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.stat().st_mtime == 1_700_000_001
    assert names(target.parent) == ["file"]


def test_given_up_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    file = UnfinishedFile(target)
    file.write(b"new")
    file.discard()
    file.discard()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_error_inside_gives_up(tmp_path: Path) -> None:
    def interrupted() -> None:
        with UnfinishedFile(tmp_path / "file") as file:
            file.write(b"new")
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    assert names(tmp_path) == []


def test_name_taken_meanwhile_by_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"safe")
    with UnfinishedFile(tmp_path / "file") as file:
        (tmp_path / "file").symlink_to(outside)
        with pytest.raises(FileExistsError):
            file.finish()
    assert outside.read_bytes() == b"safe"
    assert names(tmp_path) == ["file", "outside"]


def test_left_overs_of_dead_processes_go(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    (tmp_path / f".new-{gone.pid}-0").write_bytes(b"left")
    (tmp_path / ".new-0x-1").write_bytes(b"the operator's own")
    with UnfinishedFile(tmp_path / "file") as file:
        remove_left_overs(tmp_path)
        file.finish()
    assert names(tmp_path) == [".new-0x-1", "file"]
