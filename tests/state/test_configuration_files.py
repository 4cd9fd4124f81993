"""The operator's files: names stay inside, content stays whole."""

import os
import socket
import stat
from pathlib import Path

import pytest

from state.configuration_files import ConfigurationFiles, MissingFile, checked_name
from state.errors import StateError


@pytest.fixture
def files(tmp_path: Path) -> ConfigurationFiles:
    (tmp_path / "outside").write_text("secret")
    return ConfigurationFiles(tmp_path / "configuration")


@pytest.mark.parametrize(
    "name", ["ca.pem", " ca.pem ", "/configuration/ca.pem", "configuration/ca.pem"]
)
def test_both_forms_of_a_name_are_one_file(files: ConfigurationFiles, name: str) -> None:
    files.write(name, b"data")
    assert files.names() == ("ca.pem",)
    assert files.read(name, 4) == b"data"
    assert files.exists(name)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/configuration/../outside",
        "configuration/configuration/x",
        "/etc/passwd",
        "..",
        ".",
        ".hidden",
        "sub/file",
        "/configuration/",
        "nul\0byte",
        "bell\x07",
        "not utf-8 \udcff",
        "x" * 256,
        "가" * 86,
    ],
)
def test_a_name_that_leaves_the_directory_does_not_exist(
    files: ConfigurationFiles, name: str
) -> None:
    with pytest.raises(MissingFile) as missing:
        files.read(name, 100)
    assert missing.value.text.isprintable()
    assert missing.value.text.endswith('" does not exist.')
    with pytest.raises(StateError, match="is not allowed"):
        files.write(name, b"")
    assert not files.exists(name)
    assert files.names() == ()


@pytest.mark.parametrize("name", ["", "  "])
def test_blank_name(files: ConfigurationFiles, name: str) -> None:
    for call in (lambda: files.read(name, 1), lambda: checked_name(name)):
        with pytest.raises(StateError) as blank:
            call()
        assert blank.value.text == "The value cannot be blank."


def test_missing_file_has_the_text_of_the_reference(files: ConfigurationFiles) -> None:
    with pytest.raises(MissingFile) as missing:
        files.read("partner.p12", 1)
    assert missing.value.text == 'Error: the file "partner.p12" does not exist.'
    assert missing.value.field == "file"


def test_links_pipes_sockets_and_directories_are_no_files(files: ConfigurationFiles) -> None:
    directory = files.directory
    directory.mkdir()
    (directory / "link").symlink_to(directory.parent / "outside")
    (directory / "inner").symlink_to("link")
    (directory / "folder").mkdir()
    os.mkfifo(directory / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(directory / "socket"))
        for name in ("link", "inner", "folder", "pipe", "socket"):
            with pytest.raises(MissingFile):
                files.read(name, 100)
            with pytest.raises(StateError, match="could not be written"):
                files.write(name, b"overwritten")
            assert not files.exists(name)
    assert files.names() == ()
    assert (directory.parent / "outside").read_text() == "secret"


def test_size_is_bounded(files: ConfigurationFiles) -> None:
    files.write("big", b"x" * 11)
    assert files.read("big", 11) == b"x" * 11
    with pytest.raises(StateError, match="larger than 10 bytes"):
        files.read("big", 10)


def test_files_are_private_and_replaced_whole(files: ConfigurationFiles) -> None:
    files.write("a.p12", b"first, and longer")
    (files.directory / "a.p12").chmod(0o644)
    files.write("a.p12", b"second")
    assert files.read("a.p12", 100) == b"second"
    assert stat.S_IMODE((files.directory / "a.p12").stat().st_mode) == 0o600
    assert [path.name for path in files.directory.iterdir()] == ["a.p12"]


def test_failed_write_leaves_the_old_file(
    files: ConfigurationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write("a.p12", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StateError) as fault:
        files.write("a.p12", b"new")
    assert fault.value.text == (
        'Error: the file "a.p12" could not be written: No space left on device.'
    )
    assert files.read("a.p12", 100) == b"old"
    assert [path.name for path in files.directory.iterdir()] == ["a.p12"]


def test_leftover_of_a_dead_writer_is_no_obstacle(files: ConfigurationFiles) -> None:
    files.directory.mkdir()
    (files.directory / f".new-{os.getpid()}-0").write_bytes(b"half")
    files.write("a", b"whole")
    assert files.names() == ("a",)
