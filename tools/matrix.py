"""Runs the tests on several versions of Python, each in an environment of its own.

    python -m tools.matrix 3.11 3.12 3.13 [-- PYTEST_ARGUMENT...]

The environments are .venv-3.11, .venv-3.12 ... beside .venv, which is not touched. A version that
this machine does not have is named at the end; it is an error only if it has none of them.
"""

import subprocess
import sys

from tools.environment import ROOT
from tools.interpreters import find


def main(arguments: list[str]) -> int:
    """Run the matrix; 0 if at least one version was found and all that were found passed."""
    versions, extra = split(arguments)
    outcomes = {version: test(version, extra) for version in versions}
    print("\nPython versions")
    for version, outcome in outcomes.items():
        print(f"  {version}: {outcome}")
    tried = [outcome for outcome in outcomes.values() if outcome != "not found"]
    return 0 if tried and all(outcome == "passed" for outcome in tried) else 1


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part the versions from what follows `--`."""
    if "--" not in arguments:
        return arguments, []
    mark = arguments.index("--")
    return arguments[:mark], arguments[mark + 1 :]


def test(version: str, extra: list[str]) -> str:
    """Run the tests on one version: "passed", "failed", "no environment" or "not found"."""
    print(f"\n== Python {version}", flush=True)
    python = find(version)
    if python is None:
        print("no working interpreter", flush=True)
        return "not found"
    print(python, flush=True)
    name = f".venv-{version}"
    setup = [str(python), "-m", "tools.environment", name]
    if subprocess.run(setup, cwd=ROOT, check=False).returncode:
        return "no environment"
    pytest = str(ROOT / name / "bin" / "pytest")
    command = [pytest, "-p", "no:cacheprovider", *extra]
    return "failed" if subprocess.run(command, cwd=ROOT, check=False).returncode else "passed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
