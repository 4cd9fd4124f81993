"""docs/benchmarks.md: every benchmark is explained, and its figures have their place."""

import re
from pathlib import Path

from bench.__main__ import BEGIN, END, benchmark_names, write
from tests.docs.fences import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


def test_every_benchmark_is_explained() -> None:
    method = PAGE.read_text("utf-8").partition("## How it is measured")[2]
    named = re.findall(r"^- (`.*?`):", method, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(named))) == benchmark_names()


def test_figures_replace_those_of_the_last_run_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    for figures in ("first", "second"):
        write(page, f"| {figures} |")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    assert page.read_text("utf-8") == f"{before}{BEGIN}\n| second |\n{END}{after}"


def test_file_without_marks_is_the_table(tmp_path: Path) -> None:
    write(tmp_path / "table.md", "| a |\n")
    assert (tmp_path / "table.md").read_text() == "| a |\n"
