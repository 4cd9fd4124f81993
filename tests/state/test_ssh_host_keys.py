"""Host keys as the SSH server makes them, judged by OpenSSH."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from esatui.ssh.host_keys import load_host_keys
from state.errors import StateError
from state.ssh_host_keys import host_keys


def keygen(path: Path, *options: str) -> str:
    words = ["ssh-keygen", *options, "-f", str(path)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def test_keys_and_fingerprints(tmp_path: Path) -> None:
    load_host_keys(tmp_path / "ssh")
    found = host_keys(tmp_path)
    assert [key.algorithm for key in found] == ["ecdsa-sha2-nistp256", "ssh-ed25519"]
    for key in found:
        path = tmp_path / "ssh" / f"host_{key.algorithm}"
        assert keygen(path, "-y").split()[:2] == key.line.split()
        assert f" {key.sha256} " in keygen(path, "-l", "-E", "sha256")
        assert f" MD5:{key.md5} " in keygen(path, "-l", "-E", "md5")


def test_before_the_first_start(tmp_path: Path) -> None:
    assert host_keys(tmp_path) == ()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAA"])
def test_a_damaged_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ssh").mkdir()
    (tmp_path / "ssh" / "host_ssh-ed25519").write_bytes(content)
    with pytest.raises(StateError) as fault:
        host_keys(tmp_path)
    assert fault.value.text == "Error: the SSH host keys cannot be read."
