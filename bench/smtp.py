"""The listeners beside Postfix: STARTTLS sessions and durable messages a second."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from bench import _postfix
from bench._smtp_load import plain_messages, starttls_sessions
from bench.rows import Row, at_least, at_most

ROUNDS: Final = 3
SESSIONS: Final = 800
MESSAGES: Final = 2000
AT_ONCE: Final = 20
IDLE: Final = 1000
"""Connections that wait at the same time; Postfix, a process each, gets a twentieth."""

KeyKind = Literal["RSA-2048", "P-256"]


class Running(NamedTuple):
    """An appliance whose listener runs."""

    port: int
    pid: int
    chain: str
    """Key and certificate of the listener, PEM."""


def run() -> list[Row]:
    """Measure both with the same certificates, in turns."""
    absent = _postfix.missing()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        rows: list[Row] = []
        for kind in ("RSA-2048", "P-256"):
            rows += _measure(directory / kind, kind, absent)
        return rows


def _measure(directory: Path, kind: KeyKind, absent: str | None) -> list[Row]:
    directory.mkdir(mode=0o755)
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(appliance(directory / "state", kind))
        ports = [ours.port]
        if absent is None:
            ports.append(stack.enter_context(_postfix.postfix(directory / "postfix", ours.chain)))
        against = absent or "Postfix smtpd, same certificate"
        what = f"STARTTLS sessions a second, {kind}"
        rows = [_row(what, ports, lambda port: starttls_sessions(port, SESSIONS), against)]
        if kind == "P-256" and absent is None:
            what = "durable messages a second, one connection each"
            against = "Postfix smtpd, messages kept on hold"
            rows.append(_row(what, ports, _messages, against))
            held = _postfix.held(directory / "postfix")
            if held < ROUNDS * MESSAGES:
                raise RuntimeError(f"Postfix has stored only {held} messages")
            rows += _memory(ours, ports[1], directory / "postfix")
        return rows


def _memory(appliance: Running, port: int, postfix: Path) -> list[Row]:
    """Connections that wait, ours 1,000, Postfix fewer: what one costs, and what all hold."""
    ours = _held(appliance.port, IDLE, lambda: _postfix.proportional(appliance.pid))
    theirs = _held(port, IDLE // 20, lambda: _postfix.memory(postfix))
    against = f"Postfix smtpd, {IDLE // 20} held"
    what = f"memory of an idle connection, {IDLE:,} held"
    whole = f"memory of the whole process, {IDLE:,} held"
    return [
        at_most(what, ours.one, theirs.one, "kB", against, 0.1),
        at_most(whole, ours.all / 1024, theirs.all / 1024, "MB", f"all {against}", 1.0),
    ]


class Held(NamedTuple):
    """Kilobytes: of one connection, and of everything while they are open."""

    one: float
    all: float


def _held(port: int, count: int, memory: Callable[[], float]) -> Held:
    """Open connections, and see at the end that each is still listened to."""
    before = memory()
    with contextlib.ExitStack() as stack:
        opened = []
        for _ in range(count):
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            plain.settimeout(30)
            _until(plain, b"220 ")
            plain.sendall(b"EHLO sender.example.net\r\n")
            _until(plain, b"250 ")
            opened.append(plain)
        after = memory()
        for plain in opened:
            plain.sendall(b"NOOP\r\n")
            _until(plain, b"250 ")
    return Held((after - before) / count, after)


def _until(plain: socket.socket, code: bytes) -> None:
    """Read a reply whose last line begins with `code`."""
    data = b""
    while not data.endswith(b"\n") or not data.splitlines()[-1].startswith(code):
        piece = plain.recv(4096)
        if not piece:
            raise RuntimeError("the server has closed the connection")
        data += piece


def _messages(port: int) -> float:
    return plain_messages(port, MESSAGES, AT_ONCE)


def _row(what: str, ports: Sequence[int], load: Callable[[int], float], against: str) -> Row:
    rates: list[list[float]] = [[] for _ in ports]
    for _ in range(ROUNDS):
        for port, measured in zip(ports, rates, strict=True):
            measured.append(load(port))
    medians = [statistics.median(measured) for measured in rates]
    return at_least(what, medians[0], medians[1] if len(ports) > 1 else 0.0, "/s", against, 1.0)


@contextlib.contextmanager
def appliance(state: Path, kind: KeyKind) -> Iterator[Running]:
    """Run an appliance that takes mail for example.com."""
    chain = prepare(state, kind)
    program = str(Path(sys.executable).with_name("esatui"))
    words = [program, "serve", "--state", str(state), "--ssh", "127.0.0.1:0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline().split()
        (at,) = [word for word in ready if word.startswith("smtp.InboundMail=")]
        try:
            yield Running(int(at.rpartition(":")[2]), process.pid, chain)
        finally:
            process.terminate()


def prepare(state: Path, kind: KeyKind) -> str:
    """Make the appliance; return key and certificate of its listener."""
    from esatui.appliance import Appliance
    from state.certificates.keys import PrivateKey
    from state.model.certificates import CertificateProfile
    from state.operating_mode import OperatingMode, write_mode
    from state.store import Login

    made = Appliance.open(state)
    settings = state / "appliance.toml"
    text = settings.read_text("utf-8").replace("[bind]\n", '[bind]\nports = "ephemeral"\n')
    settings.write_text(text, "utf-8")
    key_pem, certificate = _certificate(state, kind)
    key = PrivateKey(key_pem)
    login = Login(id="bench", user="admin", remote="local", started=made.clock.now())
    with made.store.begin(login, record=False) as candidate:
        draft = candidate.draft
        profile = CertificateProfile(certificate=certificate, key=key.key_id)
        profiles = {**draft.certificates.profiles, "bench": profile}
        certificates = dataclasses.replace(draft.certificates, profiles=profiles)
        draft = draft.with_key(key.key_id, key.pem).write(certificates=certificates)
        listener = draft.listeners.entries["InboundMail"]
        hat = dataclasses.replace(
            listener.hat,
            default=dataclasses.replace(
                listener.hat.default, tls="preferred", max_concurrency=2 * IDLE
            ),
            policies={
                name: dataclasses.replace(policy, parameters=type(policy.parameters)())
                for name, policy in listener.hat.policies.items()
            },
        )
        changed = dataclasses.replace(
            listener, certificate="bench", hat=hat, max_concurrency=2 * IDLE, tcp_queue=1000
        )
        listeners = dataclasses.replace(
            draft.listeners, entries={"InboundMail": changed}, max_concurrency=2 * IDLE
        )
        candidate.update(draft.write(listeners=listeners))
        candidate.commit()
    made.store.close()
    write_mode(state, OperatingMode(delivery_suspended=True))
    return key_pem + certificate


def _certificate(directory: Path, kind: KeyKind) -> tuple[str, str]:
    """Return a key and a certificate signed with it."""
    key, certificate = directory / "bench.key", directory / "bench.pem"
    algorithm = (
        ["rsa:2048"] if kind == "RSA-2048" else ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    )
    words = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=mail.example.com"]
    words += ["-newkey", *algorithm, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    return key.read_text("ascii"), certificate.read_text("ascii")
