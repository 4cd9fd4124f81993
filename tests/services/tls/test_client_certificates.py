"""Listeners that ask for certificates: any is taken in the handshake, and judged afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.lab.wish import Wish
from esatui.services.tls.peer import PeerVerifier
from state.clock import SystemClock
from state.crl_cache import CrlCache
from state.model.listeners import InboundTls
from state.model.services import SslService
from tests.services.tls.appliances import NAMES, Lab
from tests.services.tls.endpoints import Behaviour, Story, listening, s_client

VERSIONS = ["-tls1_2", "-tls1_3"]


def presenting(lab: Lab, folder: Path, case: str | None, level: InboundTls, version: str) -> Story:
    """A client that presents what a case presents, or nothing."""
    tls = lab.server(ssl=SslService())
    options: tuple[str, ...] = ()
    if case is not None:
        certificate, key, chain = lab.files(folder, case)
        options = ("-cert", certificate, "-key", key)
        if Path(chain).read_text("ascii"):
            options += ("-cert_chain", chain)

    async def converse() -> Story:
        async with listening(Behaviour(engine=lambda: tls.accept(level))) as server:
            await s_client(server.port, version, *options)
            return await server.story()

    return asyncio.run(converse())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("case", "fault"),
    [
        ("valid-p256", None),
        ("valid-rsa2048", None),
        ("clienteku", None),
        ("noeku", None),
        ("mismatch", None),
        ("selfsigned", "self signed certificate"),
        ("expired", "certificate has expired"),
        ("notyet", "certificate is not yet valid"),
        ("nointermediate", "unable to get local issuer certificate"),
        ("wrongchain", "unable to get local issuer certificate"),
        ("untrusted", "unable to get local issuer certificate"),
        ("unknown-root-sent", "self signed certificate in certificate chain"),
        (None, "no certificate from server"),
    ],
)
def test_any_certificate_is_taken_and_judged(
    lab: Lab, case: str | None, fault: str | None, version: str, tmp_path: Path
) -> None:
    story = presenting(lab, tmp_path, case, "required_verify", version)
    assert story.order == ["opened", "data"]
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path / "crl"))
    assert judge.client_fault(story.opened[0].chain, SystemClock().now()) == fault


def test_purpose_of_a_client(lab: Lab, tmp_path: Path) -> None:
    wish = Wish(purposes=("server",))
    presented = lab.hierarchy.sound(NAMES, wish)
    judge = PeerVerifier.from_view(lab.verifying(), CrlCache(tmp_path / "crl"))
    chain = (presented.server.certificate, *presented.chain)
    assert judge.client_fault(chain, SystemClock().now()) == "unsupported certificate purpose"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", ["off", "preferred", "required"])
def test_other_levels_ask_for_nothing(
    lab: Lab, level: InboundTls, version: str, tmp_path: Path
) -> None:
    story = presenting(lab, tmp_path, "valid-p256", level, version)
    assert story.opened[0].chain == ()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", ["preferred", "required_verify"])
def test_no_session_is_resumed(lab: Lab, level: InboundTls, version: str, tmp_path: Path) -> None:
    """A resumed one would come without certificates: neither ours, after a commit, nor theirs."""
    tls = lab.server(ssl=SslService())
    session = tmp_path / "session"

    async def converse() -> list[str]:
        async with listening(Behaviour(engine=lambda: tls.accept(level))) as server:
            _, first = await s_client(server.port, version, "-sess_out", str(session))
            options = ("-sess_in", str(session)) if session.exists() else ()
            _, second = await s_client(server.port, version, *options)
            return [first, second]

    first, second = asyncio.run(converse())
    assert "New, TLS" in first
    assert "Reused, TLS" not in second
