"""Real programs that tests run. A test whose program is missing fails, and says what to install."""

from __future__ import annotations

import shutil

import pytest

# Debian keeps daemons where the search path of users does not lead.
_SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin"


def needed(program: str, package: str) -> str:
    """Return the path of `program`; the test fails without it: nothing is passed over in silence.

    `.ci/run` installs all of these programs.
    """
    found = shutil.which(program) or shutil.which(program, path=_SYSTEM)
    if found is None:
        pytest.fail(
            f"{program} is not installed, and this test needs it: apt-get install {package}"
        )
    return found
