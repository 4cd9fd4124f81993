import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from esatui.fronts.history import FILE_LIMIT, KEPT, FileHistory


def test_file_is_private_and_read_back_by_others(tmp_path: Path) -> None:
    directory = tmp_path / "history"
    FileHistory.of_user(directory, "admin").append("version")
    FileHistory.of_user(directory, "admin").append("sethostname 한국.example")
    assert FileHistory.of_user(directory, "admin").load() == ["version", "sethostname 한국.example"]
    assert FileHistory.of_user(directory, "other").load() == []
    assert (directory / "admin").read_text() == "version\nsethostname 한국.example\n"
    assert stat.S_IMODE((directory / "admin").stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


@pytest.mark.parametrize("user", ["../../etc/passwd", "/etc/passwd", ".", "..", "a\0b", "x" * 300])
def test_user_names_lead_nowhere_else(tmp_path: Path, user: str) -> None:
    FileHistory.of_user(tmp_path / "history", user).append("who")
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "history"]


def test_long_file_is_shortened(tmp_path: Path) -> None:
    history = FileHistory(tmp_path / "admin")
    line = "x" * 1000
    for number in range(FILE_LIMIT // 1000 + 10):
        history.append(f"{number} {line}")
    lines = history.load()
    assert 100 < len(lines) <= KEPT
    assert lines[-1] == f"{FILE_LIMIT // 1000 + 9} {line}"
    assert (tmp_path / "admin").stat().st_size <= FILE_LIMIT + 2000


def test_whatever_is_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "admin").write_bytes(
        b"ok\n\x1b[2Jevil\n\xff\xfe\n\n" + b"z" * 100 + b"\nunfinished"
    )
    assert FileHistory(tmp_path / "admin").load() == ["ok", "[2Jevil", "\ufffd\ufffd", "z" * 100]


def test_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("secret\n")
    (tmp_path / "admin").symlink_to(target)
    history = FileHistory(tmp_path / "admin")
    with pytest.raises(OSError, match="symbolic links"):
        history.load()
    with pytest.raises(OSError, match="symbolic links"):
        history.append("who")
    assert target.read_text() == "secret\n"


def test_several_processes_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    path = tmp_path / "admin"
    children = [context.Process(target=fill, args=(path, number)) for number in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted(f"{n} {i} {'x' * 50}" for n in range(4) for i in range(100))


def fill(path: Path, number: int) -> None:
    history = FileHistory(path)
    for turn in range(100):
        history.append(f"{number} {turn} {'x' * 50}")
    os._exit(0)
