"""Every document: its links lead somewhere, its commands exist, its examples are run.

A fenced block is of a kind that some test runs, or says that it is none: `text schematic`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from esatui.cli import main
from tests.docs.fences import DOCUMENTS, ROOT, Fence, fences

NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
# Which kinds are run, and by which test.
RUN = {
    "README.md": {"sh", "text", "transcript", "python"},  # test_readme.py
    "README.ko.md": {"sh", "text", "transcript", "python"},  # The same blocks.
    "docs/configuration-files.md": {"xml", "toml", "text"},  # test_configuration_files.py
    "docs/network.md": {"toml appliance.toml", "toml lab.toml"},  # test_network.py
    "docs/transcripts.md": {"transcript", "python", "toml", "diff"},  # test_transcripts.py
}
SCHEMATIC = "text schematic"
COMMANDS = [f for name in NAMES if not name.startswith("README") for f in fences(name, "sh")]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", NAMES)
def test_every_block_is_run_or_says_that_it_is_schematic(document: str) -> None:
    known = {"sh", SCHEMATIC} | RUN.get(document, set())
    assert [f"{each}: {each.info}" for each in fences(document) if each.info not in known] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", NAMES)
def test_make_targets_that_are_named_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert named - TARGETS == set()


@pytest.mark.parametrize("document", NAMES)
def test_files_that_are_named_exist(document: str) -> None:
    text = re.sub(
        r"^```.*?^```$", "", (ROOT / document).read_text(), flags=re.MULTILINE | re.DOTALL
    )
    roots = "bench|docs|esatui|screens|state|tests|tools"
    named = re.findall(rf"`((?:{roots})/[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("block", COMMANDS, ids=str)
def test_commands_can_be_typed(
    block: Fence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    example = fences("docs/transcripts.md", "transcript")[0].text
    (tmp_path / "rename.transcript").write_text(example)
    for command in block.text.splitlines():
        program, *arguments = shlex.split(command)
        if program == "make":
            assert arguments[0] in TARGETS, command
        else:
            assert Path(program).name == "esatui", f"{block}: nothing runs {command!r}"
            assert main(arguments) == 0, command
