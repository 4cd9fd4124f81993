"""Fetching over HTTP and HTTPS: where it goes, how much it takes, how long it waits."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509

from esatui.fetcher import NetworkFetcher
from esatui.services.fetch import HttpFetcher
from esatui.services.network import Address
from esatui.services.network.outside import Outside, remote_map
from state.errors import StateError
from state.operations.crl import parse_url
from state.settings import ApplianceSettings
from tests.services.web import Answer, ok, serving, text
from tests.state.certificates.authority import Issued, Wish, issue

LIMIT = 1000


def fetch(url: str, fetcher: HttpFetcher | None = None) -> bytes:
    return (fetcher or HttpFetcher()).fetch(url, limit=LIMIT)


def mapped(remotes: dict[str, str]) -> HttpFetcher:
    mapping = remote_map(remotes, "appliance.toml")
    return HttpFetcher(Outside(lambda: mapping))


def reason(url: str, fetcher: HttpFetcher | None = None) -> str:
    with pytest.raises(StateError) as fault:
        fetch(url, fetcher)
    return fault.value.text


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"list"),
        text(b"HTTP/1.0 200 OK\r\n\r\nlist"),
        text(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nli\r\n2\r\nst\r\n0\r\n\r\n"
        ),
        text(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist"),
    ],
)
def test_content(answer: Answer) -> None:
    with serving(answer) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/root.crl") == b"list"


def test_the_request() -> None:
    with serving(ok(b"list")) as server:
        fetch(f"http://localhost:{server.port}/a/b?c=d")
    head = f"GET /a/b?c=d HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
    assert server.requests[0].decode().startswith(head)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (text(b"HTTP/1.1 404 Not Found\r\n\r\n"), "HTTP status 404"),
        (
            text(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n"),
            "HTTP status 302",
        ),
        (text(b""), "invalid answer from the server"),
        (text(b"220 mail.example.com ESMTP\r\n"), "invalid answer from the server"),
        (
            text(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
            "invalid answer from the server",
        ),
        (text(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000), "invalid answer from the server"),
        (
            text(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            "invalid answer from the server",
        ),
        (
            text(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nlist"),
            "connection closed early",
        ),
        (ok(b"x" * (LIMIT + 1)), "file too large"),
        (text(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * (LIMIT + 1)), "file too large"),
        (
            text(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx"),
            "connection closed early",
        ),
    ],
)
def test_answers_that_are_no_file(answer: Answer, expected: str) -> None:
    with serving(answer) as server:
        assert reason(f"http://127.0.0.1:{server.port}/root.crl") == expected


def test_the_limit_itself_is_taken() -> None:
    with serving(ok(b"x" * LIMIT)) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/") == b"x" * LIMIT


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert reason(f"http://127.0.0.1:{port}/") == "connection refused"


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "crl.example.net", "127.1", "2130706433", "0.0.0.1", "[2001:db8::1]"]
)
def test_the_outside_world_is_unreachable(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a connection or a lookup was tried")

    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    assert reason(f"http://{host}/root.crl") == f'host "{host.strip("[]")}" is unreachable'


def test_addresses_of_loopback() -> None:
    fetcher = mapped({"Crl.example.net:80": "127.0.0.1:8080", "b:443": "[::1]:8443"})
    addresses = {
        "http://127.0.0.1/": Address("127.0.0.1", 80),
        "http://127.9.9.9:81/": Address("127.9.9.9", 81),
        "https://[::1]/": Address("::1", 443),
        "http://LOCALHOST:8080/": Address("127.0.0.1", 8080),
        "http://CRL.example.net/x": Address("127.0.0.1", 8080),
        "https://b/": Address("::1", 8443),
    }
    for url, address in addresses.items():
        assert fetcher.address(parse_url(url)) == address


def test_a_mapped_host_is_reached_at_its_address() -> None:
    with serving(ok(b"list")) as server:
        fetcher = mapped({"crl.example.net:80": f"127.0.0.1:{server.port}"})
        assert fetch("http://crl.example.net/root.crl", fetcher) == b"list"
        unreachable = reason("http://crl.example.net:81/root.crl", fetcher)
    assert unreachable == 'host "crl.example.net" is unreachable'


@pytest.mark.parametrize("target", ["localhost:80", "127.0.0.1", "127.0.0.1:x", ""])
def test_a_mapping_needs_address_and_port(target: str) -> None:
    with pytest.raises(StateError) as fault:
        mapped({"a:80": target})
    expected = f'appliance.toml: "a:80" is mapped to "{target}", which is no address with a port'
    assert fault.value.text == expected


def test_names_of_the_lab_are_reached_by_their_addresses(tmp_path: Path) -> None:
    with serving(ok(b"list")) as server:
        (tmp_path / "lab.toml").write_text(
            f"""
[map]
"10.0.0.5:80" = "127.0.0.1:{server.port}"
[zone."example.net"]
records = "crl A 10.0.0.5"
"""
        )
        settings = ApplianceSettings(install_date=VALID.start)
        fetcher = NetworkFetcher(settings, tmp_path)
        assert fetcher.fetch("http://crl.example.net/root.crl", limit=LIMIT) == b"list"
        for url in ("http://crl.example.net:81/", "http://www.example.net/", "http://example.org/"):
            with pytest.raises(StateError, match="is unreachable"):
                fetcher.fetch(url, limit=LIMIT)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with serving(ok(b"list")) as server:
        assert fetch(f"http://127.0.0.1:{server.port}/") == b"list"


def test_time_is_bounded_however_long_bytes_go_on_coming() -> None:
    ticks = count()
    size = 256 * 1024 * 1024

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while True:
            connection.sendall(b"x" * 65536)

    # A second goes by each time that the clock is looked at.
    fetcher = HttpFetcher(seconds=8, monotonic=lambda: float(next(ticks)))
    with serving(endless) as server, pytest.raises(StateError, match="timed out"):
        fetcher.fetch(f"http://127.0.0.1:{server.port}/", limit=size)
    assert next(ticks) < 12


def test_a_silent_server_times_out() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    with serving(silent) as server:
        assert reason(f"http://127.0.0.1:{server.port}/", HttpFetcher(seconds=0.05)) == "timed out"


VALID = Wish(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))


def server_context(folder: Path, server: Issued) -> ssl.SSLContext:
    path = folder / "server.pem"
    path.write_text(server.certificate.pem + server.private_key.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_https_is_verified_by_the_trusted_authorities(tmp_path: Path) -> None:
    root = issue("Example Root", wish=VALID)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    wish = replace(VALID, ca=False, extensions=[(names, False)])
    context = server_context(tmp_path, issue("localhost", root, wish))
    trusted = [root.certificate.pem]
    with serving(ok(b"list"), context) as server:
        url = f"https://localhost:{server.port}/root.crl"
        assert HttpFetcher().fetch(url, limit=LIMIT, trusted=trusted) == b"list"
        assert reason(url) == "TLS: unable to get local issuer certificate"
        other = f"https://127.0.0.1:{server.port}/"
        with pytest.raises(StateError, match="IP address mismatch"):
            HttpFetcher().fetch(other, limit=LIMIT, trusted=trusted)


def test_a_server_without_tls() -> None:
    with serving(ok(b"list")) as server:
        assert reason(f"https://127.0.0.1:{server.port}/").startswith("TLS: ")
