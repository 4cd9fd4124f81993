"""A listener's TLS, seen by `openssl s_client`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from esatui.services.tls.server import ServerTls
from state.certificates.parsing import read_certificates
from state.model.services import SslService
from tests.services.tls.appliances import EVERYTHING, NAMES, Lab
from tests.services.tls.endpoints import Behaviour, Story, listening, s_client

CHAINS = [
    "valid-p256",
    "valid-rsa2048",
    "valid-rsa4096",
    "selfsigned",
    "expired",
    "notyet",
    "nointermediate",
    "wrongchain",
    "duplicate-intermediate",
    "old-and-new-intermediate",
    "wrong-order",
    "root-included",
    "expired-intermediate",
    "unknown-root-sent",
    "unknown-critical",
    "weak-rsa1024-sha1",
]


def served(tls: ServerTls, *options: str, stdin: bytes = b"QUIT\r\n") -> tuple[Story, str]:
    """One connection of s_client to a listener with this TLS: our story, and what it printed."""

    async def converse() -> tuple[Story, str]:
        behaviour = Behaviour(engine=lambda: tls.accept("preferred"))
        async with listening(behaviour) as server:
            _, output = await s_client(server.port, *options, stdin=stdin)
            return await server.story(), output

    return asyncio.run(converse())


@pytest.mark.parametrize("case", CHAINS)
def test_the_chain_is_sent_as_it_is_stored(lab: Lab, case: str) -> None:
    presented = lab.hierarchy.present(case, NAMES)
    view = lab.view(lab.stored(presented.server, presented.chain))
    tls = ServerTls.for_listener(view, "InboundMail", lab.load_key)
    story, output = served(tls, "-showcerts")
    section = output.partition("Certificate chain")[2].partition("Server certificate")[0]
    assert read_certificates(section) == (presented.server.certificate, *presented.chain)
    assert story.order == ["opened", "data"]


def test_a_sound_chain_verifies_at_the_peer(lab: Lab, tmp_path: Path) -> None:
    options = ("-CAfile", lab.root_file(tmp_path), "-verify_return_error", "-verify_hostname")
    story, output = served(lab.server(), *options, NAMES.host)
    assert "Verify return code: 0 (ok)" in output
    assert story.data == b"QUIT\r\n"


@pytest.mark.parametrize(
    ("method", "offered", "protocol"),
    [
        ("tlsv1_2tlsv1_3", "-tls1_2", "TLSv1.2"),
        ("tlsv1_2tlsv1_3", "-tls1_3", "TLSv1.3"),
        ("tlsv1_2", "-tls1_3", None),
        ("tlsv1_3", "-tls1_2", None),
        ("tlsv1_2tlsv1_3", "-tls1_1", None),
        ("tlsv1_2tlsv1_3", "-tls1", None),
        ("tlsv1_0tlsv1_1tlsv1_2", "-tls1", "TLSv1"),
        ("tlsv1_0tlsv1_1tlsv1_2", "-tls1_1", "TLSv1.1"),
        ("tlsv1_1tlsv1_2", "-tls1_1", "TLSv1.1"),
        ("tlsv1_1tlsv1_2", "-tls1", None),
        ("tlsv1_0tlsv1_2", "-tls1_1", None),
        ("tlsv1_0tlsv1_2", "-tls1", "TLSv1"),
    ],
)
def test_methods(lab: Lab, method: str, offered: str, protocol: str | None) -> None:
    tls = lab.server(ssl=SslService(method=method))
    story, _ = served(tls, offered, "-cipher", "ALL:@SECLEVEL=0")
    assert [each.protocol for each in story.opened] == ([protocol] if protocol else [])


@pytest.mark.parametrize(
    ("case", "cipher"),
    [
        ("valid-p256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("valid-p256", "ECDHE-ECDSA-AES256-SHA"),
        ("valid-rsa2048", "ECDHE-RSA-AES256-GCM-SHA384"),
        ("valid-rsa2048", "DHE-RSA-AES256-SHA256"),
        ("valid-rsa2048", "AES128-SHA"),
        ("valid-rsa2048", "NULL-SHA256"),
    ],
)
def test_ciphers_of_the_setting(lab: Lab, case: str, cipher: str) -> None:
    tls = lab.server(case, SslService(method="tlsv1_2", ciphers=cipher))
    story, _ = served(tls, "-tls1_2", "-cipher", "ALL:eNULL:@SECLEVEL=0")
    assert [each.cipher for each in story.opened] == [cipher]


def test_factory_ciphers(lab: Lab) -> None:
    story, _ = served(lab.server("valid-rsa2048"), "-tls1_2", "-cipher", "DHE-RSA-AES256-SHA")
    assert story.opened[0].cipher == "DHE-RSA-AES256-SHA"
    story, _ = served(lab.server("valid-rsa2048"), "-tls1_2", "-cipher", "kRSA")
    assert not story.opened


def test_example_of_the_log(lab: Lab) -> None:
    """Mail-logs 2.1 has TLSv1 with DHE-RSA-AES256-SHA: an old client gets just that."""
    tls = lab.server("valid-rsa2048", SslService(method="tlsv1_0tlsv1_1tlsv1_2"))
    story, _ = served(tls, "-tls1", "-cipher", "DHE-RSA-AES256-SHA:@SECLEVEL=0")
    session = story.opened[0]
    assert (session.protocol, session.cipher) == ("TLSv1", "DHE-RSA-AES256-SHA")


def test_everything_is_possible(lab: Lab) -> None:
    story, _ = served(lab.server(ssl=EVERYTHING), "-tls1_3")
    assert re.fullmatch(r"TLS_[A-Z0-9_]+", story.opened[0].cipher)


@pytest.mark.parametrize(
    ("case", "costly"), [("valid-p256", False), ("valid-rsa2048", False), ("valid-rsa4096", True)]
)
def test_only_large_keys_are_costly(lab: Lab, case: str, costly: bool) -> None:
    assert lab.server(case).costly is costly
