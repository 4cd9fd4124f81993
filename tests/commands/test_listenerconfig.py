"""What transcripts cannot show of `listenerconfig`: long tables, completion, rights, start-up."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.hat import long_table
from esatui.commands.listenerconfig import edit_menu
from esatui.commands.listenerconfig.domain_map import domain_map_menu
from esatui.commands.listenerconfig.host_access import host_access_menu
from esatui.commands.listenerconfig.masquerade import masquerade_menu
from esatui.commands.listenerconfig.recipient_access import recipient_menu
from esatui.commands.listenerconfig.sender_group import group_menu
from esatui.registry import find
from esatui.requests import ReadLine
from esatui.shell import shell
from state.factory import inbound_listener
from state.hat import Classifier
from state.model.listeners import AddressList
from state.operations.address_lists import add_list
from state.operations.hat_file import render_table
from tests.commands.dialogues import session_in, talk

NAME = "InboundMail"


def test_a_hundred_thousand_senders_are_imported_committed_and_matched(tmp_path: Path) -> None:
    table = replace(long_table(100_000), default=inbound_listener().hat.default)
    with session_in(tmp_path / "state") as (session, written):
        directory = session.appliance.configuration_directory
        directory.mkdir(exist_ok=True)
        (directory / "big.txt").write_text(render_table(table))
        answers = ["listenerconfig", "edit", "1", "hostaccess", "import", "big.txt", "", "", ""]
        shown = talk(session, written, [*answers, 'commit "long" N'])
        assert "\n7 sender groups and 4 policies imported.\n" in shown
        hat = session.running.listeners.entries[NAME].hat
        assert hat == table
        assert Classifier(hat).classify("255.0.0.1", score=-5.0).group == "BLOCKED_LIST"
        sender = hat.groups["REFUSED"].senders[-1]
        line = f"listenerconfig edit {NAME} hostaccess edit sendergroup REFUSED"
        talk(session, written, [f"{line} delete {sender}", f"{line} new 192.0.2.1"])
        senders = session.draft.listeners.entries[NAME].hat.groups["REFUSED"].senders
        assert senders[-1] == "192.0.2.1"
        assert sender not in senders


def test_names_are_completed_where_they_are_asked_for(tmp_path: Path) -> None:
    asked = {
        ("edit", "1"): ("ALLOWED_LIST", "BLOCKED_LIST", "SUSPECTLIST", "UNKNOWNLIST", "ALL"),
        ("edit", "2"): ("BLOCKED", "TRUSTED", "THROTTLED", "ACCEPTED"),
        ("delete", "1"): ("ALLOWED_LIST", "BLOCKED_LIST", "SUSPECTLIST", "UNKNOWNLIST"),
        ("move",): ("ALLOWED_LIST", "BLOCKED_LIST", "SUSPECTLIST", "UNKNOWNLIST"),
    }
    with session_in(tmp_path / "state") as (session, _written):
        for answers, names in asked.items():
            conversation = shell(session)
            conversation.send(None)
            for answer in ("listenerconfig", "edit", "1", "hostaccess", *answers):
                request = conversation.send(answer)
            assert isinstance(request, ReadLine)
            assert request.completions is not None
            assert tuple(request.completions()) == names
            conversation.close()


def test_every_operation_says_whether_it_changes_anything() -> None:
    reading = {
        each.keyword
        for menu in (
            edit_menu,
            host_access_menu,
            group_menu,
            recipient_menu,
            masquerade_menu,
            domain_map_menu,
        )
        for each in menu.operations
        if not each.changes
    }
    below = {"HOSTACCESS", "RCPTACCESS", "MASQUERADE", "DOMAINMAP"}
    assert reading == below | {"PRINT"}
    command = find("listenerconfig")
    assert command is not None
    forms = [form.syntax for form in command.forms if not form.changes]
    assert forms == ["listenerconfig edit <listener> hostaccess print"]


def test_a_long_address_list_is_not_shown_in_the_prompt(tmp_path: Path) -> None:
    addresses = tuple(f"user{number}@example.com" for number in range(1000))
    with session_in(
        tmp_path / "state",
        lambda draft: add_list(draft, "long", AddressList(addresses=addresses)),
    ) as (session, written):
        shown = talk(session, written, ["addresslistconfig", "edit", "1", "", "all of us", "", ""])
        assert "\n[1000 addresses]> \n" in shown
        changed = session.draft.listeners.address_lists["long"]
        assert changed == AddressList(addresses=addresses, description="all of us")


def test_the_commands_start_without_the_heavy_libraries() -> None:
    heavy = {"cryptography", "asyncio", "prompt_toolkit", "asyncssh"}
    imports = "import esatui.commands.listenerconfig, esatui.commands.addresslistconfig"
    code = f"import sys; {imports}; import state.hat, state.rat; print(*{heavy} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
