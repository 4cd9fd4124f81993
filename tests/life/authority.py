"""A certificate authority of the OpenSSL command line: a root, intermediates, and what they sign."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

CURVE = ("ecparam", "-genkey", "-name", "prime256v1", "-noout")


_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----\n.*?-----END \1-----\n", re.DOTALL)


def pem_blocks(text: str) -> list[str]:
    """Return the PEM blocks in a text, without what stands around them."""
    return [found[0] for found in _PEM.finditer(text)]


def common_name(pem: str) -> str:
    """Return the common name of a certificate."""
    subject = openssl("x509", "-noout", "-subject", "-nameopt", "multiline", stdin=pem)
    return subject.rpartition("commonName")[2].strip(" =\n")


def openssl(*words: str | Path, stdin: str = "") -> str:
    """Run `openssl`, which must succeed, and return its output."""
    done = subprocess.run(
        ["openssl", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Authority:
    """An authority in a directory: `root.pem`, and an intermediate for each name that is asked."""

    directory: Path

    @classmethod
    def make(cls, directory: Path) -> Authority:
        """Return a new authority with its root."""
        directory.mkdir()
        made = cls(directory)
        openssl(*CURVE, "-out", made.path("root.key"))
        made.path("ca.cnf").write_text("basicConstraints=critical,CA:TRUE\n")
        subject = "/O=Example Trust/CN=Example Root"
        words = ("-subj", subject, "-days", "3650", "-out", made.root)
        openssl("req", "-x509", "-new", "-key", made.path("root.key"), *words)
        return made

    def path(self, name: str) -> Path:
        """Return a file of the authority."""
        return self.directory / name

    @property
    def root(self) -> Path:
        """The certificate that everybody trusts."""
        return self.path("root.pem")

    def intermediate(self, name: str, common_name: str, issuer: str = "root") -> str:
        """Make an intermediate authority with files called `name`; return its certificate."""
        key, request = self.path(f"{name}.key"), self.path(f"{name}.csr")
        openssl(*CURVE, "-out", key)
        subject = f"/O=Example Trust/CN={common_name}"
        openssl("req", "-new", "-key", key, "-subj", subject, "-out", request)
        return self.sign(request.read_text(), issuer, "-extfile", self.path("ca.cnf"))

    def issue(self, name: str, issuer: str, *key_words: str) -> Path:
        """Make a key with these words and sign a certificate for it; return where the key is.

        The certificate lies beside it, as `name.pem`.
        """
        key = self.path(f"{name}.key")
        key.write_text(openssl(*key_words))
        subject = f"/C=US/O=Example/CN={name}.example.com"
        request = openssl("req", "-new", "-key", key, "-subj", subject)
        self.path(f"{name}.pem").write_text(self.sign(request, issuer))
        return key

    def sign(self, request: str, issuer: str, *words: str | Path) -> str:
        """Return the certificate for a request (PEM), as the request wants it."""
        own = ("-CA", self.path(f"{issuer}.pem"), "-CAkey", self.path(f"{issuer}.key"))
        words = words or ("-copy_extensions", "copy")
        signed = openssl(
            "x509", "-req", *own, "-CAcreateserial", "-days", "365", *words, stdin=request
        )
        return signed[signed.index("-----BEGIN") :]

    def verifies(self, bundle: Bundle) -> bool:
        """Return whether OpenSSL finds a way from the certificate of a file to the root."""
        leaf, chain = self.path("leaf.pem"), self.path("chain.pem")
        leaf.write_text(bundle.certificate)
        chain.write_text(bundle.chain)
        said = openssl("verify", "-CAfile", self.root, "-untrusted", chain, leaf)
        return said == f"{leaf}: OK\n"


@dataclass(frozen=True)
class Bundle:
    """What OpenSSL finds in a PKCS#12 file, as PEM."""

    certificate: str
    chain: str
    key: str

    @classmethod
    def read(cls, path: Path, passphrase: str, *options: str) -> Bundle:
        """Open a file with `openssl pkcs12` and these options."""

        def part(*words: str) -> str:
            opened = openssl(
                "pkcs12", "-in", path, "-passin", f"pass:{passphrase}", *options, *words
            )
            return "".join(pem_blocks(opened))

        return cls(
            part("-clcerts", "-nokeys"), part("-cacerts", "-nokeys"), part("-nocerts", "-nodes")
        )

    @property
    def key_fits(self) -> bool:
        """Whether the key is that of the certificate."""
        own = openssl("x509", "-noout", "-pubkey", stdin=self.certificate)
        return openssl("pkey", "-pubout", stdin=self.key) == own

    @property
    def subjects(self) -> list[str]:
        """The common names: of the certificate, then of the chain in its order."""
        return [common_name(pem) for pem in [self.certificate, *pem_blocks(self.chain)]]
