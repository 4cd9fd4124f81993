"""Makes .venv-sslyze, an environment that has the scanner sslyze and nothing else.

    python -m tools.sslyze

sslyze wants older versions of libraries that esatui is built on, so it cannot be in .venv. Does
nothing when it is there already; tests that judge listeners by it find it themselves.
"""

import subprocess
import sys

from tools.environment import ROOT, install, is_current, only_one

TARGET = ROOT / ".venv-sslyze"
REQUIREMENT = "sslyze>=6.3,<7"


def main() -> int:
    """Bring the environment up to date; 1 if that fails."""
    wanted = f"python {sys.version.split()[0]}\ncheckout {ROOT}\nrequirement {REQUIREMENT}\n"
    with only_one(TARGET):
        try:
            if not is_current(TARGET, wanted, "sslyze"):
                install(TARGET, wanted, REQUIREMENT)
        except subprocess.CalledProcessError as error:
            print(f"sslyze: {TARGET.name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
