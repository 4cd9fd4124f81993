"""Finds the interpreters of this machine that really run."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def find(version: str) -> Path | None:
    """Return an interpreter of a version such as "3.12", or None if none of them runs.

    A name on PATH proves nothing: it may be the shim of a version manager that has no such version
    switched on, or lack the parts that a virtual environment needs. So each candidate is run.
    """
    return next((path for path in candidates(version) if runs_as(path, version)), None)


def candidates(version: str) -> Iterator[Path]:
    """Yield where this version may be: on PATH first, then the versions kept by pyenv."""
    for name in (f"python{version}", "python3"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from sorted(pyenv_root().glob(f"versions/{version}.*/bin/python{version}"), reverse=True)


def pyenv_root() -> Path:
    """Return where pyenv keeps its versions; a folder that may not exist."""
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def runs_as(path: Path, version: str) -> bool:
    """Whether the interpreter starts, is of this version and can make environments."""
    question = "import ensurepip, ssl, sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [path, "-c", question], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version
