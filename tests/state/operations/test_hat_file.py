from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from state.factory import private_host_access, public_host_access
from state.model.listeners import (
    DEFAULT_PARAMETERS,
    AddressList,
    HostAccessTable,
    PolicyParameters,
    SenderGroup,
)
from state.operations import hat
from state.operations.address_lists import add_list
from state.operations.hat_file import parse_table, render_table
from state.operations.ini import FileFault
from state.operations.policies import PARAMETER_RANGES, WITH_ADDRESS_LIST
from state.operations.policy_words import parameter_lines, read_parameter
from state.operations.table_files import FILE_LIMIT
from tests.state.operations.drafts import factory_draft
from tests.state.strategies import SENDERS, access_tables

DRAFT = add_list(factory_draft(), SENDERS, AddressList(addresses=("@bank.example",)))


def parsed(text: str | bytes) -> HostAccessTable:
    data = text.encode() if isinstance(text, str) else text
    return parse_table(DRAFT, data, DEFAULT_PARAMETERS)


def test_the_factory_table_is_that_of_the_reference() -> None:
    text = render_table(public_host_access())
    assert text.startswith("$BLOCKED\n    REJECT {\n    }\n$TRUSTED\n    ACCEPT {\n")
    assert '        spam_check = "off"\n    }\n$THROTTLED\n' in text
    assert text.endswith("    sbrs[none]\n    $ACCEPTED (Reviewed but undecided, continue "
                         "normal acceptance)\nALL\n    $ACCEPTED (Everyone else)")  # fmt: skip


@pytest.mark.parametrize("table", [public_host_access(), private_host_access()])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_factory_tables_come_back(table: HostAccessTable, line_end: str) -> None:
    text = f"# a comment\n\n\ufeff{render_table(table)}\n".replace("\ufeff", "")
    assert parsed(text.replace("\n", line_end)) == table


def _storable(hat_table: HostAccessTable) -> HostAccessTable:
    """Return a random table as the operations keep it: address lists with their levels alone."""
    policies = {
        name: policy
        if policy.parameters.tls in WITH_ADDRESS_LIST
        else replace(policy, parameters=replace(policy.parameters, tls_senders=None))
        for name, policy in hat_table.policies.items()
    }
    return replace(hat_table, policies=policies)


@given(access_tables())
def test_what_is_rendered_is_read_again(table: HostAccessTable) -> None:
    table = _storable(table)
    everyone = table.policies[table.groups["ALL"].policy]
    assume(everyone.rule != "CONTINUE")
    assert parse_table(DRAFT, render_table(table).encode(), table.default) == table


def test_every_parameter_has_a_line() -> None:
    numbers = dict.fromkeys((*PARAMETER_RANGES,), 1024)
    flags = [field.name for field in fields(PolicyParameters) if "bool" in str(field.type)]
    given: dict[str, Any] = {**numbers, **dict.fromkeys(flags, True)}
    values = PolicyParameters(
        **{**given, "significant_bits": 24, "accept_code": 220, "reject_code": 554},
        tls="preferred",
        tls_senders=SENDERS,
        banner_hostname="mx.example.com",
        accept_text=('Say "hello" \\ n', "\\n", " "),
        reject_text=("Go away.",),
        smtp_auth="required",
    )
    lines = list(parameter_lines(values))
    assert len(lines) == len(fields(PolicyParameters))
    read = dict(read_parameter(*line.split(" = ", 1)) for line in lines)
    assert PolicyParameters(**read) == values


