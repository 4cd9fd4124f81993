"""Each kind of wrong input: the appliance's words, and a candidate that is as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from tests.fuzz import samples
from tests.state.certificates import openssl
from tests.state.certificates.authority import issue, leaf
from tests.wrong_input.typing_person import Person, Typed, prepared

ROOT = issue("Example Root")
GOOD = leaf("mail.example.com", ROOT)
OTHER = leaf("other.example.com", ROOT)
INVALID = "Invalid certificate...discarding"
MISMATCH = "The private key does not sign certificate. Discarding."
INVALID_KEY = "Invalid private key ...discarding"
LOCKED = "Error: the PKCS#12 file could not be read. Check the file and the pass phrase."
HOSTNAME = "A hostname is a string that must match the following rules:"
MEGABYTE = "A" * 1023 + "\n"

GARBLED = GOOD.certificate.der.translate(None, delete=b"\x03\x04\n\r")
"""Ctrl-C and Ctrl-D in it would end the paste."""


def put_files(appliance: Appliance) -> None:
    """Give an appliance files that are right, wrong, and elsewhere."""
    good = samples.pkcs12_files()["ec-new.p12"]
    files = {
        "good.p12": good,
        "cut.p12": good[:-60],
        "garbage.p12": b"\x30\x82" + bytes(range(256)),
        "empty.p12": b"",
    }
    for name, content in files.items():
        (appliance.configuration_directory / name).write_bytes(content)
    (appliance.configuration_directory / "link.p12").symlink_to(appliance.store.directory / ".lock")


@contextmanager
def with_files(directory: Path) -> Iterator[tuple[Appliance, Person]]:
    """Make an appliance with files and a certificate in use."""
    with prepared(directory) as (appliance, person):
        put_files(appliance)
        yield appliance, person


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Appliance, Person]]:
    with with_files(tmp_path_factory.mktemp("wrong") / "state") as made:
        yield made


@dataclass(frozen=True)
class Wrong:
    """What is typed in which menu, and what the appliance says."""

    name: str
    lines: tuple[Typed, ...]
    said: str


def paste(name: str, said: str, *blocks: Typed) -> Wrong:
    """Return a PASTE with these blocks: certificate, key."""
    lines: list[Typed] = ["certconfig", "certificate", "paste", "new.com", ""]
    for block in blocks:
        lines += [block, "."]
    return Wrong(name, (*lines, "", ""), said)


def edit(name: str, said: str, block: Typed) -> Wrong:
    """Return an EDIT of the profile with a new certificate."""
    lines = ("certconfig", "certificate", "edit", "1", "y", block, ".", "", "")
    return Wrong(name, lines, said)


def imported(name: str, said: str, file: str, passphrase: Typed = "pass") -> Wrong:
    """Return an IMPORT of a file that is there."""
    lines = ("certconfig", "certificate", "import", "new.com", file, "", passphrase, "", "")
    return Wrong(name, lines, said)


def no_file(name: str, file: Typed, said: str) -> Wrong:
    """Return an IMPORT of a file that is not there: asked again, then left with Ctrl-C."""
    return answer(name, said, "certconfig", "certificate", "import", "new.com", file)


def answer(name: str, said: str, *lines: Typed) -> Wrong:
    """Return answers of which the last is wrong; the question comes again, and Ctrl-C leaves."""
    *before, last = lines
    ended = last + b"\n\x03" if isinstance(last, bytes) else f"{last}\n\x03"
    return Wrong(name, (*before, ended), said)


NEW = ("certconfig", "certificate", "new", "1")
SUBJECT = ("mail.example.com", "", "Example", "Org", "San Francisco", "CA")
DESTINATION = ("destconfig", "new", "a.example", "y")

LOAD: tuple[Typed, ...] = ("loadconfig", "1", b"\x04")

CASES = (
    paste("key of another certificate", MISMATCH, GOOD.certificate.pem, OTHER.private_key.pem),
    edit("certificate for another key", MISMATCH, GOOD.certificate.pem),
    edit("certificate of an authority", MISMATCH, ROOT.certificate.pem),
    paste("garbage", INVALID, "This is not a certificate.\n(c) nobody"),
    paste("garbage as a key", INVALID_KEY, GOOD.certificate.pem, "no key\n\n"),
    paste("DER that a terminal has garbled", INVALID, GARBLED),
    paste("key where a certificate was asked", INVALID, GOOD.private_key.pem),
    paste("certificate where a key was asked", INVALID_KEY, *[GOOD.certificate.pem] * 2),
    paste("empty paste", INVALID, ""),
    paste("only blanks", INVALID, " \n\t\n"),
    paste("empty key", INVALID_KEY, GOOD.certificate.pem, ""),
    paste("a megabyte", INVALID, MEGABYTE * 1024),
    paste("more than a megabyte", INVALID, GOOD.certificate.pem + MEGABYTE * 1100),
    paste("half a certificate", INVALID, GOOD.certificate.pem[:300]),
    paste("bytes that are no text", INVALID, b"-----BEGIN CERTIFICATE-----\n\xff\xfe\x80\n"),
    paste("encrypted key", INVALID_KEY, GOOD.certificate.pem, openssl.text(
        "pkey", "-aes256", "-passout", "pass:x", stdin=GOOD.private_key.pem)),
    imported("wrong passphrase", LOCKED, "good.p12", "wrong"),
    imported("no passphrase", LOCKED, "good.p12", ""),
    imported("passphrase that is no text", "The input is not valid UTF-8.", "good.p12", b"\xff\npass2"),
    imported("truncated PKCS#12", LOCKED, "cut.p12"),
    imported("garbage as PKCS#12", LOCKED, "garbage.p12"),
    imported("empty file", LOCKED, "empty.p12"),
    no_file("file that does not exist", "missing.p12", 'Error: the file "missing.p12" does not exist.'),
    no_file("path out", "../keys/x.pem", 'Error: the file "../keys/x.pem" does not exist.'),
    no_file("path from the root", "/etc/passwd", 'Error: the file "/etc/passwd" does not exist.'),
    no_file("path through the directory", "/configuration/../appliance.toml",
            'Error: the file "/configuration/../appliance.toml" does not exist.'),
    no_file("link out", "link.p12", 'Error: the file "link.p12" does not exist.'),
    no_file("name with NUL", "a\0b", "does not exist."),
    no_file("name that is no text", b"\xff.p12", "The input is not valid UTF-8."),
    answer("country", "Country should be a ISO two character country code", *NEW, "new.com", *SUBJECT, "1A"),
    answer("country of three letters", "Country should be a ISO two character country code",
           *NEW, "new.com", *SUBJECT, "USA"),
    answer("profile name with symbols", "Symbols are not allowed in the certificate profile name.", *NEW, "a/b"),
    answer("profile name of another script", "Symbols are not allowed in the certificate profile name.", *NEW, "메일"),
    answer("the name Demo", "Demo", *NEW, "Demo"),
    answer("profile name that is no text", "The input is not valid UTF-8.", *NEW, b"\xe2\x28"),
    answer("blank name", "The value cannot be blank.", *NEW, "  "),
    answer("common name", HOSTNAME, "sethostname", "-bad-.example"),
    answer("days", "The value must be between 1 and 36500.", *NEW, "new.com", *SUBJECT, "US", "0"),
    answer("days without end", "The value must be between 1 and 36500.", *NEW, "new.com", *SUBJECT, "US", "9" * 400),
    answer("days in words", "The value must be an integer.", *NEW, "new.com", *SUBJECT, "US", "ten"),
    answer("key size", "Unknown option", *NEW, "new.com", *SUBJECT, "US", "", "512"),
    Wrong("duplicate profile, not to be overwritten", (*NEW, "partner.com", "n", "", ""),
          'Certificate profile "partner.com" already exists.'),
    Wrong("delete of a profile in use", ("certconfig", "certificate", "delete", "1", "", ""),
          'The certificate profile "partner.com" is in use and cannot be deleted.'),
    answer("unknown domain", '"nobody.example" was not found in the destination control table.',
           "destconfig", "detail", "nobody.example"),
    Wrong("unknown domain in a batch line", ("destconfig delete nobody.example",),
          '"nobody.example" was not found in the destination control table.'),
    answer("domain", HOSTNAME, "destconfig", "new", "a..b"),
    answer("number below its range", "The value must be between 1 and 1000.", *DESTINATION, "0"),
    answer("number above its range", "The value must be between 1 and 1000.", *DESTINATION, "1001"),
    answer("number that is none", "The value must be an integer.", *DESTINATION, "１"),
    Wrong("number in a batch line", ("destconfig new a.example concurrency_limit=0",),
          "The value must be between 1 and 1000."),
    Wrong("option that does not exist", ("destconfig new a.example colour=red",),
          "Invalid arguments when processing: destconfig new a.example colour=red"),
    Wrong("open quote", ('destconfig new "a.example',), 'Invalid arguments when processing: destconfig new "a.example'),
    Wrong("unknown command", ("frobnicate",), "Unknown command or missing feature key: frobnicate"),
    Wrong("command with too much", ("clear everything",), "Invalid arguments when processing: clear everything"),
    Wrong("unknown operation", ("destconfig", "frobnicate", ""), "Unknown option"),
    answer("operation that is not offered now", "Unknown option", "destconfig", "edit"),
    Wrong("beginning of two operations", ("destconfig", "de", ""), "Unknown option"),
    Wrong("command that is no text", (b"destconfig new \xff\xfe.example",), "The input is not valid UTF-8."),
    Wrong("line without end", (b"sethostname " + b"a" * 70_000,), "The line is too long."),
    Wrong("file of destinations", ("destconfig import good.p12",), "Error in line"),
    Wrong("no file of destinations", ("destconfig import nothing",), 'Error: the file "nothing" does not exist.'),
    Wrong("export to elsewhere", ("destconfig export ../x",), 'Error: the file name "../x" is not allowed.'),
    Wrong("configuration", ("loadconfig good.p12",), "Parsing failed: "),
    Wrong("no configuration", LOAD, "No data to load"),
    Wrong("configuration from elsewhere", ("loadconfig ../running.toml",),
          'Error: the file "../running.toml" does not exist.'),
)  # fmt: skip


@pytest.mark.parametrize("wrong", CASES, ids=lambda wrong: wrong.name)
def test_refused(scene: tuple[Appliance, Person], wrong: Wrong) -> None:
    appliance, person = scene
    head, draft = appliance.store.head, person.session.draft
    shown = person.type(*wrong.lines)
    assert wrong.said in shown
    assert person.session.draft.configuration is draft.configuration
    assert not person.session.draft.new_keys
    assert not person.session.candidate.pending
    assert appliance.store.refresh() is head


def test_all_that_after_a_change_of_ones_own(tmp_path: Path) -> None:
    with with_files(tmp_path / "state") as (_, person):
        person.type("destconfig new mine.example concurrency_limit=7")
        changes = person.session.candidate.changes()
        assert len(changes) == 1
        for wrong in CASES:
            person.type(*(("loadconfig", "n") if wrong.lines == LOAD else wrong.lines))
            assert person.session.candidate.changes() == changes, wrong.name
