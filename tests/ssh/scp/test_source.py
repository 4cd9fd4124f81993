"""Downloads: the protocol, and what may be had."""

import os
from pathlib import Path

import pytest

from esatui.ssh.scp.source import CHUNK
from tests.ssh.scp.peer import Peer

NO = b"\x01"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    configuration = tmp_path / "configuration"
    configuration.mkdir()
    (configuration / "a.xml").write_bytes(b"alpha")
    (configuration / "b.xml").write_bytes(b"beta")
    (configuration / "a file.p12").write_bytes(b"")
    (configuration / ".hidden").write_bytes(b"hidden")
    (configuration / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(configuration / "pipe")
    (configuration / "folder").mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    logs = tmp_path / "logs" / "mail_logs"
    logs.mkdir(parents=True)
    (logs / "mail.current").write_bytes(b"Info: Begin Logfile\n")
    (tmp_path / "logs" / "outside").symlink_to(tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "key.pem").write_bytes(b"secret")
    return tmp_path


def fetch(state: Path, command: str) -> tuple[bytes, int | None]:
    """Say yes to everything; return what came and the exit status."""
    peer = Peer(state, command)
    received = b""
    for _ in range(100):
        said = peer.send(b"\0")
        if not said:
            break
        received += said
    peer.close()
    return received, peer.status


@pytest.mark.parametrize("path", ["/configuration/a.xml", "configuration/a.xml", "a.xml"])
def test_one_file(state: Path, path: str) -> None:
    peer = Peer(state, f"scp -f {path}")
    assert peer.take() == b""
    assert peer.send(b"\0") == b"C0600 5 a.xml\n"
    assert peer.send(b"\0") == b"alpha\0"
    assert peer.send(b"\0") == b""
    assert peer.status == 0


def test_name_with_a_space(state: Path) -> None:
    assert fetch(state, "scp -f '/configuration/a file.p12'") == (b"C0600 0 a file.p12\n\0", 0)


def test_log(state: Path) -> None:
    received, status = fetch(state, "scp -f /mail_logs/mail.current")
    assert received == b"C0600 20 mail.current\nInfo: Begin Logfile\n\0"
    assert status == 0


def test_times(state: Path) -> None:
    os.utime(state / "configuration" / "a.xml", (5, 7))
    received, status = fetch(state, "scp -p -f a.xml")
    assert received == b"T7 0 5 0\nC0600 5 a.xml\nalpha\0"
    assert status == 0


def test_several_paths_and_patterns(state: Path) -> None:
    received, status = fetch(state, "scp -f /configuration/*.xml /configuration/[b].xml")
    assert received == b"C0600 5 a.xml\nalpha\0C0600 4 b.xml\nbeta\0C0600 4 b.xml\nbeta\0"
    assert status == 0


def test_directory(state: Path) -> None:
    refused, status = fetch(state, "scp -f /configuration")
    assert refused == NO + b"scp: /configuration: not a regular file\n"
    assert status == 1
    received, status = fetch(state, "scp -r -f /configuration")
    assert received == (
        b"D0700 0 configuration\nC0600 0 a file.p12\n\0C0600 5 a.xml\nalpha\0"
        b"C0600 4 b.xml\nbeta\0E\n"
    )
    assert status == 0


@pytest.mark.parametrize(
    "path",
    [
        "/configuration/missing",
        "/configuration/link",
        "/configuration/pipe",
        "/configuration/folder",
        "/configuration/.hidden",
        "/configuration/../secret",
        "../secret",
        "/secret",
        "/keys/key.pem",
        "keys/key.pem",
        "/running.toml",
        "/etc/passwd",
        "/outside/secret",
        "/outside/keys",
        "/logs/mail_logs/mail.current",
        "/mail_logs/../../secret",
        "/mail_logs/missing",
        "/configuration/*.missing",
        "/*/secret",
        "'/configuration/a\x1b[31m'",
        "''",
    ],
)
def test_what_cannot_be_had(state: Path, path: str) -> None:
    received, status = fetch(state, f"scp -f {path}")
    assert received.startswith(NO + b"scp: ")
    assert received[1:-1].decode().isprintable()
    assert received.count(b"\n") == 1
    assert status == 1
    assert b"secret" not in received.replace(path.encode(), b"")


def test_a_missing_file_does_not_stop_the_others(state: Path) -> None:
    received, status = fetch(state, "scp -f missing a.xml")
    assert received == (
        NO + b"scp: /configuration/missing: No such file or directory\nC0600 5 a.xml\nalpha\0"
    )
    assert status == 1


@pytest.mark.parametrize("role", ["readonly", "guest", "technician", "helpdesk"])
def test_roles_without_access(state: Path, role: str) -> None:
    peer = Peer(state, "scp -f a.xml", role=role)  # type: ignore[arg-type]
    assert peer.send(b"\0") == NO + b"scp: a.xml: Permission denied\n"
    assert peer.status == 1


def test_readonly_may_download_logs(state: Path) -> None:
    """What others have saved in `/configuration` carries private keys."""
    peer = Peer(state, "scp -f /mail_logs/mail.current", role="readonly")
    assert peer.send(b"\0").startswith(b"C0")
    for path in ("/configuration", "/configuration/*", "."):
        peer = Peer(state, f"scp -r -f {path}", role="readonly")
        assert b"Permission denied" in peer.send(b"\0")


def test_client_that_refuses_a_file(state: Path) -> None:
    peer = Peer(state, "scp -f a.xml b.xml")
    peer.send(b"\0")
    assert peer.send(b"\1scp: a.xml: Is a directory\n") == b"C0600 4 b.xml\n"
    assert peer.send(b"\0") == b"beta\0"
    peer.send(b"\0")
    assert peer.status == 1


@pytest.mark.parametrize("answer", [b"\2scp: fatal\n", b"X", b"\x1b[A"])
def test_fatal_answers_end_the_copy(state: Path, answer: bytes) -> None:
    peer = Peer(state, "scp -f a.xml")
    peer.send(answer)
    assert peer.status == 1


@pytest.mark.parametrize("answers", [b"", b"\0", b"\0\0", b"\0\1no line end"])
@pytest.mark.parametrize("how", ["eof", "gone"])
def test_broken_off(state: Path, answers: bytes, how: str) -> None:
    peer = Peer(state, "scp -f a.xml")
    peer.send(answers)
    if how == "eof":
        assert peer.close() == 1
    else:
        peer.server.hang_up()
        assert peer.status is None


def test_client_that_does_not_read_is_waited_for(state: Path) -> None:
    (state / "configuration" / "big").write_bytes(b"x" * (3 * CHUNK + 5))
    peer = Peer(state, "scp -f big")
    peer.send(b"\0")
    peer.server.hold()
    assert peer.send(b"\0") == b""
    peer.server.release()
    assert peer.take() == b"x" * (3 * CHUNK + 5) + b"\0"


def test_file_that_shrinks_is_filled_up_and_reported(state: Path) -> None:
    path = state / "logs" / "mail_logs" / "mail.current"
    peer = Peer(state, "scp -f mail_logs/mail.current")
    assert peer.send(b"\0") == b"C0600 20 mail.current\n"
    path.write_bytes(b"Info")
    received = peer.send(b"\0")
    assert received == b"Info" + bytes(16) + NO + b"scp: mail.current: file was truncated\n"
    peer.send(b"\0")
    assert peer.status == 1


def test_file_that_grows_is_sent_as_it_was(state: Path) -> None:
    path = state / "logs" / "mail_logs" / "mail.current"
    peer = Peer(state, "scp -f mail_logs/mail.current")
    peer.send(b"\0")
    with path.open("ab") as log:
        log.write(b"one more line\n")
    assert peer.send(b"\0") == b"Info: Begin Logfile\n\0"
