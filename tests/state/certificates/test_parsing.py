"""Certificates and keys from everything that operators paste and authorities send."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from state.certificates import (
    Certificate,
    PooledKeyMaker,
    PrivateKey,
    read_certificates,
    read_private_key,
)
from state.certificates.keys import RSA_SIZES
from state.errors import CertificateError
from tests.state.certificates import openssl
from tests.state.certificates.authority import Wish, ec_key, issue, private_key
from tests.state.certificates.conftest import Hierarchy

INVALID_CERTIFICATE = "Invalid certificate...discarding"
INVALID_KEY = "Invalid private key ...discarding"


@pytest.fixture(scope="module")
def chain(hierarchy: Hierarchy) -> tuple[Certificate, ...]:
    return tuple(
        each.certificate for each in (hierarchy.server, hierarchy.issuing, hierarchy.intermediate)
    )


def joined(chain: tuple[Certificate, ...]) -> str:
    return "".join(each.pem for each in chain)


def test_one_certificate(chain: tuple[Certificate, ...]) -> None:
    assert read_certificates(chain[0].pem) == chain[:1]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_several_with_text_around_and_any_line_end(
    chain: tuple[Certificate, ...], line_end: str
) -> None:
    paste = (
        "\ufeffSubject: 메일\n" + "\nsome words -- here\n".join(each.pem for each in chain) + "."
    )
    assert read_certificates(paste.replace("\n", line_end)) == chain
    assert read_certificates(paste.replace("\n", line_end).encode("utf-8")) == chain


def test_indented_and_unwrapped(chain: tuple[Certificate, ...]) -> None:
    indented = "\n".join("    " + line + "\t" for line in joined(chain).splitlines())
    assert read_certificates(indented) == chain
    assert read_certificates(chain[0].pem.replace("\n", " ")) == chain[:1]


@pytest.mark.parametrize("space", ["\x85", "\xa0", "\u3000"])
def test_spaces_that_are_none_in_ascii_damage_a_block(
    chain: tuple[Certificate, ...], space: str
) -> None:
    damaged = chain[0].pem[:100] + space + chain[0].pem[100:]
    for data in (damaged, damaged.encode("utf-8"), damaged.encode("latin-1", errors="replace")):
        with pytest.raises(CertificateError):
            read_certificates(data)


def test_text_form_of_openssl_before_the_block(chain: tuple[Certificate, ...]) -> None:
    assert read_certificates(openssl.output("x509", "-text", stdin=chain[0].pem)) == chain[:1]


def test_trusted_certificate_of_openssl(chain: tuple[Certificate, ...]) -> None:
    trusted = openssl.text(
        *("x509", "-trustout", "-addtrust", "serverAuth", "-setalias", "mine"), stdin=chain[0].pem
    )
    assert "TRUSTED" in trusted
    assert read_certificates(trusted) == chain[:1]


def test_der_and_bare_base64(chain: tuple[Certificate, ...]) -> None:
    assert read_certificates(chain[0].der) == chain[:1]
    assert read_certificates(base64.b64encode(chain[0].der)) == chain[:1]
    assert read_certificates(base64.encodebytes(chain[0].der).decode("ascii")) == chain[:1]


@pytest.mark.parametrize("form", ["PEM", "DER"])
def test_pkcs7_in_both_forms(chain: tuple[Certificate, ...], form: str, tmp_path: Path) -> None:
    file = tmp_path / "chain.pem"
    file.write_text(joined(chain), "ascii")
    p7b = openssl.output("crl2pkcs7", "-nocrl", "-certfile", str(file), "-outform", form)
    assert sorted(read_certificates(p7b), key=chain.index) == list(chain)


def test_a_version_that_nobody_knows_in_pkcs7(
    chain: tuple[Certificate, ...], tmp_path: Path
) -> None:
    file = tmp_path / "chain.pem"
    file.write_text(joined(chain[:1]), "ascii")
    p7b = openssl.output("crl2pkcs7", "-nocrl", "-certfile", str(file), "-outform", "DER")
    version_3, version_19 = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x12"
    assert p7b.count(version_3) == 1
    with pytest.raises(CertificateError) as caught:
        read_certificates(p7b.replace(version_3, version_19))
    assert caught.value.text == INVALID_CERTIFICATE


def test_keys_beside_certificates_are_passed_over(chain: tuple[Certificate, ...]) -> None:
    key = private_key(ec_key()).pem
    encrypted = openssl.text("pkey", "-aes256", "-passout", "pass:secret", stdin=key)
    assert read_certificates(key + joined(chain) + encrypted) == chain


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b".",
        b"\x30",
        b"\x30\x03\x02\x01\x01",
        b"\x00\xff" * 50,
        "아무 말".encode(),
        b"-----BEGIN CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n",
        b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
        b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----",
        b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
        b"MIIBIjANBgkqhkiG9w0BAQ",
    ],
)
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(CertificateError) as caught:
        read_certificates(data)
    assert caught.value.text == INVALID_CERTIFICATE
    with pytest.raises(CertificateError) as caught:
        read_private_key(data)
    assert caught.value.text == INVALID_KEY


def test_one_damaged_certificate_discards_all(chain: tuple[Certificate, ...]) -> None:
    lines = chain[1].pem.splitlines()
    cut = "\n".join([*lines[:3], *lines[4:]])
    with pytest.raises(CertificateError, match="Invalid certificate"):
        read_certificates(chain[0].pem + cut)


def test_size_and_number_are_bounded(chain: tuple[Certificate, ...]) -> None:
    assert len(read_certificates(chain[0].pem * 100)) == 100
    with pytest.raises(CertificateError, match="Invalid certificate"):
        read_certificates(chain[0].pem * 101)
    assert len(read_certificates(chain[0].pem * 101, maximum=200)) == 101
    for flood in ("A" * (1024 * 1024 + 1), "-----BEGIN A-----" * 70_000, "\n" * 2_000_000):
        with pytest.raises(CertificateError):
            read_certificates(flood)
        with pytest.raises(CertificateError):
            read_private_key(flood)


@pytest.mark.parametrize(
    "shape", ["-----BEGIN A-----", "-----BEGIN CERTIFICATE-----\nAAAA\n", "---"]
)
def test_floods_within_the_bound_end_soon(shape: str) -> None:
    """Nothing here may be quadratic: each of these would then take minutes."""
    with pytest.raises(CertificateError):
        read_certificates(shape * (1024 * 1024 // len(shape)))
    with pytest.raises(CertificateError):
        Certificate.from_pem(shape * (1024 * 1024 // len(shape)))


@pytest.mark.parametrize("bits", RSA_SIZES)
@pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_rsa_keys_in_every_form(bits: int, form: PrivateFormat, encoding: Encoding) -> None:
    key = PooledKeyMaker(2).rsa(bits)
    written = key.signing_key.private_bytes(encoding, form, NoEncryption())
    assert read_private_key(written) == key
    assert key.key_text == f"RSA {bits}"


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521", "secp256k1"])
@pytest.mark.parametrize("command", [["ecparam", "-genkey", "-name"], ["genpkey"]])
def test_ec_keys_as_openssl_writes_them(curve: str, command: list[str]) -> None:
    if command[0] == "ecparam":
        # Writes an EC PARAMETERS block before the key, in SEC1 form.
        written = openssl.output(*command, curve)
        assert b"EC PARAMETERS" in written
    else:
        written = openssl.output(
            *command, "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}"
        )
    assert read_private_key(written).key_text == f"EC {curve}"
    der = openssl.output("pkey", "-outform", "DER", stdin=written)
    assert read_private_key(der) == read_private_key(written)
    assert read_private_key(base64.b64encode(der)) == read_private_key(written)


def test_key_identity_pairs_key_and_certificate(hierarchy: Hierarchy) -> None:
    key = read_private_key(hierarchy.server.private_key.pem)
    assert key.matches(hierarchy.server.certificate)
    assert not key.matches(hierarchy.issuing.certificate)


@pytest.mark.parametrize(
    "options",
    [
        ("pkey", "-aes256", "-passout", "pass:secret"),
        ("pkey", "-aes256", "-passout", "pass:secret", "-traditional"),
        ("pkcs8", "-topk8", "-passout", "pass:secret", "-outform", "DER"),
        ("pkcs8", "-topk8", "-passout", "pass:", "-outform", "PEM"),
    ],
)
def test_encrypted_keys_are_refused(options: tuple[str, ...]) -> None:
    written = openssl.output(*options, stdin=PooledKeyMaker(1).rsa(1024).pem)
    with pytest.raises(CertificateError) as caught:
        read_private_key(written)
    assert caught.value.text == INVALID_KEY


@pytest.mark.parametrize("algorithm", ["ED25519", "X25519"])
def test_other_kinds_of_keys_are_refused(algorithm: str) -> None:
    with pytest.raises(CertificateError, match="Invalid private key"):
        read_private_key(openssl.output("genpkey", "-algorithm", algorithm))


def test_two_keys_and_public_keys_are_refused() -> None:
    pem = private_key(ec_key()).pem
    public = openssl.output("pkey", "-pubout", stdin=pem)
    for wrong in (
        pem + private_key(ec_key(1)).pem,
        public,
        openssl.output("pkey", "-pubout", "-outform", "DER", stdin=pem),
    ):
        with pytest.raises(CertificateError, match="Invalid private key"):
            read_private_key(wrong)


def rsa_numbers(**changes: int) -> bytes:
    """PKCS#1 DER of a small key, with some of its numbers exchanged."""
    key = PooledKeyMaker(1).rsa(1024).signing_key
    assert isinstance(key, rsa.RSAPrivateKey)
    n = key.private_numbers()
    values = {
        "n": n.public_numbers.n,
        "e": n.public_numbers.e,
        "d": n.d,
        "p": n.p,
        "q": n.q,
        "dmp1": n.dmp1,
        "dmq1": n.dmq1,
        "iqmp": n.iqmp,
    } | changes
    body = b"".join(integer(value) for value in (0, *values.values()))
    return element(0x30, body)


def integer(value: int) -> bytes:
    return element(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def element(tag: int, content: bytes) -> bytes:
    length = len(content).to_bytes(4, "big")
    return (
        bytes([tag, 0x84]) + length + content
        if len(content) > 127
        else bytes([tag, len(content)]) + content
    )


@pytest.mark.parametrize("number", ["n", "e", "d", "p", "q", "dmp1", "dmq1", "iqmp"])
@pytest.mark.parametrize("value", [0, 1, 2, 65539, 2**1023 + 3])
def test_rsa_numbers_that_do_not_fit_each_other_are_refused(number: str, value: int) -> None:
    with pytest.raises(CertificateError, match="Invalid private key"):
        read_private_key(rsa_numbers(**{number: value}))


def test_an_ec_key_whose_public_half_is_another_is_refused() -> None:
    der = ec_key().private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    other = ec_key(1).public_key().public_numbers()
    own = ec_key().public_key().public_numbers()
    point = other.x.to_bytes(32, "big") + other.y.to_bytes(32, "big")
    mixed = der.replace(own.x.to_bytes(32, "big") + own.y.to_bytes(32, "big"), point)
    assert mixed != der
    with pytest.raises(CertificateError, match="Invalid private key"):
        read_private_key(mixed)


def test_rsa_size_is_bounded(tmp_path: Path) -> None:
    small = openssl.output("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512")
    assert read_private_key(small).key_text == "RSA 512"
    # Numbers of the right form and size are enough: the size is looked at first.
    huge = rsa_numbers(n=2**16383 + 1)
    with pytest.raises(CertificateError, match="Invalid private key"):
        read_private_key(huge)


def test_keys_do_not_show_in_tracebacks() -> None:
    key = private_key(ec_key())
    assert "PRIVATE" not in repr(key)
    with pytest.raises(CertificateError) as caught:
        PrivateKey("nonsense").key_id  # noqa: B018 (the access is what is tested)
    assert caught.value.text == INVALID_KEY


def test_certificates_of_all_usual_keys_are_described() -> None:
    rsa_key = PooledKeyMaker(1).rsa(2048).signing_key
    assert isinstance(rsa_key, rsa.RSAPrivateKey)
    assert issue("a", wish=Wish(key=rsa_key)).certificate.key_text == "RSA 2048"
    p384 = ec.derive_private_key(77, ec.SECP384R1())
    assert issue("a", wish=Wish(key=p384)).certificate.key_text == "EC P-384"
    ed25519 = openssl.text(
        "req", "-x509", "-newkey", "ed25519", "-noenc", "-keyout", "/dev/null", "-subj", "/CN=a"
    )
    found = Certificate.from_pem(ed25519)
    assert found.key_text == "Ed25519"
    assert found.signature_hash == ""
    assert found.self_signed
