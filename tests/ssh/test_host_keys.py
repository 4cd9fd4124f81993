"""Host keys survive restarts and are never given away or replaced."""

import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from esatui.ssh.host_keys import ALGORITHMS, fingerprint, key_path, load_host_keys
from state.errors import StateError


def test_made_once(tmp_path: Path) -> None:
    first = load_host_keys(tmp_path / "ssh")
    second = load_host_keys(tmp_path / "ssh")
    assert [key.get_algorithm() for key in first] == list(ALGORITHMS)
    assert [fingerprint(key) for key in first] == [fingerprint(key) for key in second]


def test_for_the_owner_only(tmp_path: Path) -> None:
    directory = tmp_path / "ssh"
    load_host_keys(directory)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    files = sorted(directory.iterdir())
    assert files == sorted(key_path(directory, algorithm) for algorithm in ALGORITHMS)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_openssh_reads_them(tmp_path: Path) -> None:
    for key in load_host_keys(tmp_path):
        path = key_path(tmp_path, key.get_algorithm())
        command = ["ssh-keygen", "-l", "-f", str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert fingerprint(key) in said


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_host_keys(tmp_path), range(8)))
    assert len({tuple(fingerprint(key) for key in keys) for keys in loaded}) == 1
    assert len(list(tmp_path.iterdir())) == len(ALGORITHMS)


def test_a_damaged_key_is_an_error_and_stays(tmp_path: Path) -> None:
    load_host_keys(tmp_path)
    path = key_path(tmp_path, ALGORITHMS[0])
    path.write_bytes(b"garbage\n")
    with pytest.raises(StateError, match="cannot be used"):
        load_host_keys(tmp_path)
    assert path.read_bytes() == b"garbage\n"


def test_an_unusable_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "ssh").write_text("a file")
    with pytest.raises(StateError, match="host keys cannot be used"):
        load_host_keys(tmp_path / "ssh")
