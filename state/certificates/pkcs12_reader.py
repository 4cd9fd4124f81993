"""The structure of a PKCS#12 file (RFC 7292 section 4).

`cryptography` reads such files too, but without any bound: a file that asks for 2^31 iterations, or
that holds a large RSA key, stops the whole process for seconds to hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from state.certificates.ber import to_der
from state.certificates.der import (
    CONTEXT_0,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    DerError,
    Element,
    children,
    expect,
    object_identifier,
    read_element,
)
from state.certificates.pbe import (
    Passphrase,
    Workload,
    authenticate,
    decrypt,
    read_algorithm,
)

_DATA: Final = "1.2.840.113549.1.7.1"
_ENCRYPTED_DATA: Final = "1.2.840.113549.1.7.6"
_KEY_BAG: Final = "1.2.840.113549.1.12.10.1.1"
_SHROUDED_KEY_BAG: Final = "1.2.840.113549.1.12.10.1.2"
_CERTIFICATE_BAG: Final = "1.2.840.113549.1.12.10.1.3"
_SAFE_CONTENTS_BAG: Final = "1.2.840.113549.1.12.10.1.6"
_X509_CERTIFICATE: Final = "1.2.840.113549.1.9.22.1"
_IMPLICIT_PRIMITIVE_0: Final = 0x80
_MAXIMUM_BAGS: Final = 256


@dataclass(slots=True)
class Contents:
    """Keys (PKCS#8, DER) and certificates (DER) in the order of the file."""

    keys: list[bytes] = field(default_factory=list)
    certificates: list[bytes] = field(default_factory=list)


def read_contents(data: bytes, passphrase: Passphrase, work: Workload) -> Contents:
    """Everything in the file. Raises ValueError (DerError, PbeError) when it cannot be opened."""
    _, content_info, *mac = children(expect(read_element(to_der(data)), SEQUENCE))
    safe = _octets(_content(content_info, _DATA))
    if mac:
        authenticate(mac[0], safe, passphrase, work)
    contents = Contents()
    reader = _BagReader(contents, passphrase, work)
    for part in children(expect(read_element(to_der(safe)), SEQUENCE)):
        reader.read(_opened(part, passphrase, work), 0)
    return contents


def _opened(content_info: Element, passphrase: Passphrase, work: Workload) -> bytes:
    """The SafeContents of one ContentInfo, decrypted if need be."""
    kind, *_ = children(expect(content_info, SEQUENCE))
    if _oid(kind) == _DATA:
        return _octets(_content(content_info, _DATA))
    _, encrypted = children(expect(_content(content_info, _ENCRYPTED_DATA), SEQUENCE))[:2]
    _, algorithm, data = children(expect(encrypted, SEQUENCE))[:3]
    return decrypt(read_algorithm(algorithm), _octets(data), passphrase, work)


class _BagReader:
    def __init__(self, contents: Contents, passphrase: Passphrase, work: Workload) -> None:
        self._contents = contents
        self._passphrase = passphrase
        self._work = work
        self._bags = 0

    def read(self, safe_contents: bytes, depth: int) -> None:
        if depth > 4:
            raise DerError("bags too deep in each other")
        for bag in children(expect(read_element(to_der(safe_contents)), SEQUENCE)):
            self._bags += 1
            if self._bags > _MAXIMUM_BAGS:
                raise DerError("too many bags")
            kind, value, *_ = children(expect(bag, SEQUENCE))
            self._read_bag(_oid(kind), read_element(expect(value, CONTEXT_0).content), depth)

    def _read_bag(self, kind: str, value: Element, depth: int) -> None:
        """Bags of other kinds (revocation lists, secrets) are of no use here."""
        if kind == _KEY_BAG:
            self._contents.keys.append(value.raw)
        elif kind == _SHROUDED_KEY_BAG:
            algorithm, data = children(expect(value, SEQUENCE))
            key = decrypt(read_algorithm(algorithm), _octets(data), self._passphrase, self._work)
            self._contents.keys.append(key)
        elif kind == _CERTIFICATE_BAG:
            certificate_kind, content = children(expect(value, SEQUENCE))
            if _oid(certificate_kind) == _X509_CERTIFICATE:
                octets = read_element(expect(content, CONTEXT_0).content)
                self._contents.certificates.append(_octets(octets))
        elif kind == _SAFE_CONTENTS_BAG:
            self.read(value.raw, depth + 1)


def _content(content_info: Element, kind: str) -> Element:
    """What a ContentInfo of this kind holds."""
    found, content = children(expect(content_info, SEQUENCE))
    if _oid(found) != kind:
        raise DerError("unknown kind of content")
    return read_element(expect(content, CONTEXT_0).content)


def _oid(element: Element) -> str:
    return object_identifier(expect(element, OBJECT_IDENTIFIER).content)


def _octets(element: Element) -> bytes:
    """The content of an OCTET STRING, also under an implicit tag and then in pieces."""
    if element.tag == CONTEXT_0:
        return b"".join(expect(piece, OCTET_STRING).content for piece in children(element))
    if element.tag == _IMPLICIT_PRIMITIVE_0:
        return element.content
    return expect(element, OCTET_STRING).content
