"""Uploads: the protocol, and what is left behind when it breaks."""

import os
import stat
from pathlib import Path

import pytest

from esatui.ssh.scp.quota import Sizes
from tests.ssh.scp.peer import Peer

NO = b"\x01"
FATAL = b"\x02"


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    directory = tmp_path / "configuration"
    directory.mkdir()
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_upload_of_two_files(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -d -t /configuration")
    assert peer.take() == b"\0"
    assert peer.send(b"C0644 5 a file.xml\n") == b"\0"
    assert peer.send(b"hel") == b""
    assert peer.send(b"lo\0") == b"\0"
    assert peer.send("C0600 0 설정.xml\n".encode()) == b"\0"
    assert peer.send(b"\0") == b"\0"
    assert peer.close() == 0
    assert contents(configuration) == {"a file.xml": b"hello", "설정.xml": b""}
    assert stat.S_IMODE((configuration / "a file.xml").stat().st_mode) == 0o600


def test_everything_in_one_packet_or_byte_by_byte(tmp_path: Path, configuration: Path) -> None:
    stream = b"T1700000000 0 1700000001 0\nC0644 5 a\nhello\0C0644 1 b\nx\0"
    at_once = Peer(tmp_path, "scp -p -t configuration")
    assert at_once.take() + at_once.send(stream) == b"\0" * 6
    slowly = Peer(tmp_path, "scp -p -t configuration")
    said = slowly.take() + b"".join(slowly.send(bytes([byte])) for byte in stream)
    assert said == b"\0" * 6
    assert contents(configuration) == {"a": b"hello", "b": b"x"}
    assert (configuration / "a").stat().st_mtime == 1_700_000_000


def test_times_are_kept_only_when_asked_for(tmp_path: Path, configuration: Path) -> None:
    Peer(tmp_path, "scp -t configuration").send(b"T1700000000 0 0 0\nC0644 1 a\nx\0")
    assert (configuration / "a").stat().st_mtime != 1_700_000_000


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/configuration", "sent"),
        ("/configuration/", "sent"),
        ("configuration", "sent"),
        ("./configuration//", "sent"),
        (".", "sent"),
        ("/", "sent"),
        ("/configuration/new", "new"),
        ("configuration/new", "new"),
        ("new", "new"),
        ("'/configuration/new name'", "new name"),
        (r"/configuration/new\ name", "new name"),
    ],
)
def test_targets(tmp_path: Path, configuration: Path, path: str, name: str) -> None:
    peer = Peer(tmp_path, f"scp -t {path}")
    peer.send(b"C0644 1 sent\nx\0")
    assert peer.close() == 0
    assert contents(configuration) == {name: b"x"}


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "/configuration/..",
        "/configuration/../../outside",
        "configuration/../keys/x",
        "/etc/passwd",
        "/tmp/x",
        "/configuration/sub/x",
        "/configuration/.hidden",
        ".hidden",
        "/keys/x",
        "/commits/000001.toml",
        "/mail_logs/x",
        "/mail_logs",
        "/link/x",
        "'/configuration/bell\x07'",
        "-d /configuration/new",
        "/configuration/new/",
        "'/configuration/ '",
    ],
)
def test_targets_that_are_refused(tmp_path: Path, configuration: Path, path: str) -> None:
    (tmp_path / "logs" / "mail_logs").mkdir(parents=True)
    (tmp_path / "logs" / "link").symlink_to(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    peer = Peer(tmp_path, f"scp -t {path}")
    assert peer.status == 1
    assert peer.received.startswith(NO + b"scp: ")
    assert peer.received.count(b"\n") == 1
    assert peer.received[1:-1].decode().isprintable()
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    [b".", b"..", b".hidden", b"\xff\xfe", b"a\rb", b"\x1b[31m", b" a", b"x" * 256, b"a\xc2\x9bb"],
)
def test_names_that_are_refused(tmp_path: Path, configuration: Path, name: bytes) -> None:
    peer = Peer(tmp_path, "scp -t /configuration")
    said = peer.send(b"C0644 1 " + name + b"\n")
    assert said.startswith(NO)
    assert said[1:-1].decode().isprintable()
    # The next file is taken.
    assert peer.send(b"C0644 1 good\nx\0") == b"\0\0"
    assert peer.close() == 1
    assert contents(configuration) == {"good": b"x"}


@pytest.mark.parametrize(
    "record",
    [
        b"\n",
        b"X\n",
        b"C0644 5\n",
        b"C0644 -1 a\n",
        b"C0644 99999999999999999999 a\n",
        b"C644 5 a\n",
        b"C0999 5 a\n",
        b"C0644 5 ../a\n",
        b"C0644 5 /etc/passwd\n",
        b"C0644 5 a/b\n",
        b"C0644 5 a\0b\n",
        b"T1 0\n",
        b"T99999999999999 0 0 0\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"x" * 2048,
        b"\xff" * 5000,
    ],
)
def test_garbage_ends_the_copy(tmp_path: Path, configuration: Path, record: bytes) -> None:
    peer = Peer(tmp_path, "scp -t /configuration")
    said = peer.send(record)
    assert said.startswith(FATAL + b"scp: protocol error")
    assert said[1:-1].decode().isprintable()
    assert peer.status == 1
    assert peer.send(b"C0644 1 a\nx\0") == b""
    assert contents(configuration) == {}


