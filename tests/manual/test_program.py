"""`esatui manual`, as an operator calls it."""

from __future__ import annotations

from esatui.manual.page import page_names
from tests.cli.program import run


def test_the_list_of_pages() -> None:
    done = run("manual")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(page_names())


def test_a_page_with_its_example() -> None:
    done = run("manual", "DestConfig")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("NAME\n  destconfig - Configure destination controls\n")
    assert "\nBATCH FORM\n  destconfig new <domain> [options]\n" in done.stdout
    assert "\nEXAMPLE\n  mail.example.com> destconfig" in done.stdout


def test_another_name_leads_to_the_page() -> None:
    assert run("manual", "exit").stdout == run("manual", "quit").stdout


def test_no_such_command() -> None:
    done = run("manual", "frobnicate")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "esatui: no such command: frobnicate\n"
