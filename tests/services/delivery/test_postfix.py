"""A second judge: Postfix as the receiver of what is delivered at each level."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.lab.partners.town import Town
from esatui.lab.presented import Names
from state.model.destinations import OutboundTls
from tests.services.delivery.postfix import Postfix, postfix
from tests.services.delivery.test_table import with_level
from tests.services.delivery.world import World, chained, hierarchy, trusting, world

KINDS = {
    "good": "-o smtpd_tls_ask_ccert=yes",
    "encrypt": "-o smtpd_tls_security_level=encrypt",
    "none": "-o smtpd_tls_security_level=none",
    "selfsigned": "-o smtpd_tls_chain_files={selfsigned}",
    "mismatch": "-o smtpd_tls_chain_files={mismatch}",
    "nointermediate": "-o smtpd_tls_chain_files={nointermediate}",
    "tls12": "-o smtpd_tls_protocols=TLSv1.2",
    "noehlo": "-o smtpd_discard_ehlo_keywords=starttls",
}
TLS, CLEAR, NOTHING = "tls", "clear", "nothing"
EXPECTED: dict[str, tuple[str, str, str, str, str]] = {
    # No, Preferred, Preferred - Verify, Required, Required - Verify
    "good": (CLEAR, TLS, TLS, TLS, TLS),
    "encrypt": (NOTHING, TLS, TLS, TLS, TLS),
    "none": (CLEAR, CLEAR, CLEAR, NOTHING, NOTHING),
    "noehlo": (CLEAR, CLEAR, CLEAR, NOTHING, NOTHING),
    "selfsigned": (CLEAR, TLS, TLS, TLS, NOTHING),
    "mismatch": (CLEAR, TLS, TLS, TLS, NOTHING),
    "nointermediate": (CLEAR, TLS, TLS, TLS, NOTHING),
    "tls12": (CLEAR, TLS, TLS, TLS, TLS),
}
LEVELS: tuple[OutboundTls, ...] = (
    "off",
    "preferred",
    "preferred_verify",
    "required",
    "required_verify",
)


def chain(case: str) -> str:
    names = Names(domain="postfix.example", host="mx.postfix.example")
    presented = hierarchy().present(case, names)
    server = presented.server
    rest = "".join(each.pem for each in presented.chain)
    return f"{server.key.pem}{server.certificate.pem}{rest}"


@pytest.fixture(scope="module")
def remote() -> Iterator[Postfix]:
    chains = {name: chain(name) for name in ("selfsigned", "mismatch", "nointermediate")}
    chains["good"] = chain("valid-rsa2048")
    # Its daemons run as another user and must find their way, which pytest's directory forbids.
    with tempfile.TemporaryDirectory(prefix="postfix-") as directory:
        Path(directory).chmod(0o711)
        with postfix(Path(directory) / "instance", chains, KINDS) as instance:
            yield instance


ADDRESS = "192.0.2.1"


def lead_to(directory: Path, port: int) -> None:
    """Let mail for postfix.example go to this receiver from now on."""
    # A new file each time: the old one may have the same size and, to the clock tick, the same age.
    new = directory / "new.toml"
    new.write_text(
        f'[map]\n"{ADDRESS}:25" = "127.0.0.1:{port}"\n'
        f'[zone."postfix.example"]\nrecords = "@ MX 10 mx\\nmx A {ADDRESS}\\n"\n'
    )
    new.replace(directory / "lab.toml")


async def closed(here: World) -> None:
    """Let time pass until the connection is closed: the next message gets one of its own."""

    def count(pattern: str) -> int:
        return sum(bool(re.fullmatch(pattern, line)) for line in here.lines.of())

    async with asyncio.timeout(20):
        while count(r"New SMTP DCID .*") > count(r"DCID \d+ close"):
            await here.time.advance(5)
            await asyncio.sleep(0.001)


async def deliver(here: World, remote: Postfix, kind: str) -> str:
    """Send a message to a receiver; return how it came there, in Postfix's own words."""
    lead_to(here.appliance.store.directory, remote.ports[kind])
    done = re.compile(r"Message finished MID \d+ done|pending till")
    before = sum(bool(done.search(line)) for line in here.lines.of())
    await here.send("x@postfix.example", sender="")
    lines = await here.lines.until(
        lambda lines: sum(bool(done.search(line)) for line in lines) > before
    )
    await closed(here)
    if "pending till" in lines[-1] or "ouble bounce" in lines[-2]:
        return NOTHING
    queued = [found[1] for line in lines if (found := re.search(r"queued as (\w+)'", line))]
    text = await asyncio.to_thread(remote.message, queued[-1])
    assert "Subject: Hello" in text
    assert "from mail.example.com (" in text
    if kind == "good" and "using TLS" in text:
        assert 'Client CN "Cisco Appliance Demo Certificate"' in text
    if kind == "tls12" and "using TLS" in text:
        assert "using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384" in text
    return TLS if "using TLS" in text else CLEAR


@pytest.mark.parametrize("column", range(len(LEVELS)), ids=LEVELS)
def test_what_postfix_got(column: int, remote: Postfix, tmp_path: Path) -> None:
    async def main() -> dict[str, str]:
        edit = chained(trusting, with_level(LEVELS[column]))
        async with world(tmp_path / "a", Town(hierarchy(), []), edit) as here:
            return {kind: await deliver(here, remote, kind) for kind in KINDS}

    assert asyncio.run(main()) == {kind: row[column] for kind, row in EXPECTED.items()}
