"""Each dependency says why it is there, is used, and nothing undeclared is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(TEXT)["project"]
PACKAGES = ("esatui", "screens", "state")

# The pytest plugin is loaded by pytest only, so it may import what is there by then.
PLUGIN_HOST = {"pytest", "_pytest"}


def test_each_dependency_has_its_reason_above() -> None:
    lines = TEXT.splitlines()
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    for requirement in requirements:
        position = lines.index(f'    "{requirement}",')
        # Neighbours may share a reason, but somebody above has to give it.
        while lines[position].startswith('    "'):
            position -= 1
        assert lines[position].startswith("    # "), requirement


def test_what_is_imported_is_declared() -> None:
    undeclared = third_party() - PLUGIN_HOST - set(declared())
    assert undeclared == set()


def test_what_is_declared_is_imported() -> None:
    used = {declared()[module] for module in third_party() & set(declared())}
    assert set(declared().values()) - used == set()


def declared() -> dict[str, str]:
    """Return the import names that the run-time dependencies bring, each with its distribution."""
    names = {canonical(re.split(r"[^\w.-]", text)[0]) for text in PROJECT["dependencies"]}
    return {
        module: canonical(distribution)
        for module, distributions in packages_distributions().items()
        for distribution in distributions
        if canonical(distribution) in names
    }


def canonical(name: str) -> str:
    """Return the name of a distribution as comparisons need it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def third_party() -> set[str]:
    """Return the top-level modules that our packages import and that are neither ours nor Python's."""
    found = {
        module.split(".")[0]
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for module in imports(ast.parse(path.read_bytes()))
    }
    return found - set(PACKAGES) - sys.stdlib_module_names


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules of all import statements, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
