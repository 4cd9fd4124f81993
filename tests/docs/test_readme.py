"""The READMEs: two languages, one set of commands, and no link that leads nowhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def fences(document: str) -> list[str]:
    """Return the fenced blocks of a document, each with its language."""
    return re.findall(r"^```.*?^```$", (ROOT / document).read_text(), re.MULTILINE | re.DOTALL)


def test_translation_shows_the_same_commands_and_dialogues() -> None:
    assert fences("README.md")
    assert fences("README.ko.md") == fences("README.md")


def test_two_commands_open_the_shell_and_run_the_tests() -> None:
    assert fences("README.md")[:2] == ["```sh\nmake shell\n```", "```sh\nmake test\n```"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []
