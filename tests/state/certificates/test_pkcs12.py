"""PKCS#12 files that real programs write, that real programs read, and that attackers write."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from state.certificates import Certificate, PooledKeyMaker, PrivateKey
from state.certificates.authorities import system_authorities
from state.certificates.ber import encode
from state.certificates.der import Element, children, read_element
from state.certificates.pkcs12 import Bundle, read_pkcs12, write_pkcs12
from state.certificates.request import Subject, self_signed
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, Issued, Wish, issue, leaf
from tests.state.certificates.conftest import Hierarchy

UNREADABLE = "Error: the PKCS#12 file could not be read. Check the file and the pass phrase."
PASSPHRASE = "correct horse"

Export = Callable[..., bytes]

OPTIONS = {
    "default": (),
    "legacy (RC2-40, 3DES, SHA-1)": ("-legacy",),
    "3DES for both": ("-descert", "-macalg", "sha1"),
    "RC2-128": ("-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-128"),
    "RC2-40 for both": ("-legacy", "-keypbe", "PBE-SHA1-RC2-40"),
    "3DES with two keys": ("-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"),
    "AES-128": ("-keypbe", "aes-128-cbc", "-certpbe", "aes-128-cbc"),
    "AES-192": ("-keypbe", "aes-192-cbc", "-certpbe", "aes-192-cbc"),
    "3DES in PBES2": ("-keypbe", "des-ede3-cbc", "-certpbe", "des-ede3-cbc"),
    "certificates in clear": ("-certpbe", "NONE"),
    "key in clear": ("-keypbe", "NONE"),
    "no MAC": ("-nomac",),
    "SHA-384": ("-macalg", "sha384"),
    "SHA-512": ("-macalg", "sha512"),
    "one iteration": ("-noiter", "-nomaciter"),
    "Microsoft key usage": ("-keysig", "-CSP", "Microsoft Enhanced Provider"),
    "friendly names": ("-name", "파트너", "-caname", "issuer"),
}

USUAL = ("default", "legacy (RC2-40, 3DES, SHA-1)", "no MAC", "certificates in clear")


@pytest.fixture(scope="module")
def rsa(hierarchy: Hierarchy) -> Issued:
    key = PooledKeyMaker(3).rsa(1024).signing_key
    return leaf("rsa.example.com", hierarchy.issuing, Wish(key=key, ca=False))


@pytest.fixture
def export(tmp_path: Path, hierarchy: Hierarchy, rsa: Issued) -> Export:
    """Writes a file with OpenSSL: kind of the key, with its chain or without, options."""

    def run(kind: str, *options: str, chain: bool = True, passphrase: str = PASSPHRASE) -> bytes:
        own = rsa if kind == "rsa" else hierarchy.server
        key, certificate, more = (tmp_path / name for name in ("key", "certificate", "more"))
        key.write_text(own.private_key.pem, "ascii")
        certificate.write_text(own.certificate.pem, "ascii")
        others = (hierarchy.issuing, hierarchy.intermediate)
        more.write_text("".join(each.certificate.pem for each in others), "ascii")
        return openssl.output(
            *("pkcs12", "-export", "-inkey", str(key), "-in", str(certificate)),
            *("-passout", f"pass:{passphrase}", *options),
            *(("-certfile", str(more)) if chain else ()),
        )

    return run


def refused(data: bytes, passphrase: str = PASSPHRASE) -> None:
    with pytest.raises(CertificateError) as caught:
        read_pkcs12(data, passphrase)
    assert caught.value.text == UNREADABLE


# With RSA and EC, with and without a chain for the usual kinds; the others differ in ciphers only.
VARIANTS = [
    pytest.param(options, kind, chain, id=f"{title}, {kind}, {'chain' if chain else 'no chain'}")
    for title, options in OPTIONS.items()
    for kind, chain in (("rsa", True), ("ec", False), ("rsa", False), ("ec", True))
    if (kind == "rsa" and chain) or title in USUAL
]


@pytest.mark.parametrize(("options", "kind", "chain"), VARIANTS)
def test_every_variant_of_openssl(
    export: Export,
    hierarchy: Hierarchy,
    rsa: Issued,
    options: tuple[str, ...],
    kind: str,
    chain: bool,
) -> None:
    own = rsa if kind == "rsa" else hierarchy.server
    data = export(kind, *options, chain=chain)
    expected = {hierarchy.issuing.certificate, hierarchy.intermediate.certificate}
    bundle = read_pkcs12(data, PASSPHRASE)
    assert bundle.certificate == own.certificate
    assert bundle.key == own.private_key
    assert set(bundle.chain) == (expected if chain else set())
    loaded = pkcs12.load_pkcs12(data, PASSPHRASE.encode())
    assert tuple(bundle.chain) == tuple(
        Certificate.from_der(each.certificate.public_bytes(Encoding.DER))
        for each in loaded.additional_certs
    )


@pytest.mark.parametrize("passphrase", ["", "a", "비밀번호", "\N{KEY}\N{KEY}", "ü" * 60, "x" * 500])
@pytest.mark.parametrize("options", [(), ("-legacy",)])
def test_pass_phrases(export: Export, options: tuple[str, ...], passphrase: str) -> None:
    data = export("ec", *options, passphrase=passphrase)
    assert read_pkcs12(data, passphrase).chain
    refused(data, passphrase + "x")


@pytest.mark.parametrize(
    "options",
    [("-keypbe", "NONE", "-certpbe", "NONE"), ("-keypbe", "NONE", "-certpbe", "NONE", "-nomac")],
)
def test_unencrypted_file_opens_with_an_empty_pass_phrase(
    export: Export, options: tuple[str, ...]
) -> None:
    assert read_pkcs12(export("ec", *options, passphrase=""), "").chain


def test_file_without_any_pass_phrase(hierarchy: Hierarchy) -> None:
    """An absent pass phrase is not an empty one in the old derivation; both are tried."""
    own = hierarchy.server
    written = write_pkcs12("x", own.certificate, own.private_key, (), "replaced")
    outer = children(read_element(written))
    content = octets_inside(outer[1])
    salt = b"12345678"
    key = absent_passphrase_key(salt)
    code = hmac.digest(key, content, "sha1")
    sha1 = encode(0x30, encode(0x06, bytes.fromhex("2b0e03021a")) + b"\x05\x00")
    mac = encode(0x30, encode(0x30, sha1 + encode(0x04, code)) + encode(0x04, salt))
    data = encode(0x30, outer[0].raw + outer[1].raw + mac)
    # The code fits; what is inside is still encrypted with another pass phrase.
    refused(data, "")
    clear = openssl_clear(own)
    outer = children(read_element(clear))
    code = hmac.digest(key, octets_inside(outer[1]), "sha1")
    mac = encode(0x30, encode(0x30, sha1 + encode(0x04, code)) + encode(0x04, salt))
    data = encode(0x30, outer[0].raw + outer[1].raw + mac)
    assert read_pkcs12(data, "").certificate == own.certificate
    refused(data, "x")


def absent_passphrase_key(salt: bytes) -> bytes:
    """RFC 7292 appendix B.2 for an absent pass phrase, one iteration, SHA-1, a MAC key."""
    return hashlib.sha1(b"\x03" * 64 + salt * 8, usedforsecurity=False).digest()


def openssl_clear(own: Issued) -> bytes:
    """A file without encryption and without MAC."""
    return openssl.output(
        *("pkcs12", "-export", "-nomac", "-keypbe", "NONE", "-certpbe", "NONE"),
        *("-passout", "pass:"),
        stdin=own.private_key.pem + own.certificate.pem,
    )


def octets_inside(content_info: Element) -> bytes:
    """The content of the OCTET STRING in a ContentInfo of kind data."""
    return read_element(children(content_info)[1].content).content


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_openssl_reads_what_is_written(hierarchy: Hierarchy, rsa: Issued, kind: str) -> None:
    own = rsa if kind == "rsa" else hierarchy.server
    chain = (hierarchy.issuing.certificate, hierarchy.intermediate.certificate)
    data = write_pkcs12("partner.com", own.certificate, own.private_key, chain, PASSPHRASE)
    password = ("-passin", f"pass:{PASSPHRASE}")
    info = openssl.run("pkcs12", "-info", "-noout", *password, stdin=data).stderr.decode()
    assert "MAC: sha256" in info
    assert info.count("PBES2, PBKDF2, AES-256-CBC, Iteration 20000, PRF hmacWithSHA256") == 2
    key = openssl.text("pkcs12", "-nocerts", "-noenc", *password, stdin=data)
    assert own.private_key.pem in key
    assert "friendlyName: partner.com" in key
    certificates = openssl.text("pkcs12", "-nokeys", *password, stdin=data)
    positions = [certificates.index(each.pem) for each in (own.certificate, *chain)]
    assert positions == sorted(positions)
    assert read_pkcs12(data, PASSPHRASE) == Bundle(own.certificate, own.private_key, chain)
    refused(data, "wrong")


def test_writing_needs_a_pass_phrase_and_the_right_key(hierarchy: Hierarchy) -> None:
    own = hierarchy.server
    with pytest.raises(CertificateError) as caught:
        write_pkcs12("x", own.certificate, own.private_key, (), "")
    assert caught.value.field == "passphrase"
    with pytest.raises(CertificateError) as caught:
        write_pkcs12("x", own.certificate, hierarchy.root.private_key, (), "x")
    assert caught.value.text == "The private key does not sign certificate. Discarding."


def test_wrong_pass_phrase_damage_and_garbage_look_the_same(export: Export) -> None:
    data = export("ec")
    for wrong in (b"", b"\x30", b"junk", data[:-1], data[: len(data) // 2], data[10:], b"\x30\x80"):
        refused(wrong)
    for position in range(0, len(data), 97):
        damaged = bytearray(data)
        damaged[position] ^= 0x10
        refused(bytes(damaged))
    refused(data, "")
    refused(data, "Correct horse")
    refused(data + b"x" * 1024 * 1024)


def test_a_large_key_does_not_stop_the_process(hierarchy: Hierarchy) -> None:
    """Reading a key does not test its primes: that would take a third of a second here."""
    key = PooledKeyMaker(1).rsa(4096)
    own = leaf("big.example.com", hierarchy.issuing, Wish(key=key.signing_key, ca=False))
    data = write_pkcs12("x", own.certificate, key, (), PASSPHRASE)
    assert read_pkcs12(data, PASSPHRASE).key == key


@pytest.mark.parametrize("iterations", [0, 5_000_001, 2**31 - 1, 2**32, 2**200, -1])
@pytest.mark.parametrize("where", ["mac", "pbkdf2", "pbe"])
def test_iteration_bombs_are_refused(
    hierarchy: Hierarchy, export: Export, where: str, iterations: int
) -> None:
    own = hierarchy.server
    number = iterations.to_bytes(iterations.bit_length() // 8 + 1, "big", signed=True)
    wanted = encode(0x02, number)
    if where == "mac":
        outer = children(read_element(export("ec")))
        mac = children(outer[2])
        bomb = encode(0x30, mac[0].raw + mac[1].raw + wanted)
        refused(encode(0x30, outer[0].raw + outer[1].raw + bomb))
        return
    algorithm = {
        "pbkdf2": pbes2(encode(0x04, b"saltsalt") + wanted),
        "pbe": encode(
            0x30, oid("2a864886f70d010c0103") + encode(0x30, encode(0x04, b"s") + wanted)
        ),
    }[where]
    refused(file_with(shrouded_key(algorithm), own.certificate))


def oid(content: str) -> bytes:
    return encode(0x06, bytes.fromhex(content))


def pbes2(parameters: bytes) -> bytes:
    derivation = encode(0x30, oid("2a864886f70d01050c") + encode(0x30, parameters))
    scheme = encode(0x30, oid("60864801650304012a") + encode(0x04, bytes(16)))
    return encode(0x30, oid("2a864886f70d01050d") + encode(0x30, derivation + scheme))


def shrouded_key(algorithm: bytes) -> bytes:
    value = encode(0x30, algorithm + encode(0x04, bytes(64)))
    return encode(0x30, oid("2a864886f70d010c0a0102") + encode(0xA0, value))


def certificate_bag(certificate: Certificate) -> bytes:
    x509_bag = oid("2a864886f70d01091601") + encode(0xA0, encode(0x04, certificate.der))
    return encode(0x30, oid("2a864886f70d010c0a0103") + encode(0xA0, encode(0x30, x509_bag)))


def file_with(*bags: bytes | Certificate) -> bytes:
    """A file without MAC and encryption that holds these bags."""
    encoded = (certificate_bag(bag) if isinstance(bag, Certificate) else bag for bag in bags)
    return file_of(encode(0x30, b"".join(encoded)))


def file_of(safe_contents: bytes) -> bytes:
    def data(content: bytes) -> bytes:
        inside = encode(0xA0, encode(0x04, content))
        return encode(0x30, oid("2a864886f70d010701") + inside)

    safe = encode(0x30, data(safe_contents))
    return encode(0x30, encode(0x02, b"\x03") + data(safe))


def clear_key(key: PrivateKey) -> bytes:
    der = openssl.output("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", stdin=key.pem)
    return encode(0x30, oid("2a864886f70d010c0a0101") + encode(0xA0, der))


def test_order_of_bags_does_not_matter_and_others_are_passed_over(hierarchy: Hierarchy) -> None:
    own, other = hierarchy.server, hierarchy.issuing
    secret = encode(0x30, oid("2a864886f70d010c0a0105") + encode(0xA0, encode(0x30, b"")))
    stranger = clear_key(hierarchy.root.private_key)
    data = file_with(
        other.certificate, secret, stranger, own.certificate, clear_key(own.private_key)
    )
    assert read_pkcs12(data, "") == Bundle(own.certificate, own.private_key, (other.certificate,))


def test_bags_within_bags(hierarchy: Hierarchy) -> None:
    own = hierarchy.server
    inner = encode(0x30, clear_key(own.private_key) + certificate_bag(own.certificate))
    for depth in range(1, 9):
        inner = encode(0x30, encode(0x30, oid("2a864886f70d010c0a0106") + encode(0xA0, inner)))
        if depth <= 4:
            assert read_pkcs12(file_of(inner), "").key == own.private_key
        else:
            refused(file_of(inner), "")


def test_files_without_key_or_certificate(hierarchy: Hierarchy) -> None:
    own = hierarchy.server
    refused(file_with(own.certificate), "")
    refused(file_with(clear_key(own.private_key)), "")
    refused(file_with(own.certificate, clear_key(hierarchy.root.private_key)), "")
    refused(file_with(), "")


def test_hollow_structures() -> None:
    """Every sequence of a sound file made empty, one at a time."""
    empty = encode(0x30, b"")
    refused(file_of(empty), "")
    refused(file_of(encode(0x30, empty)), "")
    refused(encode(0x30, encode(0x02, b"\x03") + empty), "")
    refused(empty, "")
    safe = encode(0xA0, encode(0x04, encode(0x30, empty)))
    hollow = encode(0x30, oid("2a864886f70d010701") + safe)
    refused(encode(0x30, encode(0x02, b"\x03") + hollow), "")


def test_number_of_certificates_is_bounded(hierarchy: Hierarchy) -> None:
    own = hierarchy.server
    key = clear_key(own.private_key)
    assert len(read_pkcs12(file_with(key, *[own.certificate] * 100), "").chain) == 99
    refused(file_with(key, *[own.certificate] * 101), "")
    refused(file_with(*[key] * 300, own.certificate), "")


def test_much_data_in_slow_encryption_is_refused(hierarchy: Hierarchy, export: Export) -> None:
    parameters = encode(0x30, encode(0x04, b"s") + encode(0x02, b"\x01"))
    algorithm = encode(0x30, oid("2a864886f70d010c0106") + parameters)
    value = encode(0x30, algorithm + encode(0x04, bytes(900_000)))
    bag = encode(0x30, oid("2a864886f70d010c0a0102") + encode(0xA0, value))
    refused(file_with(bag, hierarchy.server.certificate))


def test_ber_as_firefox_writes_it(export: Export, tmp_path: Path) -> None:
    """Indefinite lengths and strings in pieces; OpenSSL agrees that such a file is sound."""
    data = export("rsa")
    outer = children(read_element(data))
    content = octets_inside(outer[1])
    pieces = b"".join(encode(0x04, content[at : at + 1000]) for at in range(0, len(content), 1000))
    octets = b"\x24\x80" + pieces + b"\0\0"
    kind = children(outer[1])[0].raw
    info = b"\x30\x80" + kind + b"\xa0\x80" + octets + b"\0\0" + b"\0\0"
    ber = b"\x30\x80" + outer[0].raw + info + outer[2].raw + b"\0\0"
    openssl.output("pkcs12", "-noout", "-passin", f"pass:{PASSPHRASE}", stdin=ber)
    assert read_pkcs12(ber, PASSPHRASE) == read_pkcs12(data, PASSPHRASE)
    refused(ber[:-2])


def test_pbmac1(hierarchy: Hierarchy) -> None:
    """RFC 9579; written by OpenSSL from 3.4 on when it is asked to."""
    own = hierarchy.server
    outer = children(read_element(openssl_clear(own)))
    content = octets_inside(outer[1])
    salt = b"saltsaltsaltsalt"
    key = hashlib.pbkdf2_hmac("sha512", PASSPHRASE.encode(), salt, 2048, 32)
    code = hmac.digest(key, content, "sha256")
    hmac_256, hmac_512 = (
        encode(0x30, oid(each) + b"\x05\x00") for each in ("2a864886f70d0209", "2a864886f70d020b")
    )
    lengths = encode(0x02, b"\x08\x00") + encode(0x02, b"\x20")
    derivation = oid("2a864886f70d01050c") + encode(0x30, encode(0x04, salt) + lengths + hmac_512)
    parameters = encode(0x30, encode(0x30, derivation) + hmac_256)
    algorithm = encode(0x30, oid("2a864886f70d01050e") + parameters)
    digest = encode(0x30, algorithm + encode(0x04, code))
    mac = encode(0x30, digest + encode(0x04, b"NOT USED") + encode(0x02, b"\x01"))
    data = encode(0x30, outer[0].raw + outer[1].raw + mac)
    assert read_pkcs12(data, PASSPHRASE).certificate == own.certificate
    refused(data, "wrong")


def test_certificates_with_broken_contents(hierarchy: Hierarchy) -> None:
    own = hierarchy.server
    refused(file_with(clear_key(own.private_key), own.certificate, Certificate(b"junk")), "")


def test_long_chain_survives_both_ways(hierarchy: Hierarchy) -> None:
    key = PooledKeyMaker(1).rsa(2048)
    own = self_signed(key, Subject("mail.example.com"), days=1, now=NOW, serial_number=1)
    chain = system_authorities()[:30]
    data = write_pkcs12("x", own, key, chain, PASSPHRASE)
    assert read_pkcs12(data, PASSPHRASE).chain == chain


def test_a_certificate_of_the_same_key_twice(hierarchy: Hierarchy) -> None:
    """The first that fits counts, the second stays in the chain: nothing is lost."""
    own = hierarchy.server
    second = issue(
        x509.Name.from_rfc4514_string("CN=second"), wish=Wish(key=own.key, ca=False)
    ).certificate
    bundle = read_pkcs12(file_with(own.certificate, second, clear_key(own.private_key)), "")
    assert (bundle.certificate, bundle.chain) == (own.certificate, (second,))
