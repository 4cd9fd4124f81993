"""The import rules of pyproject.toml hold at run time too.

The linter reads `import` statements. It does not see a module loaded by name, or through a package
of somebody else. So every module that a rule speaks of is imported here, in a process of its own,
and what that loaded is compared with the same rule.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]["contracts"]

LOADER = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), name + "."):
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])
def test_rule_holds_at_run_time(contract: dict[str, Any]) -> None:
    # The standard library's modules are left to the linter: other libraries may load them.
    forbidden = set(contract["forbidden_modules"]) - sys.stdlib_module_names
    loaded = load(contract["source_modules"])
    assert {name for name in loaded if is_under(name, forbidden)} == set()


def test_rules_name_modules_that_exist() -> None:
    ours = {"esatui", "screens", "state"}
    named = {
        module
        for contract in CONTRACTS
        for module in contract["source_modules"] + contract["forbidden_modules"]
        if module.split(".")[0] in ours
    }
    assert {module for module in named if not exists(module)} == set()


def load(packages: list[str]) -> list[str]:
    """Import all modules of these packages in a new process; return what was loaded by then."""
    command = [sys.executable, "-c", LOADER, *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    loaded: list[str] = json.loads(done.stdout)
    return loaded


def is_under(name: str, packages: set[str]) -> bool:
    """Whether a module is one of these packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def exists(module: str) -> bool:
    """Whether a dotted name is a module or a package of the checkout."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
