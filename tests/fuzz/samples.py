"""Valid things that outside bytes may be: certificates, keys, and files in many forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from esatui.transcript.factory import open_factory
from state.certificates import PooledKeyMaker
from state.configfile.passphrases import Option
from state.configfile.saving import configuration_text
from state.model.configuration import View
from tests.state.certificates import openssl
from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, issue, leaf, tangle

PASSPHRASE = "pass"
"""What opens the PKCS#12 files."""


@dataclass(frozen=True)
class Pair:
    """A certificate with its key, and what lies between it and its root."""

    name: str
    certificate: str
    key: str
    chain: str

    @property
    def pem(self) -> str:
        """Key, certificate and chain, as OpenSSL takes them."""
        return self.key + self.certificate + self.chain


@cache
def root() -> Issued:
    """Return an authority that nobody above it has signed."""
    return issue("Example Root")


@cache
def issuing() -> Issued:
    """Return the authority that signs what the walks ask for."""
    return issue("Example Issuing CA 1", root())


@cache
def pairs() -> tuple[Pair, ...]:
    """Return certificates of all kinds: RSA and EC, right, expired, not yet valid, unreadable."""
    rsa = PooledKeyMaker(9).rsa(1024).signing_key
    second = issue("Example Issuing CA 2", issuing())
    early, late = Wish(ca=False, start=NOW + YEAR, end=NOW + 2 * YEAR), Wish(ca=False)
    late = Wish(ca=False, start=NOW - 2 * YEAR, end=NOW - timedelta(days=1))
    strange = issue("Bücher\x07 \u202eGmbH", issuing(), Wish(ca=False))
    chain = issuing().certificate.pem
    return (
        _pair("ec", leaf("mail.example.com", issuing()), chain),
        _pair("rsa", leaf("rsa.example.com", second, Wish(key=rsa, ca=False)), second, issuing()),
        _pair("early", leaf("early.example.com", issuing(), early), chain),
        _pair("late", leaf("late.example.com", issuing(), late), chain),
        _pair("strange", strange, chain),
        _pair("self", issue("self.example.com"), ""),
    )


def _pair(name: str, issued: Issued, *chain: Issued | str) -> Pair:
    texts = [each if isinstance(each, str) else each.certificate.pem for each in chain]
    return Pair(name, issued.certificate.pem, issued.private_key.pem, "".join(texts))


@cache
def pkcs12_files() -> Mapping[str, bytes]:
    """Return what OpenSSL makes of the pairs, each in a few forms."""
    forms: dict[str, tuple[str, ...]] = {
        "new": (),
        "legacy": ("-legacy",),
        "clear": ("-nomac", "-keypbe", "NONE", "-certpbe", "NONE"),
    }
    made = {}
    for pair in pairs()[:4]:
        for form, options in forms.items():
            pem = pair.pem if form != "legacy" else pair.key + pair.certificate
            words = ("-export", "-iter", "1", "-passout", f"pass:{PASSPHRASE}", *options)
            made[f"{pair.name}-{form}.p12"] = openssl.output("pkcs12", *words, stdin=pem)
    return made


@cache
def authority_files() -> Mapping[str, bytes]:
    """Return lists of authorities."""
    tangled = "".join(each.certificate.pem for each in tangle(12)[0])
    own = root().certificate.pem
    return {
        "root.pem": own.encode(),
        "roots.pem": (own + issuing().certificate.pem + own + pairs()[0].certificate).encode(),
        "root.der": root().certificate.der,
        "tangle.pem": tangled.encode(),
        "roots.p7b": pkcs7.serialize_certificates([root().x509, issuing().x509], Encoding.DER),
    }


DESTINATIONS = b"""\
[DEFAULT]
ip_sort_pref = PREFER_V6
max_host_concurrency = 500
max_messages_per_connection = 50
recipient_minutes = 60
recipient_limit = 300
limit_type = host
limit_apply = VG
table_tls = off
bounce_validation = off
send_tls_req_alert = 0
certificate = Demo
[a.example]
max_host_concurrency = 10
limit_type = MXIP
limit_apply = system
table_tls = require_verify
[.b.example]
table_tls = on
dane = opportunistic
bounce_profile = Default
[[192.0.2.1]]
ip_sort_pref = REQUIRE_V4
recipient_limit = 100
recipient_minutes = 5
limit_type = host
limit_apply = VG
"""


PART_TOML = b"""\
[delivery]
concurrency = 78
[system]
hostname = "esa3.example.com"
[destinations.entries."a.example"]
tls = "required"
"""


@cache
def configuration_files() -> Mapping[str, bytes]:
    """Return configurations: whole ones and parts, XML and TOML, with and without secrets."""
    with TemporaryDirectory() as directory:
        appliance = open_factory(Path(directory) / "state", seed=1, moment=NOW)
        store = appliance.store
        view = View.of_machine(store.head.configuration, store.settings.serial)
        options: tuple[Option, ...] = ("plain", "encrypt", "mask")
        plain, encrypted, masked = (
            configuration_text(
                view,
                store.settings,
                option,
                current_time="now",
                private_key=store.private_key,
                random_bytes=bytes,
            ).encode("iso-8859-1")
            for option in options
        )
        store.close()
    return {
        "plain.xml": plain,
        "encrypted.xml": encrypted,
        "masked.xml": masked,
        "renamed.xml": plain.replace(b"mail.example.com", b"esa2.example.com"),
        "part.xml": b"<config><delivery><max_concurrency>77</max_concurrency></delivery></config>",
        "part.toml": PART_TOML,
    }


@cache
def files() -> Mapping[str, bytes]:
    """Return everything that an operator may have in `/configuration`."""
    return {
        **pkcs12_files(),
        **authority_files(),
        **configuration_files(),
        "destinations.cfg": DESTINATIONS,
        "empty": b"",
        "garbage.bin": bytes(range(256)) * 9,
        "파트너 1.pem": pairs()[0].certificate.encode(),
    }