def test_directories_are_refused_by_name(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -r -t /configuration")
    assert peer.send(b"D0755 0 folder\n") == (
        NO + b"scp: folder: directories are not supported here\n"
    )
    assert peer.close() == 1
    assert contents(configuration) == {}


def test_link_and_device_in_the_place_of_a_file(tmp_path: Path, configuration: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"safe")
    (configuration / "link").symlink_to(outside)
    os.mkfifo(configuration / "pipe")
    peer = Peer(tmp_path, "scp -t /configuration")
    assert peer.send(b"C0644 1 link\n") == NO + b"scp: link: not a regular file\n"
    assert peer.send(b"C0644 1 pipe\n") == NO + b"scp: pipe: not a regular file\n"
    assert outside.read_bytes() == b"safe"
    assert len(list(configuration.iterdir())) == 2


@pytest.mark.parametrize("role", ["readonly", "guest", "technician", "helpdesk"])
def test_only_operators_upload(tmp_path: Path, configuration: Path, role: str) -> None:
    peer = Peer(tmp_path, "scp -t /configuration", role=role)  # type: ignore[arg-type]
    assert peer.received == NO + b"scp: /configuration: Permission denied\n"
    assert peer.status == 1


@pytest.mark.parametrize(
    "partial", [b"C06", b"C0644 5 a\n", b"C0644 5 a\nhel", b"C0644 5 a\nhello", b"T1 0 1 0"]
)
@pytest.mark.parametrize("how", ["eof", "gone"])
def test_broken_off(tmp_path: Path, configuration: Path, partial: bytes, how: str) -> None:
    (configuration / "a").write_bytes(b"old")
    peer = Peer(tmp_path, "scp -t /configuration")
    peer.send(partial)
    if how == "eof":
        assert peer.close() == 1
    else:
        peer.server.hang_up()
        assert peer.status is None
    assert contents(configuration) == {"a": b"old"}
    assert peer.quota.reserved == 0


def test_client_that_could_not_read_its_file(tmp_path: Path, configuration: Path) -> None:
    (configuration / "a").write_bytes(b"old")
    peer = Peer(tmp_path, "scp -t /configuration")
    assert peer.send(b"C0644 3 a\n\0\0\0\1scp: a: Input/output error\n") == b"\0\0"
    assert peer.close() == 1
    assert contents(configuration) == {"a": b"old"}


def test_errors_that_the_client_reports(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -t /configuration")
    peer.take()
    assert peer.send(b"\1scp: missing: No such file or directory\n") == b""
    assert peer.send(b"C0644 1 a\nx\0") == b"\0\0"
    peer.send(b"\2fatal\n")
    assert peer.status == 1
    assert contents(configuration) == {"a": b"x"}


def test_gone_while_the_file_is_put_in_its_place(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -t /configuration")
    peer.server.receive(b"C0644 1 a\nx\0")
    peer.server.hang_up()
    peer.worker.run()
    assert contents(configuration) == {"a": b"x"}
    assert peer.quota.reserved == 0
    assert peer.status is None


def test_sizes(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -t .", sizes=Sizes(file=10, directory=25, files=3))
    too_large = peer.send(b"C0644 11 a\n")
    assert too_large == NO + b"scp: a: File too large (at most 10 bytes)\n"
    for name in (b"a", b"b"):
        assert peer.send(b"C0644 10 " + name + b"\n0123456789\0") == b"\0\0"
    assert peer.send(b"C0644 6 c\n") == NO + b"scp: c: No space left on device\n"
    assert peer.send(b"C0644 5 c\n01234\0") == b"\0\0"
    assert peer.send(b"C0644 0 d\n") == NO + b"scp: d: No space left on device\n"


def test_uploads_at_once_share_the_space(tmp_path: Path, configuration: Path) -> None:
    first = Peer(tmp_path, "scp -t .", sizes=Sizes(directory=25))
    second = Peer(tmp_path, "scp -t .")
    second.server._quota = first.quota  # type: ignore[attr-defined]
    assert first.send(b"C0644 20 a\n") == b"\0"
    assert second.send(b"C0644 20 b\n") == NO + b"scp: b: No space left on device\n"
    first.server.hang_up()
    assert second.send(b"C0644 20 b\n") == b"\0"


def test_full_disk(tmp_path: Path, configuration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: object = b"") -> int:
        raise OSError(28, "No space left on device")

    (configuration / "a").write_bytes(b"old")
    peer = Peer(tmp_path, "scp -t /configuration")
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        assert peer.send(b"C0644 3 a\nnew\0") == b"\0" + NO + b"scp: a: No space left on device\n"
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert peer.send(b"C0644 3 a\nnew\0") == b"\0" + NO + b"scp: a: No space left on device\n"
    assert contents(configuration) == {"a": b"old"}
    assert peer.send(b"C0644 3 a\nnew\0") == b"\0\0"
    assert peer.close() == 1
    assert contents(configuration) == {"a": b"new"}


def test_flood_while_nobody_reads_asks_to_stop(tmp_path: Path, configuration: Path) -> None:
    peer = Peer(tmp_path, "scp -t /configuration")
    peer.server.receive(b"C0644 1 a\nx\0")
    peer.server.receive(b"E\n" * 50_000)
    assert peer.flow == [False]
    peer.worker.run()
    assert peer.flow == [False, True]
