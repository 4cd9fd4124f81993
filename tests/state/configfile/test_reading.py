"""Encodings, and telling XML from TOML."""

import pytest

from state.configfile.faults import NoData, ParseFault
from state.configfile.reading import MAX_BYTES, read

DECLARATION = '<?xml version="1.0" encoding="{}"?>\n'
XML = "<config><adminaccess><banner>Zürich ÿ</banner></adminaccess></config>"


def banner(data: bytes | str) -> object:
    return read(data).areas["adminaccess"]["banner"]


@pytest.mark.parametrize("declared", ["ISO-8859-1", "latin1", "utf-8", "US-ASCII", "windows-1252"])
def test_utf_8_is_read_whatever_is_declared(declared: str) -> None:
    assert banner((DECLARATION.format(declared) + XML).encode()) == "Zürich ÿ"


@pytest.mark.parametrize("declared", ["ISO-8859-1", "iso-8859-1", "Latin-1"])
def test_latin_1_is_read_where_it_is_declared(declared: str) -> None:
    assert banner((DECLARATION.format(declared) + XML).encode("latin-1")) == "Zürich ÿ"


def test_the_euro_sign_of_windows() -> None:
    text = DECLARATION.format("windows-1252") + XML.replace("ÿ", "€")
    assert banner(text.encode("cp1252")) == "Zürich €"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(encoding: str) -> None:
    assert banner(XML.encode(encoding)) == "Zürich ÿ"
    assert banner('adminaccess.banner = "ü"'.encode(encoding)) == "ü"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (XML.encode("latin-1"), "line 1 is not in the encoding UTF-8."),
        (
            (DECLARATION.format("Shift_JIS") + XML).encode("latin-1"),
            "line 2 is not in the encoding Shift_JIS.",
        ),
        (b"\xff\xfe<\x00c", "the file is not in the encoding UTF-16."),
        ('banner = "ü"'.encode("latin-1"), "line 1 is not in the encoding UTF-8."),
        ("<config>\ud800</config>", "not well-formed (invalid token) in line 1."),
        ("banner = '\udcff'", "the text is not UTF-8."),
    ],
)
def test_what_is_in_no_encoding(data: bytes | str, reason: str) -> None:
    with pytest.raises(ParseFault) as caught:
        read(data)
    assert caught.value.text == f"Parsing failed: {reason}"


@pytest.mark.parametrize("data", [b"", "", " \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_to_load(data: bytes | str) -> None:
    with pytest.raises(NoData, match=r"^No data to load$"):
        read(data)


def test_a_text_may_begin_with_blank_lines() -> None:
    assert banner("\n\n  " + DECLARATION.format("ISO-8859-1") + XML) == "Zürich ÿ"


def test_lines_are_counted_from_the_first_of_the_file() -> None:
    with pytest.raises(ParseFault, match=r'element "no" in line 4 is not expected in "config"'):
        read("\n\n<config>\n<no/></config>")


def test_a_carriage_return_stays_and_a_line_end_of_windows_does_not() -> None:
    xml = "<config><adminaccess><banner>a&#13;\r\nb</banner></adminaccess></config>"
    assert banner(xml) == "a\r\nb"
    assert banner(xml.replace("&#13;", "")) == "a\nb"


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(ParseFault, match=f"larger than {MAX_BYTES} bytes"):
        read(b"<" * (MAX_BYTES + 1))


def test_comments_instructions_and_sections_of_text() -> None:
    xml = "<!-- a --><?b?><config><!-- c --><hostname><![CDATA[a.b]]></hostname></config><!-- d -->"
    assert read(xml).areas == {"system": {"hostname": "a.b"}}
