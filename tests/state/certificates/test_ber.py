"""BER becomes the DER that OpenSSL would have written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.certificates.ber import encode, to_der
from state.certificates.der import DerError, children, object_identifier, read_element


@pytest.mark.parametrize(
    ("ber", "der"),
    [
        ("0500", "0500"),
        ("308005000000", "30020500"),
        ("30820002 0500", "30020500"),
        ("2480 0401aa 0402bbcc 0000", "0403aabbcc"),
        ("2480 2480 0401aa 0000 0401bb 0000", "0402aabb"),
        ("a080 3080 020105 0000 0000", "a005 3003 020105"),
        ("3000 ffff", "3000"),
    ],
)
def test_conversion(ber: str, der: str) -> None:
    assert to_der(bytes.fromhex(ber)).hex() == der.replace(" ", "")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "30",
        "3005",
        "3080",
        "30800500",
        "0580",
        "3003020500",
        "1f8100",
        "2480020105 0000",
        "30ff",
        "3084ffffffff",
    ],
)
def test_what_is_no_ber(bad: str) -> None:
    with pytest.raises(DerError):
        to_der(bytes.fromhex(bad))


def test_depth_and_number_are_bounded() -> None:
    deep = b"\x30\x80" * 33 + b"\0\0" * 33
    with pytest.raises(DerError):
        to_der(deep)
    assert to_der(b"\x30\x80" * 32 + b"\0\0" * 32)
    with pytest.raises(DerError):
        to_der(b"\x30\x80" + b"\x05\x00" * 60_000 + b"\0\0")
    with pytest.raises(DerError):
        to_der(b"\x30\x80" * 500_000)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 0x1E), st.binary(max_size=400))
def test_encoding_is_read_back(tag: int, content: bytes) -> None:
    found = read_element(encode(tag, content) + b"rest")
    assert (found.tag, found.content) == (tag, content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_der_or_an_error(data: bytes) -> None:
    for read in (to_der, lambda data: children(read_element(data)), object_identifier):
        try:
            read(data)
        except DerError:
            continue


def test_object_identifiers() -> None:
    assert object_identifier(bytes.fromhex("550403")) == "2.5.4.3"
    assert object_identifier(bytes.fromhex("2a864886f70d010901")) == "1.2.840.113549.1.9.1"
    assert object_identifier(bytes.fromhex("883703")) == "2.999.3"
    assert object_identifier(b"\x00") == "0.0"
    for bad in (b"", b"\x80", b"\x2a\x86", b"\x01" * 200):
        with pytest.raises(DerError):
            object_identifier(bad)
