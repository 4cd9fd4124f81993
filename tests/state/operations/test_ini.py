from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state.operations.ini import FileFault, Section, Setting, read_ini


def test_sections_and_settings_with_their_lines() -> None:
    data = b"\xef\xbb\xbf# of the operator\r\n[a]\r\n Key = b = c \r\n\r\n; x\r\n[b]\r\nempty=\r\n"
    assert list(read_ini(data)) == [
        Section("a", 2, {"key": Setting("b = c", 3)}),
        Section("b", 6, {"empty": Setting("", 7)}),
    ]


def test_nothing() -> None:
    assert list(read_ini(b"")) == []
    assert list(read_ini(b"\n\n# only a comment")) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a = 1\n", "Error in line 1:\nA setting must stand below a section name."),
        (b"\n[a\n", "Error in line 2:\nThe section name must stand in brackets."),
        (b"[]\n", "Error in line 1:\nThe section name must stand in brackets."),
        (b"[a]\nword\n", "Error in line 2, section [a]:\nThe line must have the form: key = value"),
        (b"[a]\n= 1\n", "Error in line 2, section [a]:\nThe line must have the form: key = value"),
        (b"[a]\nk=1\nK = 2\n", 'Error in line 3, section [a]:\nThe key "k" appears twice.'),
        (b"[a]\nk=\xff\n", "Error in line 2:\nThe file is not UTF-8 text."),
        (b"[a]\nk=\x1b[2J\n", "Error in line 2:\nThe line contains control characters."),
        (b"[a]\nk=\x00\n", "Error in line 2:\nThe line contains control characters."),
        (b"[a]\rk=1\n", "Error in line 1:\nThe line contains control characters."),
        (
            b"[a]\nk=" + b"x" * 5000 + b"\n",
            "Error in line 2:\nThe line is longer than 4096 characters.",
        ),
    ],
)
def test_faults(data: bytes, text: str) -> None:
    with pytest.raises(FileFault) as caught:
        list(read_ini(data))
    assert caught.value.text == text


@given(st.binary(max_size=500))
def test_any_bytes_are_sections_or_a_fault(data: bytes) -> None:
    sections: list[Section] = []
    shown = ""
    try:
        sections += read_ini(data)
    except FileFault as error:
        shown = error.text.replace("\n", "")
    assert shown.isprintable()
    for section in sections:
        assert section.name.isprintable()
        assert all(setting.value.isprintable() for setting in section.settings.values())
