"""Copies with OpenSSH's own `scp -O`, and the refusal of SFTP."""

import dataclasses
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import BackgroundServer
from tests.ssh.clients import Clients


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The directory on the machine of the operator."""
    directory = tmp_path / "desk"
    directory.mkdir()
    return directory


def test_there_and_back(clients: Clients, appliance: Appliance, desk: Path) -> None:
    content = bytes(range(256)) * 4000
    (desk / "partner one.p12").write_bytes(content)
    sent = clients.scp(str(desk / "partner one.p12"), ":/configuration/")
    assert sent.returncode == 0, sent.stderr
    kept = appliance.configuration_directory / "partner one.p12"
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o600
    got = clients.scp(r":configuration/partner\ one.p12", str(desk / "back"))
    assert got.returncode == 0, got.stderr
    assert (desk / "back").read_bytes() == content


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (":/configuration", "a.xml"),
        (":configuration/", "a.xml"),
        (":configuration/b.xml", "b.xml"),
        (":b.xml", "b.xml"),
        (":", "a.xml"),
    ],
)
def test_targets(
    clients: Clients, appliance: Appliance, desk: Path, target: str, name: str
) -> None:
    (desk / "a.xml").write_text("<config/>")
    assert clients.scp(str(desk / "a.xml"), target).returncode == 0
    assert [path.name for path in appliance.configuration_directory.iterdir()] == [name]


def test_several_files_times_and_patterns(
    clients: Clients, appliance: Appliance, desk: Path
) -> None:
    for name in ("a.xml", "b.xml", "c.pem"):
        (desk / name).write_text(name)
    names = [str(desk / name) for name in ("a.xml", "b.xml", "c.pem")]
    assert clients.scp(*names, ":/configuration", flags=["-O", "-p"]).returncode == 0
    kept = appliance.configuration_directory
    assert int((kept / "a.xml").stat().st_mtime) == int((desk / "a.xml").stat().st_mtime)
    (desk / "got").mkdir()
    assert clients.scp(":/configuration/*.xml", str(desk / "got")).returncode == 0
    assert sorted(path.name for path in (desk / "got").iterdir()) == ["a.xml", "b.xml"]


def test_whole_directory_to_the_operator_but_not_back(
    clients: Clients, appliance: Appliance, desk: Path
) -> None:
    (appliance.configuration_directory / "a.xml").write_text("a")
    assert clients.scp(":/configuration", str(desk), flags=["-O", "-r"]).returncode == 0
    assert (desk / "configuration" / "a.xml").read_text() == "a"
    refused = clients.scp(str(desk / "configuration"), ":/configuration", flags=["-O", "-r"])
    assert refused.returncode == 1
    assert refused.stderr == b"scp: configuration: directories are not supported here\n"


def test_log_can_be_read_but_not_written(
    clients: Clients, appliance: Appliance, desk: Path
) -> None:
    log = appliance.store.directory / "logs" / "mail_logs"
    log.mkdir()
    (log / "mail.current").write_text("Info: Begin Logfile\n")
    assert clients.scp(":/mail_logs/mail.current", str(desk)).returncode == 0
    assert (desk / "mail.current").read_text() == "Info: Begin Logfile\n"
    refused = clients.scp(str(desk / "mail.current"), ":/mail_logs/mail.current")
    assert refused.returncode == 1
    assert refused.stderr == b"scp: /mail_logs/mail.current: Permission denied\n"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (":/configuration/missing", b"No such file or directory"),
        (":/configuration/../keys", b"No such file or directory"),
        (":../../etc/passwd", b"No such file or directory"),
        (":/etc/passwd", b"No such file or directory"),
        (":/configuration", b"not a regular file"),
    ],
)
def test_what_cannot_be_had(clients: Clients, desk: Path, path: str, reason: bytes) -> None:
    got = clients.scp(path, str(desk / "got"))
    assert got.returncode == 1
    assert got.stderr.startswith(b"scp: ")
    assert reason in got.stderr
    assert not (desk / "got").exists()


def test_readers_download_logs_only(clients: Clients, appliance: Appliance, desk: Path) -> None:
    reader = dataclasses.replace(clients, user="reader")
    (appliance.configuration_directory / "a.xml").write_text("a")
    assert reader.scp(":/system_logs/system.current", str(desk / "a.xml")).returncode == 0
    refused = reader.scp(":/configuration/a.xml", str(desk / "b.xml"))
    assert refused.stderr == b"scp: /configuration/a.xml: Permission denied\n"
    refused = reader.scp(str(desk / "a.xml"), ":/configuration/b.xml")
    assert refused.returncode == 1
    assert refused.stderr == b"scp: /configuration/b.xml: Permission denied\n"


def test_sftp_is_refused(clients: Clients, desk: Path) -> None:
    done = clients.sftp()
    assert done.returncode != 0
    assert b"subsystem request failed" in done.stderr
    assert clients.scp(":/configuration/a", str(desk), flags=["-s"]).returncode != 0


def test_copies_leave_nothing_open(
    clients: Clients, server: BackgroundServer, appliance: Appliance, desk: Path
) -> None:
    (desk / "a").write_text("a")
    clients.scp(str(desk / "a"), ":/configuration")
    assert server.ask(lambda running: running.hub.quota.reserved) == 0
    assert appliance.store.logins() == ()
