"""The dashboard in a browser, over real TLS: who gets in, and who does not."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from urllib.parse import urlencode

import pytest
import wsproto
import wsproto.events as happened
from wsproto.connection import ConnectionType

from tests.web.served import served


@dataclass
class Browser:
    """The few things of a browser that matter: requests, a cookie, a WebSocket."""

    port: int
    cookie: str = ""

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, origin: str = ""
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body."""
        context = ssl._create_unverified_context()  # noqa: S323 - Demo is the certificate.
        connection = HTTPSConnection("127.0.0.1", self.port, context=context, timeout=20)
        headers = {"Origin": origin or self.origin}
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def log_in(self, user: str, passphrase: str, origin: str = "") -> int:
        """Log in and keep the cookie; return the status."""
        fields = {"username": user, "passphrase": passphrase, "language": "en"}
        status, headers, _ = self.request("POST", "/login", fields, origin)
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        return status

    def screen(self, wanted: bytes, origin: str = "") -> bytes | int:
        """Open the WebSocket; return what is drawn until `wanted` is, or the refusal's status."""
        context = ssl._create_unverified_context()  # noqa: S323 - Demo is the certificate.
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        with context.wrap_socket(plain) as stream:
            client = wsproto.WSConnection(ConnectionType.CLIENT)
            headers = [(b"Origin", (origin or self.origin).encode())]
            if self.cookie:
                headers.append((b"Cookie", self.cookie.encode()))
            target = "/dashboard/socket?width=100&height=30"
            host = f"127.0.0.1:{self.port}"
            stream.sendall(
                client.send(happened.Request(host=host, target=target, extra_headers=headers))
            )
            drawn = b""
            while wanted not in drawn:
                data = stream.recv(65536)
                assert data, drawn
                client.receive_data(data)
                for event in client.events():
                    if isinstance(event, happened.RejectConnection):
                        return event.status_code
                    if isinstance(event, happened.BytesMessage):
                        drawn += bytes(event.data)
        return drawn


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The HTTPS port of an appliance that is served by the real program."""
    with served(tmp_path_factory.mktemp("web") / "state") as ports:
        yield ports.https


def test_the_dashboard_is_drawn_for_who_has_logged_in(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "ironport") == 303
    status, headers, page = browser.request("GET", "/dashboard")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not re.search(r"https?://(?!127\.0\.0\.1)", page)
    drawn = browser.screen(b"Overview")
    assert isinstance(drawn, bytes)


def test_the_cookie_is_for_this_place_alone(port: int) -> None:
    browser = Browser(port)
    fields = {"username": "admin", "passphrase": "ironport", "language": "en"}
    _, headers, _ = browser.request("POST", "/login", fields)
    for word in ("Secure", "HttpOnly", "SameSite=Strict"):
        assert word in headers["set-cookie"]


def test_without_a_login_there_is_neither_page_nor_socket(port: int) -> None:
    stranger = Browser(port)
    status, headers, _ = stranger.request("GET", "/dashboard")
    assert (status, headers["location"]) == (303, "/login")
    assert stranger.screen(b"never") == 403


def test_a_wrong_passphrase_gets_no_session(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "wrong") == 403
    assert browser.screen(b"never") == 403


def test_a_page_from_elsewhere_can_neither_log_in_nor_open_the_socket(port: int) -> None:
    browser = Browser(port)
    assert browser.log_in("admin", "ironport", origin="https://evil.example") == 403
    assert browser.log_in("admin", "ironport") == 303
    assert browser.screen(b"never", origin="https://evil.example") == 403


def test_after_logging_out_the_cookie_is_worth_nothing(port: int) -> None:
    browser = Browser(port)
    browser.log_in("admin", "ironport")
    kept = browser.cookie
    assert browser.request("POST", "/logout")[0] == 303
    browser.cookie = kept
    assert browser.screen(b"never") == 403
