"""A batch command starts fast because it loads little: seen on the real program."""

import re
import subprocess
import sys
from pathlib import Path

# What a command that only reads the state has no use for. Each of these costs a tenth of the
# start-up time or more.
HEAVY = {
    "aiohttp",
    "asyncio",
    "asyncssh",
    "cryptography",
    "prompt_toolkit",
    "rich",
    "textual",
    "watchdog",
}

IMPORT_LINE = re.compile(r"import time:\s+\d+ \|\s+\d+ \|\s+(?P<module>[\w.]+)$")


def test_reading_command_loads_nothing_heavy(tmp_path: Path) -> None:
    run_version(tmp_path / "state")  # Makes the appliance, which may cost what it costs.
    modules = run_version(tmp_path / "state")
    assert {"esatui.cli", "state"} <= modules
    assert {module.split(".")[0] for module in modules} & HEAVY == set()


def test_state_alone_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "import state"]
    modules = imported(subprocess.run(command, capture_output=True, text=True, check=True).stderr)
    assert "state" in modules
    assert {module.split(".")[0] for module in modules} & HEAVY == set()


def run_version(state: Path) -> set[str]:
    """Run the installed program's `version` command and return the modules that it imported."""
    program = Path(sys.executable).with_name("esatui")
    arguments = [str(program), "--state", str(state), "-c", "version"]
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Version" in done.stdout
    return imported(done.stderr)


def imported(trace: str) -> set[str]:
    """Return the names of the modules in a trace of `-X importtime`."""
    return {match["module"] for line in trace.splitlines() if (match := IMPORT_LINE.match(line))}
