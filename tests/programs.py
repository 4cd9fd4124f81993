"""Real programs that tests run, beyond OpenSSL and OpenSSH.

On a machine without one of them its tests are left out, and the summary of the run names each with
what to install. Where the environment variable CI is set they fail instead: there everything runs.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

# Debian keeps daemons where the search path of users does not lead.
_SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin"


def needed(program: str, package: str) -> str:
    """Return the path of `program`, of this Debian `package`; without it the test ends here."""
    found = shutil.which(program) or shutil.which(program, path=_SYSTEM)
    if found is None:
        without(f"{program} is not installed: apt-get install {package}")
    return found


def sslyze_program() -> str:
    """Return the path of sslyze, in its own environment; without it the test ends here."""
    found = Path(__file__).parent.parent / ".venv-sslyze" / "bin" / "sslyze"
    if not found.exists():
        without("sslyze is not installed: make sslyze")
    return str(found)


def without(reason: str) -> NoReturn:
    """End the test, which cannot run here for this reason; under CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
