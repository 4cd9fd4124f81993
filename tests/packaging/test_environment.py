"""The environment of `make setup`: when it is whole, and when it is mended."""

import venv
from pathlib import Path

import pytest

from tools import environment


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """An environment as `make` leaves it behind, with programs that are only named."""
    (tmp_path / "bin").mkdir()
    for program in ("python", "esatui"):
        (tmp_path / "bin" / program).touch()
    environment.stamp_of(tmp_path).write_text(environment.fingerprint())
    return tmp_path


def test_finished_environment_is_left_alone(finished: Path) -> None:
    assert environment.is_current(finished, environment.fingerprint())


def test_interrupted_environment_is_not_taken_for_whole(finished: Path) -> None:
    environment.stamp_of(finished).unlink()
    assert not environment.is_current(finished, environment.fingerprint())


def test_environment_of_other_dependencies_is_renewed(finished: Path) -> None:
    changed = environment.fingerprint().replace("pyproject ", "pyproject 0")
    assert not environment.is_current(finished, changed)


def test_environment_without_its_interpreter_is_renewed(finished: Path) -> None:
    python = finished / "bin" / "python"
    python.unlink()
    python.symlink_to(finished / "an interpreter that was removed")
    assert not environment.is_current(finished, environment.fingerprint())


def test_half_made_environment_is_made_anew(tmp_path: Path) -> None:
    target = tmp_path / "half"
    assert not environment.is_usable(target)
    venv.EnvBuilder(symlinks=True).create(target)  # Interrupted before pip came.
    assert not environment.is_usable(target)


def test_environment_that_was_moved_is_made_anew(tmp_path: Path) -> None:
    made = tmp_path / "made"
    venv.EnvBuilder(symlinks=True).create(made)
    (made / "bin" / "pip").write_text(f"#!{made}/bin/python\n")
    next(made.glob("lib/python*/site-packages")).joinpath("pip.py").touch()
    assert environment.is_usable(made)
    moved = made.rename(tmp_path / "moved")
    assert not environment.is_usable(moved)
