import re
import subprocess
from pathlib import Path

import pytest

from esatui.cli.completion import SCRIPTS
from tests.cli.program import run
from tests.programs import needed

ASK_BASH = r"""
source /dev/stdin
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
_esatui 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""


def bash(*words: str, directory: Path | None = None) -> list[str]:
    """Return what bash offers for the last of `words`."""
    done = subprocess.run(
        ["bash", "-c", ASK_BASH, "bash", *words],
        input=SCRIPTS["bash"], text=True, capture_output=True, check=True, cwd=directory,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_programs_options_and_values() -> None:
    assert bash("esatui", "se") == ["serve"]
    assert bash("esatui", "") == [
        "--state",
        "-c",
        "--version",
        "--help",
        "serve",
        "dashboard",
        "transcript",
        "partners",
        "ca",
        "checktls",
        "manual",
        "completion",
    ]
    assert bash("esatui", "--v") == ["--version"]
    assert bash("esatui", "serve", "--s") == ["--state", "--ssh"]
    assert bash("esatui", "serve", "se") == []
    assert bash("esatui", "completion", "z") == ["zsh"]
    assert bash("esatui", "transcript", "--front", "t") == ["tty"]
    assert bash("esatui", "-c", "v") == []


def test_bash_completes_files_and_directories(tmp_path: Path) -> None:
    (tmp_path / "one.transcript").touch()
    (tmp_path / "other").mkdir()
    assert sorted(bash("esatui", "transcript", "o", directory=tmp_path)) == [
        "one.transcript",
        "other",
    ]
    assert bash("esatui", "--state", "o", directory=tmp_path) == ["other"]
    assert bash("esatui", "serve", "--state", "o", directory=tmp_path) == ["other"]


@pytest.mark.parametrize("shell", sorted(SCRIPTS))
def test_program_prints_the_script(shell: str) -> None:
    done = run("completion", shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, SCRIPTS[shell], "")


@pytest.mark.parametrize("shell", sorted(SCRIPTS))
def test_shell_itself_finds_no_mistake(shell: str) -> None:
    subprocess.run([needed(shell, shell), "-n"], input=SCRIPTS[shell], text=True, check=True)


@pytest.mark.parametrize(
    "program",
    [
        [],
        ["serve"],
        ["dashboard"],
        ["transcript"],
        ["completion"],
        ["partners"],
        ["ca"],
        ["manual"],
    ],
)
def test_each_option_of_the_help_is_completed(program: list[str]) -> None:
    options = set(
        re.findall(r"^  (?:-h, )?(--?[\w-]+)", run(*program, "--help").stdout, re.MULTILINE)
    )
    assert "--help" in options
    for option in options:
        assert option in bash("esatui", *program, option), option
        for shell in ("zsh", "fish"):
            fish = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            assert (option if shell == "zsh" else fish) in SCRIPTS[shell], (shell, option)
