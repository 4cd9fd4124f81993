"""PKCS#12 files as OpenSSL writes them, taken by IMPORT over ssh and given out again."""

from __future__ import annotations

from pathlib import Path

from tests.life.authority import Authority, Bundle, openssl, pem_blocks
from tests.life.conversation import Step, Talk, certificates, commit, operation
from tests.life.program import Desk

FORMS = {"default": (), "legacy": ("-legacy",)}
KEYS = {
    "rsa": ("genrsa", "2048"),
    "ec": ("ecparam", "-genkey", "-name", "prime256v1", "-noout"),
}
CHAINS = (True, False)


def made(authority: Authority, directory: Path) -> dict[str, bool]:
    """Make a file of each form, key and chain; return their names, and whether they have a chain."""
    issuing = authority.path("issuing.pem")
    issuing.write_text(authority.intermediate("issuing", "Example Issuing CA 1"))
    files = {}
    for kind, words in KEYS.items():
        key = authority.issue(kind, "issuing", *words)
        own = ("-inkey", key, "-in", authority.path(f"{kind}.pem"), "-passout", "pass:pass word")
        for form, options in FORMS.items():
            for chain in CHAINS:
                name = f"{kind}-{form}-{'chain' if chain else 'alone'}"
                more = ("-certfile", issuing) if chain else ()
                out = ("-out", directory / f"{name}.p12")
                openssl("pkcs12", "-export", *own, *more, *options, *out)
                files[name] = chain
    return files


def taken(name: str) -> list[Step]:
    """Return the IMPORT of a file into a profile of its name."""
    return operation(
        "import",
        ("Enter a name for this certificate profile:", name),
        ('Enter the name of the file on machine "mail.example.com" to import:', f"{name}.p12"),
        ("Qualified Domain Name(FQDN) format ? [N]> ", ""),
        ("Enter pass phrase for PKCS#12 file: ", "pass word"),
    )


def given(name: str) -> list[Step]:
    """Return the EXPORT of a profile."""
    return operation(
        "export",
        ("Enter the number of the certificate profile you wish to export.", name),
        ('Enter the name of the file on machine "mail.example.com" to export:', f"{name}.out"),
        ("Enter passphrase: ", "other word"),
        ("Confirm passphrase: ", "other word"),
        (f'Certificate profile "{name}" exported.', None),
    )


def test_files_of_every_kind(desk: Desk, authority: Authority, talk: Talk) -> None:
    files = made(authority, desk.directory)
    desk.upload(*(f"{name}.p12" for name in files))
    imports = [step for name in files for step in taken(name)]
    talk(desk, [*certificates(*imports), *commit("imported")])
    talk(desk, certificates(*(step for name in files for step in given(name))))
    desk.download(*(f"{name}.out" for name in files))
    for name, chain in files.items():
        # OpenSSL has to be told that it may still read what it wrote.
        options = FORMS["legacy"] if "legacy" in name else ()
        before = Bundle.read(desk.path(f"{name}.p12"), "pass word", *options)
        after = Bundle.read(desk.path(f"{name}.out"), "other word")
        assert (after.certificate, after.key) == (before.certificate, before.key)
        assert pem_blocks(after.chain) == pem_blocks(before.chain)
        assert len(pem_blocks(after.chain)) == chain
        assert after.key_fits
        if chain:
            assert authority.verifies(after)
