"""The state directory: loading much, committing little beside much, and hearing of a commit."""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import tomli

from bench.rows import Row, at_most
from state.certificates.certificate import Certificate
from state.certificates.keys import PooledKeyMaker, PrivateKey
from state.clock import SystemClock
from state.model.certificates import CertificateProfile, Certificates
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.store import Candidate, Login, Store

DESTINATIONS, CERTIFICATES = 10_000, 1_000
FEW = 10
LOADS = 9
COMMITS = 41
WATCHED = 31
LIMIT_MS = 100.0


def run() -> list[Row]:
    """Measure on two appliances, a full one and one with little in it."""
    with tempfile.TemporaryDirectory() as name:
        full, small = Path(name) / "full", Path(name) / "small"
        fill(full, DESTINATIONS, CERTIFICATES)
        fill(small, FEW, 0)
        return [loading(full), committing(full, small), watching(full)]


# What is measured.


def loading(directory: Path) -> Row:
    """Open the full appliance, beside parsing the same bytes."""
    data = (directory / "running.toml").read_bytes()

    def load() -> None:
        opened(directory).close()

    text = data.decode()
    ours, bare = take_turns([load, lambda: tomli.loads(text)], LOADS)
    what = f"load {DESTINATIONS:,} destinations and {CERTIFICATES:,} certificates"
    note = f"{len(data) / 1e6:.1f} MB"
    return at_most(what, 1000 * ours, 1000 * bare, "ms", "tomli, the same bytes", 2.0, note)


def committing(full: Path, small: Path) -> Row:
    """Change one destination and commit, with many and with few beside it."""
    with opened(full) as much, opened(small) as little:
        candidates = [begin(store) for store in (much, little)]
        calls = [one_commit(candidate) for candidate in candidates]
        ours, bare = take_turns(calls, COMMITS)
    what = f"commit of one change beside {DESTINATIONS:,} destinations"
    return at_most(what, 1000 * ours, 1000 * bare, "ms", f"beside {FEW}", 1.5)


def watching(directory: Path) -> Row:
    """Commit, and ask another process when it saw that; the clock is the machine's own."""
    words = [sys.executable, "-m", "bench._watcher", str(directory)]
    pipe = subprocess.PIPE
    seen: list[float] = []
    alone: list[float] = []
    with (
        subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process,
        opened(directory) as store,
    ):
        lines = iter(process.stdout or ())
        next(lines)
        candidate = begin(store)
        commit = one_commit(candidate)
        for _ in range(WATCHED):
            start = time.monotonic()
            commit()
            alone.append(time.monotonic() - start)
            number, moment = next(lines).split()
            if int(number) != store.head.number:
                raise RuntimeError(f"{number} was seen, not {store.head.number}")
            seen.append(float(moment) - start)
        process.terminate()
    worst = f"{1000 * max(seen):.0f} ms at most"
    ours, bare = 1000 * statistics.median(seen), 1000 * statistics.median(alone)
    what = "another process has seen a commit and read it"
    target = f"at most {LIMIT_MS:g} ms"
    return Row(what, ours, bare, "ms", "the commit by itself", target, ours <= LIMIT_MS, worst)


def one_commit(candidate: Candidate) -> Callable[[], None]:
    """Return what changes one destination, each time otherwise, and commits."""

    def commit() -> None:
        destinations = candidate.draft.destinations
        domain = next(iter(destinations.entries))
        before = destinations.entries[domain].concurrency or 0
        changed = dataclasses.replace(destinations.entries[domain], concurrency=before % 900 + 1)
        entries = {**destinations.entries, domain: changed}
        candidate.update(
            candidate.draft.write(destinations=dataclasses.replace(destinations, entries=entries))
        )
        candidate.commit("one change")

    return commit


def take_turns(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the median wall time of each call, in seconds; they take turns, warmed up."""
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(rounds + 1):
        for call, measured in zip(calls, times, strict=True):
            begin_time = time.perf_counter()
            call()
            if turn:
                measured.append(time.perf_counter() - begin_time)
    return [statistics.median(measured) for measured in times]


# The appliances.


def opened(directory: Path) -> Store:
    """Open an appliance."""
    return Store.open(directory, clock=SystemClock(), key_maker=PooledKeyMaker(1))


def begin(store: Store) -> Candidate:
    """Return the candidate of an administrator."""
    login = Login(id="bench", user="admin", remote="local", started=store.clock.now())
    return store.begin(login, record=False)


def fill(directory: Path, destinations: int, certificates: int) -> None:
    """Make an appliance with so many entries, in its checkpoint."""
    with opened(directory) as store:
        candidate = begin(store)
        candidate.update(filled(candidate.draft, destinations, certificates))
        candidate.commit("filled")
        if not store.checkpoint(always=True):
            raise RuntimeError("no checkpoint was written")


def filled(draft: Draft, destinations: int, certificates: int) -> Draft:
    """Return a draft with so many destinations and certificate profiles, all of them different."""
    entries = {
        f"domain{number}.example.com": Destination(
            concurrency=number % 500 + 1,
            tls="required_verify" if number % 2 else "preferred",
            ip_sort="PREFER_V4" if number % 3 else None,
        )
        for number in range(destinations)
    }
    profiles = dict(draft.certificates.profiles)
    for number in range(certificates):
        certificate, key = made(number)
        profile = CertificateProfile(certificate=certificate.pem, key=key.key_id)
        profiles[f"profile{number}"] = profile
        draft = draft.with_key(key.key_id, key.pem)
    return draft.write(
        destinations=dataclasses.replace(draft.destinations, entries=entries),
        certificates=Certificates(profiles=profiles),
    )


def made(number: int) -> tuple[Certificate, PrivateKey]:
    """Return a certificate signed by RSA-2048, as long as usual ones, with a key of its own."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from cryptography.x509.oid import NameOID

    key = ec.derive_private_key(number + 2, ec.SECP256R1())
    name = f"mail{number}.example.com"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = SystemClock().now()
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(number + 1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(PooledKeyMaker(1).rsa(2048).signing_key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    return Certificate.from_der(signed.public_bytes(Encoding.DER)), PrivateKey(pem)
