"""Whatever bytes come: an engine answers, waits or fails with a line for the log."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from esatui.lab.keys import SeededKeys
from esatui.lab.presented import LabHierarchy
from esatui.services.tls.engine import TlsEngine
from esatui.services.tls.failures import TlsFailure
from state.clock import SystemClock
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.memory import Peer, client_context

LAB = Lab(LabHierarchy(SeededKeys(1), SystemClock()))
SERVER, CLIENT = LAB.server(), LAB.client()
LINE = re.compile(
    r"\(\d+, 'error:14[0-9A-F]{6}:SSL routines:[A-Z0-9_]+:[ -~]+'\)|\[Errno \d+\] [ -~]+"
)


def client_hello() -> bytes:
    peer = Peer(client_context(), server=False)
    peer.go_on()
    return peer.outgoing()


def server_flight() -> tuple[TlsEngine, bytes]:
    """A client that waits, and the sound answer to it."""
    client, server = CLIENT.connect(NAMES.host), SERVER.accept("required_verify")
    client.handshake()
    server.feed(client.outgoing())
    server.handshake()
    return client, server.outgoing()


def survives(engine: TlsEngine, data: bytes) -> None:
    text = failure_after(engine, data)
    engine.outgoing()
    assert text is None or LINE.fullmatch(text)


def failure_after(engine: TlsEngine, data: bytes) -> str | None:
    """What the log says of these bytes and the end of the stream behind them."""
    try:
        engine.feed(data)
        if engine.handshake():
            engine.read()
        engine.feed_eof()
        engine.handshake()
    except TlsFailure as failure:
        return failure.text
    return None


def damaged(data: bytes, at: int, octets: bytes, cut: int) -> bytes:
    at %= len(data)
    changed = data[:at] + octets + data[at + len(octets) :]
    return changed[: len(changed) - cut % len(changed)]


@given(st.binary(max_size=600))
def test_any_bytes_for_a_server(data: bytes) -> None:
    survives(SERVER.accept("preferred"), data)


@given(st.binary(max_size=600))
def test_any_bytes_for_a_client(data: bytes) -> None:
    engine = CLIENT.connect(NAMES.host)
    engine.handshake()
    survives(engine, data)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.integers(0, 40))
def test_damaged_hello(at: int, octets: bytes, cut: int) -> None:
    survives(SERVER.accept("required_verify"), damaged(client_hello(), at, octets, cut))


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.integers(0, 40))
def test_damaged_answer(at: int, octets: bytes, cut: int) -> None:
    client, flight = server_flight()
    survives(client, damaged(flight, at, octets, cut))
