"""Makes or repairs a virtual environment with all that running and testing need.

    python3 -m tools.environment [VENV]        (default: .venv in the checkout)

Does little when the environment is up to date (it compiles modules that changed). What it was made
from (pyproject.toml, this interpreter, this checkout) is written into it as the last step, so one
that was interrupted half way is not taken for a whole one. Two at once wait for each other.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("esatui", "screens", "state")


def main(arguments: list[str]) -> int:
    """Bring the environment named by the first argument up to date; 1 if that fails."""
    target = ROOT / (arguments[0] if arguments else ".venv")
    wanted = fingerprint()
    with only_one(target):
        try:
            if not is_current(target, wanted):
                make(target, wanted)
            compile_packages(target)
        except subprocess.CalledProcessError as error:
            print(f"environment: {target.name}: {error}", file=sys.stderr)
            return 1
    return 0


def fingerprint() -> str:
    """Everything an environment depends on, as one line a thing."""
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return f"python {sys.version.split()[0]}\ncheckout {ROOT}\npyproject {project}\n"


def is_current(target: Path, wanted: str, program: str = "esatui") -> bool:
    """Whether the environment was finished from the same things and its programs still exist."""
    stamp = stamp_of(target)
    programs = (target / "bin" / "python", target / "bin" / program)
    return stamp.is_file() and stamp.read_text() == wanted and all(p.exists() for p in programs)


def make(target: Path, wanted: str) -> None:
    """Install the checkout and all that testing needs into the environment."""
    install(target, wanted, "--editable", f"{ROOT}[dev]")


def install(target: Path, wanted: str, *what: str) -> None:
    """Install with pip into the environment, made anew where it cannot be used as it is."""
    stamp_of(target).unlink(missing_ok=True)
    python = target / "bin" / "python"
    if not is_usable(target):
        print(f"environment: making {target.name} with Python {sys.version.split()[0]}")
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(target)
    print(f"environment: installing into {target.name}")
    run(python, "-m", "pip", "install", "--quiet", *what)
    stamp_of(target).write_text(wanted)


def compile_packages(target: Path) -> None:
    """Write the byte code of what changed, which an editable installation leaves to later.

    Where PYTHONDONTWRITEBYTECODE is set, later never comes, and every start would compile again:
    that takes longer than all else that a start has to do.
    """
    run(target / "bin" / "python", "-m", "compileall", "-q", *PACKAGES)


def is_usable(target: Path) -> bool:
    """Whether the environment runs, on our version of Python, and has a pip that was not moved."""
    question = "import pip, sys; print(sys.version.split()[0], sys.prefix)"
    try:
        # A program of an environment begins with the path of its interpreter.
        if str(target / "bin") not in (target / "bin" / "pip").read_text():
            return False
        answer = subprocess.run(
            [target / "bin" / "python", "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.split() == [sys.version.split()[0], str(target)]


def run(*command: str | Path) -> None:
    """Run a step; `CalledProcessError` if it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


@contextmanager
def only_one(target: Path) -> Iterator[None]:
    """Hold the lock of this environment; the system lets go of it when the process ends."""
    with (ROOT / f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stamp_of(target: Path) -> Path:
    """Return the file that says what a finished environment was made from."""
    return target / "made-from.txt"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
