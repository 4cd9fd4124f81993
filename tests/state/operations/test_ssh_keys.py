"""Public keys of users, made by the real ssh-keygen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from state.errors import StateError
from state.operations.ssh_keys import add_key, check_key, delete_key, shown_key
from state.validation.configuration import new_faults
from tests.state.strategies import factory, key_source

DRAFT, KEYS = factory()


def made(directory: Path, *words: str) -> str:
    path = directory / "key"
    command = ["ssh-keygen", "-q", "-N", "", "-C", "a laptop", "-f", str(path), *words]
    subprocess.run(command, check=True, timeout=60)
    return path.with_suffix(".pub").read_text()


@pytest.mark.parametrize(
    "words",
    [("-t", "ed25519"), ("-t", "rsa", "-b", "2048"), ("-t", "ecdsa", "-b", "384")],
    ids=lambda words: words[1],
)
def test_keys_are_taken_shown_and_removed(tmp_path: Path, words: tuple[str, ...]) -> None:
    text = made(tmp_path, *words)
    draft = add_key(DRAFT, "admin", text)
    (line,) = draft.users.accounts["admin"].ssh_keys
    assert line == text.strip()
    assert shown_key(line).endswith(" (a laptop)")
    assert list(new_faults(DRAFT, draft, key_source(KEYS))) == []
    with pytest.raises(StateError, match="already"):
        add_key(draft, "admin", text.replace("a laptop", "another"))
    assert delete_key(draft, "admin", line) == DRAFT


def test_a_key_that_a_terminal_has_broken_is_one_line_again(tmp_path: Path) -> None:
    text = made(tmp_path, "-t", "ed25519").strip()
    assert check_key(f"{text[:40]}\n{text[40:60]}\r\n{text[60:]}\n") == text


def test_short_rsa_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="2048 bits"):
        check_key(made(tmp_path, "-t", "rsa", "-b", "1024"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIN9FLs5GV54KwsBJMxaxaNBunM7ys9Sr/hd6O62X5XFE",
        'command="reboot" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9FLs5GV54Kws',
        "ssh-dss AAAAB3NzaC1kc3MAAACBAM",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
        "ssh-ed25519 " + "A" * 100_000,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9FLs5GV54KwsBJMxaxaNBunM7ys9Sr/hd6O62X5XFE \x1b[31m",
        "ssh-ed25519 \udcff",
    ],
)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(StateError):
        check_key(text)


def test_a_key_that_is_not_there() -> None:
    with pytest.raises(StateError, match="does not exist"):
        delete_key(DRAFT, "admin", "ssh-ed25519 AAAA")
