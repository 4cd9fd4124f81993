"""`cli_logs` holds every command line as it was entered, so no secret may stand on one."""

from __future__ import annotations

import re

import pytest

from esatui.registry import all_commands

SYNTAXES = [form.syntax for command in all_commands() for form in command.forms]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_no_command_line_takes_a_secret(syntax: str) -> None:
    assert not re.search(r"passphrase|password|secret|private", syntax)
