"""Everything that reads outside bytes: what it may say to them, and what has to hold if it takes them.

A target is fed bytes and raises nothing, whatever they are.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from esatui.batch import SyntaxFault, join_words, split_line
from esatui.registry import all_commands, find
from esatui.transcript.document import parse
from esatui.transcript.errors import TranscriptError
from esatui.transcript.factory import open_factory
from state.certificates.crl import read_crl
from state.certificates.parsing import read_private_key
from state.certificates.pkcs12 import read_pkcs12
from state.certificates.request import Subject, request_key_id, signing_request
from state.configfile.faults import NoData, ParseFault
from state.configfile.loading import load
from state.documents import DocumentError
from state.errors import CertificateError, StateError
from state.journal import Event, decode, encode
from state.model.configuration import Draft
from state.model.levels import machine
from state.model.listeners import Listener
from state.operations.authorities import import_custom
from state.operations.certificates import chain_warnings, in_order, install_profile, read_pasted
from state.operations.destination_file import parse_destinations, render_destinations
from state.operations.destinations import replace_destinations
from state.operations.hat_file import parse_table, render_table
from state.operations.ini import FileFault
from state.operations.rat_file import parse_recipients, render_recipients
from state.passphrases import verify_passphrase
from state.settings import parse_settings
from state.store import Login, Store
from state.store.checkpoint import read_checkpoint, write_checkpoint
from state.store.commit_files import read_commit, read_commit_info, write_commit
from state.validation import faults
from tests.fuzz import samples
from tests.ssh.scp.peer import Peer
from tests.state.certificates.authority import NOW
from tests.state.operations.revocation import revocation_list

LOGIN = Login(id="fuzz", user="admin", remote="local", started=NOW)

Feed = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """Something that reads bytes from outside, and valid bytes for it."""

    name: str
    samples: Callable[[], Sequence[bytes]]
    feed: Feed


@cache
def store() -> Store:
    """Return the store of a factory appliance, with one commit in it. It is only read."""
    appliance = open_factory(Path(mkdtemp(prefix="fuzz-")) / "state", seed=1, moment=NOW)
    return appliance.store


def draft() -> Draft:
    """Return the factory configuration."""
    return Draft(store().head.configuration, machine(store().settings.serial))


def sound(changed: Draft) -> None:
    """Raise AssertionError unless a configuration is valid."""

    def private_key(key_id: str) -> str:
        return changed.new_keys.get(key_id) or store().private_key(key_id)

    found = [fault.text for fault in faults(changed, private_key)]
    assert found == []


def text_of(data: bytes) -> str:
    """Return bytes as a front gives them to a command: text, without control characters."""
    return data.decode("utf-8", "replace").replace("\0", "")


# Certificates.


def paste(data: bytes) -> None:
    """Paste a certificate with its chain."""
    with suppress(CertificateError):
        pasted = read_pasted(text_of(data))
        ordered = in_order(pasted.certificate, pasted.others)
        assert all(line for line in chain_warnings(pasted.certificate, ordered, NOW))
        for pair in samples.pairs():
            key = read_private_key(pair.key)
            if key.matches(pasted.certificate):
                sound(install_profile(draft(), "pasted", pasted.certificate, key, ordered))


def private_key(data: bytes) -> None:
    """Paste a key."""
    with suppress(CertificateError):
        key = read_private_key(text_of(data))
        assert read_private_key(key.pem) == key


def pkcs12(data: bytes) -> None:
    """Import a PKCS#12 file."""
    with suppress(CertificateError):
        bundle = read_pkcs12(data, samples.PASSPHRASE)
        sound(install_profile(draft(), "imported", bundle.certificate, bundle.key, bundle.chain))


def authorities(data: bytes) -> None:
    """Import a list of authorities."""
    with suppress(CertificateError):
        imported = import_custom(draft(), data, NOW, check_fqdn=False)
        assert all(message.isprintable() for message in imported.messages)
        sound(imported.draft)


def revocations(data: bytes) -> None:
    """Read a revocation list."""
    with suppress(CertificateError):
        assert read_crl(data).issuer.isprintable()


def request(data: bytes) -> None:
    """Look at a request that stands in a loaded configuration."""
    with suppress(CertificateError):
        assert len(request_key_id(text_of(data))) == 64


