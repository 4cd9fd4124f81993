"""`esatui transcript` as it is used."""

import shutil
from pathlib import Path

import pytest

from esatui.transcript.cli import main
from esatui.transcript.factory import open_factory
from esatui.transcript.header import CLOCK

RENAME = """\
+++
title = "A new name"
+++
mail.example.com> sethostname

[mail.example.com]> mail3.example.com

mail.example.com> commit

Please enter some comments describing your changes:
[]> new name

Do you want to save the current configuration for rollback? [Y]>

Changes committed: [..]

mail3.example.com> quit
"""
WRONG = RENAME.replace("mail3.example.com> quit", "mail4.example.com> quit")


@pytest.fixture
def rename(tmp_path: Path) -> Path:
    file = tmp_path / "rename.transcript"
    file.write_text(RENAME)
    return file


@pytest.mark.parametrize("front", ["direct", "plain", "tty", "ssh"])
def test_the_same_file_passes_on_each_front(
    front: str, rename: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--front", front, str(rename)]) == 0
    out = capsys.readouterr().out
    assert out == f"passed   {rename} ({front}, 6 answers)\n1 of 1 passed\n"


@pytest.mark.parametrize("front", ["direct", "plain", "tty", "ssh"])
def test_a_difference_is_shown_on_each_front(
    front: str, rename: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rename.write_text(WRONG)
    assert main(["--front", front, str(rename)]) == 1
    out = capsys.readouterr().out
    assert f"differs  {rename} ({front}), line 17: the command asks here" in out
    assert "\n    -mail4.example.com> quit\n    +mail3.example.com>\n" in out
    assert out.endswith("0 of 1 passed\n")


def test_a_folder_is_all_that_is_in_it(rename: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rename.parent / "deep").mkdir()
    shutil.copy(rename, rename.parent / "deep" / "again.transcript")
    assert main([str(rename.parent)]) == 0
    assert "2 of 2 passed" in capsys.readouterr().out


def test_what_changed_is_rewritten(rename: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rename.write_text(WRONG)
    assert main(["--update", str(rename)]) == 0
    assert rename.read_text() == RENAME
    assert main(["--update", str(rename)]) == 0
    out = capsys.readouterr().out
    assert f"rewritten {rename}\n" in out
    assert f"unchanged {rename}\n" in out


def test_what_cannot_be_rewritten_stays(rename: Path) -> None:
    rename.write_text(WRONG + "more\n[=never]> [=captured]\n")
    before = rename.read_text()
    main(["--update", str(rename)])
    rename.write_text(before.replace("new name", "[=never]"))
    assert main(["--update", str(rename)]) == 2
    assert "[=never]" in rename.read_text()


def test_a_state_directory_is_copied(tmp_path: Path, rename: Path) -> None:
    state = tmp_path / "state"
    open_factory(state, seed=7, moment=CLOCK).store.close()
    files = {path: path.read_bytes() for path in state.rglob("*") if path.is_file()}
    assert main(["--state", str(state), str(rename)]) == 0
    assert {path: path.read_bytes() for path in state.rglob("*") if path.is_file()} == files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"+++\nrows = 'x'\n+++\n", "line 2: in the header: "),
        (b"\xff\n", "line 1: not UTF-8"),
        (b'+++\nfronts = ["ssh"]\n+++\n', "does not list the front 'direct'"),
        (b'+++\nstate = "gone.transcript"\n+++\n', "No such file"),
        (b'+++\nstate = "x.transcript"\n+++\n', "circles"),
        (b'+++\nstate = "gone.toml"\n+++\n', "No such file"),
        (b'+++\nstate = "x.transcript"\n+++\n', "`state`"),
    ],
)
def test_what_cannot_be_used_is_told(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.transcript"
    file.write_bytes(content)
    assert main(["--front", "direct", str(file)]) == 2
    assert words in capsys.readouterr().err


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "no.transcript")]) == 2
    assert main([str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "No such file" in error
    assert "there are no .transcript files" in error


def test_wrong_arguments_are_told() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--front", "web", "x"])
    assert caught.value.code == 2


def test_a_transcript_can_start_where_another_ends(tmp_path: Path, rename: Path) -> None:
    second = tmp_path / "second.transcript"
    second.write_text(
        '+++\nstate = "rename.transcript"\nclock = 2024-06-01T00:00:00Z\n+++\n'
        "mail3.example.com> commitdetail\n...\nmail3.example.com> quit\n"
    )
    assert main(["--front", "all", str(second)]) == 0


def test_a_transcript_can_start_from_a_configuration_file(tmp_path: Path) -> None:
    (tmp_path / "start.toml").write_text('[system]\nhostname = "from.example.com"\n')
    file = tmp_path / "x.transcript"
    file.write_text('+++\nstate = "start.toml"\n+++\nfrom.example.com> quit\n')
    assert main([str(file)]) == 0


def test_a_configuration_file_with_a_fault_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "start.toml").write_text("[system]\nhostname = 5\n")
    file = tmp_path / "x.transcript"
    file.write_text('+++\nstate = "start.toml"\n+++\n')
    assert main([str(file)]) == 2
    assert "`state`: start.toml: " in capsys.readouterr().err
