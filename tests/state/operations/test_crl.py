"""CRL sources: what is accepted, and where a list is fetched from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from state.errors import StateError
from state.model.certificates import CrlSource
from state.operations.crl import (
    BAD_URL,
    CrlUrl,
    add_source,
    check_interval,
    check_primary_url,
    check_secondary_url,
    delete_source,
    edit_source,
    parse_url,
    set_checks,
)
from state.operations.crl_update import CrlUpdateFailed, fetch_crl
from tests.state.operations.drafts import factory_draft
from tests.state.operations.revocation import revocation_list

SOURCE = CrlSource(primary_url="http://crl.example.net/root.crl")
MIRRORED = CrlSource(primary_url="http://a/x.crl", secondary_url="http://b/x.crl")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "http://crl.example.net/root.crl",
            CrlUrl("http", "crl.example.net", 80, "/root.crl"),
        ),
        ("HTTPS://crl.example.net", CrlUrl("https", "crl.example.net", 443, "/")),
        ("http://127.0.0.1:8080/a/b?c=d", CrlUrl("http", "127.0.0.1", 8080, "/a/b?c=d")),
        ("https://[::1]:8443/x", CrlUrl("https", "::1", 8443, "/x")),
    ],
)
def test_urls(text: str, url: CrlUrl) -> None:
    assert parse_url(text) == url
    assert check_primary_url(text) == check_secondary_url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "crl.example.net",
        "ftp://crl.example.net/x",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://user:secret@crl.example.net/",
        "http://crl.example.net:0/",
        "http://crl.example.net:65536/",
        "http://crl.example.net:/",
        "http://crl.example.net/a b",
        "http://crl.example.net/a\r\nHost: other",
        "http://crl.example.net/a\x00",
        "http://crl.example.net/x#fragment",
        "http://crl.example.net/목록",
        "http://[::1/x",
        f"http://crl.example.net/{'x' * 2048}",
    ],
)
def test_urls_that_are_refused(text: str) -> None:
    for check in (check_primary_url, check_secondary_url):
        with pytest.raises(StateError) as fault:
            check(text)
        assert fault.value.text == BAD_URL


def test_the_secondary_url_may_be_missing() -> None:
    assert check_secondary_url("") is None
    with pytest.raises(StateError, match="cannot be blank"):
        check_primary_url("")


@pytest.mark.parametrize("text", ["1", "24", "8760"])
def test_intervals(text: str) -> None:
    assert check_interval(text) == int(text)


@pytest.mark.parametrize("text", ["", "0", "8761", "-1", "daily", "1.5", "٣"])
def test_intervals_that_are_refused(text: str) -> None:
    with pytest.raises(StateError):
        check_interval(text)


def test_sources_are_added_edited_and_deleted() -> None:
    before = factory_draft()
    one = add_source(before, "Example Trust", SOURCE)
    assert one.crl.sources == {"Example Trust": SOURCE}
    two = edit_source(one, "Example Trust", MIRRORED)
    assert two.crl.sources == {"Example Trust": MIRRORED}
    assert delete_source(two, "Example Trust").crl.sources == before.crl.sources == {}


@pytest.mark.parametrize("name", ["", "a/b", " x", "a  b", "x" * 65, "Éxample", "a\nb"])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(StateError):
        add_source(factory_draft(), name, SOURCE)


def test_faults_of_sources() -> None:
    draft = add_source(factory_draft(), "x", SOURCE)
    calls: list[Callable[[], object]] = [
        lambda: add_source(draft, "x", SOURCE),
        lambda: edit_source(draft, "y", SOURCE),
        lambda: delete_source(draft, "y"),
    ]
    for call in calls:
        with pytest.raises(StateError):
            call()


def test_checks_by_direction() -> None:
    crl = set_checks(factory_draft(), inbound=True, outbound=False, webui=True).crl
    assert (crl.inbound, crl.outbound, crl.webui) == (True, False, True)


@pytest.mark.parametrize("pem", [True, False])
def test_a_list_is_read_in_either_form(pem: bool) -> None:
    data = revocation_list(pem=pem)
    fetched = fetch_crl("x", SOURCE, lambda url: data)
    assert fetched.url == SOURCE.primary_url
    assert fetched.crl.is_revoked(4711)


def test_the_second_url_is_tried_when_the_first_one_fails() -> None:
    def fetch(url: str) -> bytes:
        if url == "http://a/x.crl":
            raise StateError("connection refused")
        return revocation_list(pem=False)

    assert fetch_crl("x", MIRRORED, fetch).url == "http://b/x.crl"


def test_the_reason_of_the_first_url_is_told() -> None:
    def fetch(url: str) -> bytes:
        if url == "http://a/x.crl":
            raise StateError("connection refused")
        return b"<html>"

    with pytest.raises(CrlUpdateFailed) as fault:
        fetch_crl("Example Trust", MIRRORED, fetch)
    assert fault.value.text == 'CRL update failed for "Example Trust": connection refused'


@pytest.mark.parametrize("data", [b"", b"<html>", b"-----BEGIN X509 CRL-----\n", b"\x30\x03abc"])
def test_what_is_no_list_fails(data: bytes) -> None:
    with pytest.raises(CrlUpdateFailed) as fault:
        fetch_crl("x", SOURCE, lambda url: data)
    assert fault.value.text.startswith('CRL update failed for "x": ')
