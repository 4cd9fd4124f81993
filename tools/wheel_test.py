"""Builds the wheel, installs it into a clean environment and tries it from outside the checkout.

    python -m tools.wheel_test

The wheel is built from the source distribution, so that one is proved complete as well. Nothing is
left behind.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from zipfile import ZipFile

from tools.environment import ROOT

PACKAGES = {"esatui", "screens", "state"}

# A test of somebody else's suite: it gets appliances from the plugin without asking for them.
FOREIGN_TEST = """
def test_in_process(appliance):
    appliance.run('sethostname mail3.example.com; commit "new name"')
    assert appliance.session().prompt == "mail3.example.com> "

def test_over_ssh(ssh_appliance):
    assert "Model: C100V" in ssh_appliance.ssh("version").stdout
"""
# A conversation that somebody drops into a folder is a test too.
FOREIGN_TRANSCRIPT = "mail.example.com> version\n...\nmail.example.com> quit\n"


def main() -> int:
    """Build, install, try; 1 with the failed step's own output above it if one fails."""
    with tempfile.TemporaryDirectory(prefix="esatui-wheel-") as name:
        folder = Path(name).resolve()
        try:
            wheel = build(folder / "dist")
            check_contents(wheel)
            python = install(wheel, folder / "venv")
            try_out(python, folder)
        except (subprocess.CalledProcessError, ValueError) as error:
            print(f"wheel-test: {error}", file=sys.stderr)
            return 1
    print("wheel-test: passed")
    return 0


def build(folder: Path) -> Path:
    """Build into the folder and return the wheel."""
    run(ROOT, sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


def check_contents(wheel: Path) -> None:
    """`ValueError` unless the wheel holds our packages, marked as typed, and nothing else."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    packages = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    if packages != PACKAGES:
        raise ValueError(f"{wheel.name} holds {sorted(packages)}, not {sorted(PACKAGES)}")
    wanted = {f"{package}/py.typed" for package in PACKAGES}
    missing = sorted(wanted.difference(names))
    if missing:
        raise ValueError(f"{wheel.name} lacks {missing}")
    if not any(name.endswith(".dist-info/licenses/LICENSE") for name in names):
        raise ValueError(f"{wheel.name} lacks its licence")


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a new environment and return the environment's interpreter."""
    venv.EnvBuilder(with_pip=True, symlinks=True).create(folder)
    python = folder / "bin" / "python"
    run(folder, python, "-m", "pip", "install", "--quiet", wheel)
    return python


def try_out(python: Path, folder: Path) -> None:
    """Use the installed program as its user would, then its pytest plugin."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    program = python.with_name("esatui")
    run(elsewhere, program, "--version")
    run(elsewhere, program, "--state", folder / "state", "-c", "version")
    for package in sorted(PACKAGES):
        where = f"import pathlib, {package}; print(pathlib.Path({package}.__file__).resolve())"
        run(elsewhere, python, "-c", where)
    run(elsewhere, python, "-m", "pip", "install", "--quiet", "pytest")
    (elsewhere / "test_plugin.py").write_text(FOREIGN_TEST)
    (elsewhere / "dropped.transcript").write_text(FOREIGN_TRANSCRIPT)
    run(elsewhere, python, "-m", "pytest", "-q", "test_plugin.py", "dropped.transcript")


def run(folder: Path, *command: str | Path) -> None:
    """Run a step in a folder, without a path to the checkout; `CalledProcessError` if it fails."""
    print("+", *command, flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