GOOD = "$A\nACCEPT {\n}\nALL\n$A\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Error in the file:\nThe last sender group must be ALL."),
        ("$A\n", "Error in the file:\nThe file ends in the middle of an entry."),
        ("$A\nACCEPT {\n", "Error in the file:\nThe file ends in the middle of an entry."),
        (GOOD + "$A\nREJECT\n", 'Error in line 6:\nA mail flow policy named "A" already exists.'),
        (GOOD + "ALL\n$A\n", "Error in line 6:\nThe last sender group must be ALL."),
        ("G\n10.1.1.1\n$A\n" + GOOD, "Error in line 1:\nA policy ($NAME) or a sender group (NAME:) is expected."),
        ("G:\n10.1.1.1\n10.1.1.1\n$A\n" + GOOD, 'Error in line 3:\nThe host "10.1.1.1" is already in this sender group.'),
        ("G:\n$A (x\n" + GOOD, "Error in line 2:\nThe comment must end with a closing parenthesis."),
        (f"G:\n$A ({'x' * 4097})\n" + GOOD, "Error in line 2:\nA comment has at most 4096 characters."),
        ("G:\n$A x(y)\n" + GOOD, 'Error in the file:\nThe mail flow policy "A x" of the sender group "G" is not in the file.'),
        (GOOD.replace("{\n", "{ tls\n"), "Error in line 2:\nAn access rule is expected: ACCEPT, RELAY, REJECT, TCPREFUSE, CONTINUE."),
        (GOOD.replace("{\n", "{\ntls\n"), "Error in line 3:\nThe line must have the form: parameter = value"),
        (GOOD.replace("{\n", '{\ntls = "off\n'), "Error in line 3:\nThe value must stand in double quotes."),
        (GOOD.replace("{\n", '{\ntls = "off"\nTLS="off"\n'), 'Error in line 4:\nThe parameter "TLS" appears twice.'),
        (GOOD.replace("{\n", '{\nsmtp_banner_text = ""\n'), None),
        (GOOD.replace("{\n", '{\nsmtp_banner_hostname = "-"\n'), "Error in line 2:\nA hostname is a string"),
        (GOOD.replace("{\n", '{\ntls="preferred"\ntls_address_list = "x"\n'), 'Error in line 2:\nThe address list "x" does not exist.'),
        (GOOD.replace("{\n", "{\nmax_message_size = 1\n"), "Error in line 3:\nThe value must be between 1024 and 1073741824."),
        (GOOD.replace("ACCEPT {\n}", "CONTINUE {}"), "Error in the file:\nThe sender group ALL needs a policy that does not continue."),
        (b"\xff", "Error in line 1:\nThe file is not UTF-8 text."),
        ("A\x1b[2J:\n", "Error in line 1:\nThe line contains control characters."),
        ("A" * 70_000, "Error in line 1:\nThe line is longer than 65536 characters."),
        (b" " * (FILE_LIMIT + 1), f"Error in the file:\nThe file is larger than {FILE_LIMIT} bytes."),
        ("".join(f"$P{n}\nREJECT\n" for n in range(1001)), "Error in line 2001:\nA Host Access Table has at most 1000 mail flow policies."),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_line(text: str | bytes, fault: str | None) -> None:
    if fault is None:
        parsed(text)
        return
    with pytest.raises(FileFault) as caught:
        parsed(text)
    assert caught.value.text.startswith(fault)


def test_a_group_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("state.operations.hat_file.MOST_SENDERS", 3)
    lines = "\n".join(f"10.1.1.{n}" for n in range(4))
    with pytest.raises(FileFault, match="at most 3 senders"):
        parsed(f"G:\n{lines}\n$A\n{GOOD}")


@given(st.binary(max_size=200) | st.text('$A:(){}="\\\n 1.[]#sbrtl', max_size=200))
def test_whatever_a_file_contains_it_is_read_or_refused(content: bytes | str) -> None:
    try:
        parsed(content)
    except FileFault:
        return
    assert content


def test_a_comment_may_be_any_text() -> None:
    comments = ("(", ")", "$x (y)", "#", '"', " x ", "\u2028")
    groups = {f"G{n}": SenderGroup(policy="A", comment=each) for n, each in enumerate(comments)}
    table = replace(parsed(GOOD), default=DEFAULT_PARAMETERS)
    named = {**groups, **table.groups}
    table = replace(table, groups=named, order=tuple(named))
    assert parsed(render_table(table)) == table
    hat.check_room(table)


def test_a_tab_in_a_comment_is_a_space() -> None:
    assert parsed(f"G:\n$A (a\tb)\n{GOOD}").groups["G"].comment == "a b"
