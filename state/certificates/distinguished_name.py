"""Distinguished names: from DER to the line an operator reads, and to a form that compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from state.certificates.der import (
    OBJECT_IDENTIFIER,
    SEQUENCE,
    SET,
    DerError,
    Element,
    children,
    expect,
    object_identifier,
)

COMMON_NAME: Final = "2.5.4.3"
ORGANIZATION: Final = "2.5.4.10"

# The names that OpenSSL prints.
_SHORT_NAMES: Final = {
    COMMON_NAME: "CN",
    ORGANIZATION: "O",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "street",
    "2.5.4.11": "OU",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.17": "postalCode",
    "2.5.4.42": "GN",
    "2.5.4.43": "initials",
    "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.97": "organizationIdentifier",
    "1.2.840.113549.1.9.1": "emailAddress",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
    "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

# Universal tags of the string types (X.680) and the way their octets are read. TeletexString is
# read as Latin-1, as every implementation does.
_ENCODINGS: Final = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}

NameKey = tuple[frozenset[tuple[str, str]], ...]
"""A name in the form that compares: object identifiers with folded texts."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: dotted object identifier and text, undecodable octets shown as U+FFFD."""

    oid: str
    value: str


@dataclass(frozen=True, slots=True)
class DistinguishedName:
    """A name as a sequence of relative names, each a set of attributes (usually one)."""

    relative_names: tuple[tuple[Attribute, ...], ...]

    @property
    def text(self) -> str:
        """`C=US,O=Example,CN=mail.example.com`, in the certificate's order, safe to print."""
        return ",".join(
            f"{_SHORT_NAMES.get(attribute.oid, attribute.oid)}={printable(attribute.value)}"
            for relative in self.relative_names
            for attribute in relative
        )

    def first(self, oid: str) -> str:
        """Printable text of the first attribute of this type, '' when there is none."""
        for relative in self.relative_names:
            for attribute in relative:
                if attribute.oid == oid:
                    return printable(attribute.value)
        return ""

    @property
    def comparable(self) -> NameKey:
        """Equal for names that RFC 5280 section 7.1 calls equal: case and spaces folded."""
        return tuple(
            frozenset((each.oid, " ".join(each.value.split()).casefold()) for each in relative)
            for relative in self.relative_names
        )


def printable(value: str) -> str:
    r"""The text with control and invisible characters written as `\x1B`: it goes to terminals."""
    if value.isprintable():
        return value
    return "".join(
        character if character.isprintable() else f"\\x{ord(character):02X}" for character in value
    )


def read_name(element: Element) -> DistinguishedName:
    """A Name (RFC 5280 section 4.1.2.4). Raises DerError when the structure is broken."""
    return DistinguishedName(
        tuple(
            tuple(_read_attribute(attribute) for attribute in children(expect(relative, SET)))
            for relative in children(expect(element, SEQUENCE))
        )
    )


def _read_attribute(element: Element) -> Attribute:
    parts = children(expect(element, SEQUENCE))
    if len(parts) != 2:
        raise DerError("an attribute is a type and a value")
    kind, value = parts
    text = value.content.decode(_ENCODINGS.get(value.tag, "latin-1"), errors="replace")
    return Attribute(object_identifier(expect(kind, OBJECT_IDENTIFIER).content), text)
