"""The make targets: listed, and all of them on an up-to-date environment."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Makefile").read_text()
RULES = dict(re.findall(r"^([a-z-]+):([^#\n]*)", TEXT, re.MULTILINE))


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make without what an outer make left in the environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_bare_make_lists_every_target() -> None:
    listed = re.findall(r"^  ([a-z-]+) ", make().stdout, re.MULTILINE)
    assert listed == list(RULES)


def test_every_target_is_phony() -> None:
    assert re.findall(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE) == list(RULES)


def test_every_target_sets_up_first() -> None:
    lonely = [name for name, needed in RULES.items() if "setup" not in needed.split()]
    assert lonely == ["help", "setup"]


def test_missing_interpreter_is_named() -> None:
    done = make("setup", "PYTHON=python-that-is-not-there")
    assert done.returncode != 0
    assert "'python-that-is-not-there' is not a working Python 3.11 or newer" in done.stderr