@cache
def requests() -> tuple[bytes, ...]:
    """Return a signing request."""
    key = read_private_key(samples.pairs()[0].key)
    subject = Subject("mail.example.com", "Example", "Org", "San Francisco", "CA", "US")
    return (signing_request(key, subject).encode(),)


def der_of(pem: bytes) -> bytes:
    """Return what a PEM block encodes."""
    return base64.b64decode(b"".join(pem.strip().split(b"\n")[1:-1]))


def request_der(data: bytes) -> None:
    """Look at a request whose structure is damaged."""
    encoded = base64.encodebytes(data)
    request(b"-----BEGIN CERTIFICATE REQUEST-----\n%s-----END CERTIFICATE REQUEST-----\n" % encoded)


# Files of the operator.


def destinations(data: bytes) -> None:
    """Import a destination control table."""
    with suppress(FileFault):
        found = parse_destinations(draft(), data)
        changed = replace_destinations(draft(), found)
        sound(changed)
        again = render_destinations(changed.destinations)
        assert parse_destinations(changed, again) == changed.destinations


def host_access(data: bytes) -> None:
    """Import a Host Access Table."""
    with suppress(FileFault):
        inbound = draft().listeners.entries["InboundMail"]
        hat = parse_table(draft(), data, inbound.hat.default)
        sound(with_listener(dataclasses.replace(inbound, hat=hat)))
        assert parse_table(draft(), render_table(hat).encode(), hat.default) == hat


def recipient_access(data: bytes) -> None:
    """Import a Recipient Access Table."""
    with suppress(FileFault):
        table = parse_recipients(data)
        inbound = draft().listeners.entries["InboundMail"]
        sound(with_listener(dataclasses.replace(inbound, rat=table)))
        assert parse_recipients(render_recipients(table).encode()) == table


def with_listener(listener: Listener) -> Draft:
    """Return the factory configuration with another listener in place of its own."""
    listeners = dataclasses.replace(draft().listeners, entries={"InboundMail": listener})
    return draft().write(listeners=listeners)


def host_access_table() -> bytes:
    """Return the table of the factory listener, as it is exported."""
    return render_table(draft().listeners.entries["InboundMail"].hat).encode()


RECIPIENTS = b"""\
example.com ACCEPT
.example.com ACCEPT BYPASS_LDAP
postmaster@ REJECT
joe@[192.0.2.1] ACCEPT
ALL REJECT
"""


def configuration(data: bytes) -> None:
    """Load a configuration, from a file and by a paste."""
    for content in (data, data.decode("utf-8", "replace")):
        with suppress(ParseFault, NoData):
            sound(load(content, draft(), store().private_key))


# Lines.


def batch_line(data: bytes) -> None:
    """Split a line of the shell, and look for what it means."""
    with suppress(SyntaxFault):
        line = text_of(data)
        commands = split_line(line)
        assert split_line("; ".join(join_words(words) for words in commands)) == commands
        for words in commands:
            command = find(words[0])
            if command is not None and words[1:]:
                with suppress(StateError):
                    command.match(words[1:])


@cache
def batch_samples() -> tuple[bytes, ...]:
    """Return all declared syntaxes, as if they were lines."""
    forms = [form.syntax for command in all_commands() for form in command.forms]
    lines = ['destconfig new "a b" use_tls=require; commit "a \\"b\\" \\\\" Y', "version;;status"]
    return tuple(line.encode() for line in [*forms, *lines])


def copies(data: bytes) -> None:
    """Be copied to, and from, by a client that sends this."""
    directory = Path(mkdtemp(prefix="scp-"))
    kept = directory / "configuration"
    kept.mkdir()
    (directory / "keys").mkdir()
    (kept / "a").write_bytes(b"content")
    for command in ("scp -r -p -t /configuration", "scp -t new", "scp -f /configuration/a"):
        peer = Peer(directory, command)
        for start in range(0, len(data), 997):
            if peer.status is None:
                peer.send(data[start : start + 997])
        if peer.status is None:
            assert peer.close() is not None
    assert sorted(path.name for path in directory.iterdir()) == ["configuration", "keys"]
    assert list((directory / "keys").iterdir()) == []
    for path in kept.iterdir():
        assert path.is_file()
        path.unlink()
    for each in (kept, directory / "keys", directory):
        each.rmdir()


