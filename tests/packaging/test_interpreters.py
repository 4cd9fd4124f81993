"""Which interpreters the test matrix runs on."""

import sys
from pathlib import Path

import pytest

from tools import interpreters

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def program(path: Path, script: str) -> Path:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def shims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing but a folder of shims, and a pyenv beside it."""
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path / "shims"


def test_shim_that_does_not_run_is_passed_over(shims: Path, tmp_path: Path) -> None:
    program(shims / f"python{VERSION}", "echo 'pyenv: command not found' >&2; exit 127")
    real = tmp_path / "pyenv" / "versions" / f"{VERSION}.99" / "bin" / f"python{VERSION}"
    program(real, f'exec "{sys.executable}" "$@"')
    assert interpreters.find(VERSION) == real


def test_interpreter_on_path_comes_first(shims: Path) -> None:
    mine = program(shims / f"python{VERSION}", f'exec "{sys.executable}" "$@"')
    assert interpreters.find(VERSION) == mine


def test_interpreter_of_another_version_is_not_taken(shims: Path) -> None:
    program(shims / "python3.99", f'exec "{sys.executable}" "$@"')
    assert interpreters.find("3.99") is None


def test_none_is_an_answer(shims: Path) -> None:
    assert not shims.exists()
    assert interpreters.find("3.12") is None
