"""What transcripts cannot show of `destconfig`: large tables, completion, start-up."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from esatui.commands.destconfig.declaration import menu
from esatui.commands.destconfig.tables import summary_table
from esatui.registry import find
from esatui.requests import ReadLine
from esatui.shell import shell
from esatui.text.layout import cell_width
from state.model.destinations import Destination, Destinations
from state.operations.destination_file import render_destinations
from tests.commands.dialogues import session_in, talk

TEN_THOUSAND = Destinations(
    entries={f"d{number:05}.example.com": Destination(tls="required") for number in range(10_000)}
)


def test_ten_thousand_entries_are_imported_listed_and_cleared(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, written):
        directory = session.appliance.configuration_directory
        directory.mkdir(exist_ok=True)
        (directory / "big.ini").write_bytes(render_destinations(TEN_THOUSAND))
        shown = talk(session, written, ["destconfig", "import", "big.ini", "list", ""])
        assert "\n10000 entries imported.\n\nThere are currently 10000 entries configured." in shown
        assert shown.count("Default   Req       Default        Default    Default\n") == 10_000
        assert session.draft.destinations == TEN_THOUSAND
        talk(session, written, ["destconfig edit d04711.example.com use_tls=off"])
        assert session.draft.destinations.entries["d04711.example.com"] == Destination(tls="off")
        talk(session, written, ["destconfig", "clear", ""])
        assert not session.draft.destinations.entries


def test_a_long_list_is_paged(tmp_path: Path) -> None:
    entries = {f"d{number}.example.com": Destination() for number in range(100)}
    with session_in(tmp_path / "state") as (session, written):
        session.update(session.draft.write(destinations=Destinations(entries=entries)))
        session.dialogue.rows = 24
        shown = talk(session, written, ["destconfig list"])
        assert shown.count("-Press Any Key For More-") == (100 + 4) // 23


def test_domains_are_completed_where_one_is_asked_for(tmp_path: Path) -> None:
    entries = {"b.example": Destination(), "a.example": Destination()}
    with session_in(
        tmp_path / "state", lambda draft: draft.write(destinations=Destinations(entries=entries))
    ) as (session, _written):
        for operation in ("edit", "delete", "detail"):
            conversation = shell(session)
            conversation.send(None)
            conversation.send("destconfig")
            request = conversation.send(operation)
            assert isinstance(request, ReadLine)
            assert request.completions is not None
            assert request.completions() == ("a.example", "b.example")
            conversation.close()


def test_profiles_are_completed_but_not_the_words_of_the_appliance(tmp_path: Path) -> None:
    with session_in(tmp_path / "state") as (session, _written):
        conversation = shell(session)
        conversation.send(None)
        conversation.send("destconfig")
        request = conversation.send("setup")
        assert isinstance(request, ReadLine)
        assert request.completions is not None
        assert request.completions() == ("Demo",)
        conversation.send("")
        conversation.send("")
        for answer in ("default", "", "", ""):
            request = conversation.send(answer)
        assert (request.prompt, request.completions) == ("[1]> ", None)
        conversation.close()


def test_every_line_of_a_list_is_aligned() -> None:
    entries = {
        "x" * 63 + ".example": Destination(),
        "a.example": Destination(tls="required_verify_hosted", bounce_profile="a_long_name_of_it"),
    }
    table = summary_table(Destinations(entries=entries), sorted(entries))
    headings, rows = table.split("\n")[1:3], table.split("\n")[3:]
    column = headings[0].index("Preference")
    assert headings[1][column - 2 : column] == "  "
    for row in rows:
        assert row[column - 1] == " "
        assert row[column] != " "
        assert cell_width(row) == len(row)


def test_every_operation_says_whether_it_changes_anything() -> None:
    reading = {each.keyword for each in menu.operations if not each.changes}
    assert reading == {"LIST", "DETAIL"}
    command = find("destconfig")
    assert command is not None
    forms = {form.syntax.split()[1] for form in command.forms if not form.changes}
    assert forms == {"list", "detail"}


def test_an_unset_field_is_none_of_the_table() -> None:
    table = Destinations(entries={"a.example": replace(Destination(), tls="off")})
    assert "a.example           Default   Off       Default" in summary_table(table, ["a.example"])


def test_the_commands_start_without_the_heavy_libraries() -> None:
    names = "destconfig deliveryconfig websecurityconfig listenerconfig interfaceconfig ldapconfig"
    heavy = {"cryptography", "asyncio", "prompt_toolkit", "asyncssh"}
    imports = "; ".join(f"import esatui.commands.{name}" for name in names.split())
    code = f"import sys; {imports}; print(*sorted({heavy} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