COPIES = (
    b"\0C0644 5 a.xml\nhello\0C0600 0 b\n\0",
    b"T1700000000 0 1700000001 0\nC0644 1 a\nx\0",
    b"D0755 0 dir\nC0644 1 a\nx\0E\n",
    b"\0\0\0\0",
    b"\1scp: error\n\2fatal\n",
)


def transcript(data: bytes) -> None:
    """Read a transcript."""
    with suppress(TranscriptError):
        text = data.decode("utf-8", "replace")
        found = parse(text)
        lines = [*found.head, *(line.raw for line in found.lines)]
        assert "\n".join(lines) == text.removesuffix("\n")


@cache
def transcripts() -> tuple[bytes, ...]:
    """Return a few transcripts of the test suite."""
    directory = Path(__file__).parents[1] / "transcripts"
    return tuple(path.read_bytes() for path in sorted(directory.rglob("*.transcript"))[::12])


# Files of the appliance.


def settings(data: bytes) -> None:
    """Read the settings of the appliance."""
    with suppress(StateError):
        parse_settings(data, Path("appliance.toml"))


def commit_file(data: bytes) -> None:
    """Read a commit."""
    with suppress(DocumentError):
        commit = read_commit(data)
        assert read_commit(write_commit(commit)) == commit
    with suppress(DocumentError):
        read_commit_info(data)


@cache
def commit_files() -> tuple[bytes, ...]:
    """Return some commits."""
    with store().begin(LOGIN, record=False) as candidate:
        changed = parse_destinations(candidate.draft, samples.DESTINATIONS)
        candidate.update(replace_destinations(candidate.draft, changed))
        candidate.commit('a comment "quoted" \\ 한글')
    return tuple(path.read_bytes() for path in (store().directory / "commits").iterdir())


def checkpoint(data: bytes) -> None:
    """Read a checkpoint."""
    with suppress(DocumentError):
        revision = read_checkpoint(data)
        assert read_checkpoint(write_checkpoint(revision)) == revision


def journal(data: bytes) -> None:
    """Read the events of a journal."""
    for line in data.split(b"\n"):
        decode(line)


JOURNAL = (
    encode(Event(time=NOW, type="login", user="admin", remote="192.168.42.10"))
    + encode(Event(time=NOW, type="commit", user="한글", data={"number": 1, "comment": "a"})),
)


def stored_passphrase(data: bytes) -> None:
    """Compare a passphrase with what a loaded file calls its hash."""
    verify_passphrase("ironport", data.decode("utf-8", "replace"))


TARGETS = (
    Target("paste", lambda: [pair.pem.encode() for pair in samples.pairs()], paste),
    Target("private key", lambda: [pair.key.encode() for pair in samples.pairs()], private_key),
    Target("PKCS#12", lambda: list(samples.pkcs12_files().values()), pkcs12),
    Target("authorities", lambda: list(samples.authority_files().values()), authorities),
    Target("CRL", lambda: [revocation_list(pem=pem) for pem in (True, False)], revocations),
    Target("request", requests, request),
    Target("request in DER", lambda: [der_of(pem) for pem in requests()], request_der),
    Target("destinations", lambda: [samples.DESTINATIONS], destinations),
    Target("Host Access Table", lambda: [host_access_table()], host_access),
    Target("Recipient Access Table", lambda: [RECIPIENTS], recipient_access),
    Target("configuration", lambda: list(samples.configuration_files().values()), configuration),
    Target("batch line", batch_samples, batch_line),
    Target("scp", lambda: COPIES, copies),
    Target("transcript", transcripts, transcript),
    Target("settings", lambda: [(store().directory / "appliance.toml").read_bytes()], settings),
    Target("commit", commit_files, commit_file),
    Target("checkpoint", lambda: [write_checkpoint(store().head)], checkpoint),
    Target("journal", lambda: JOURNAL, journal),
    Target(
        "passphrase",
        lambda: [b"scrypt$2$8$1$00112233445566778899aabbccddeeff$" + b"ab" * 32],
        stored_passphrase,
    ),
)
