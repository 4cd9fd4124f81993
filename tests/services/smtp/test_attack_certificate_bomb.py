"""Certificate bombs: clients that present chains of a hundred certificates, or huge keys.

What is made of them is tested with the TLS engine; here they meet a listener that verifies.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from state.certificates.certificate import Certificate
from tests.services.smtp.live import everybody, live, raw
from tests.services.smtp.tls import SecureClient, certificate, trusting_lab, trusting_nobody
from tests.services.tls.test_bombs import huge_authorities
from tests.state.certificates.authority import Issued, Wish, issue, leaf, tangle


def hundred() -> tuple[Issued, list[Certificate]]:
    many, signer = tangle(100)
    own = leaf("sender.example", signer, Wish(ca=False, identifiers=False))
    return own, [each.certificate for each in many]


def huge() -> tuple[Issued, list[Certificate]]:
    own = issue("sender.example", issue("Huge CA"), Wish(ca=False, identifiers=False))
    return own, huge_authorities(15)


def context_of(folder: Path, own: Issued, chain: list[Certificate]) -> ssl.SSLContext:
    key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    text = key + own.certificate.pem + "".join(each.pem for each in chain)
    (folder / "bomb.pem").write_text(text, "ascii")
    context = trusting_nobody()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(folder / "bomb.pem")
    return context


@pytest.mark.parametrize("bomb", [hundred, huge])
def test_bombs(tmp_path: Path, bomb: Callable[[], tuple[Issued, list[Certificate]]]) -> None:
    async def main() -> None:
        edits = (everybody(tls="required_verify"), certificate(), trusting_lab)
        async with live(tmp_path, *edits) as world:
            context = context_of(tmp_path, *bomb())
            async with raw(world.port()) as client, raw(world.port()) as other:
                await client.say("EHLO x")
                await client.say("STARTTLS")
                secure = SecureClient(client, context)
                await secure.handshake()
                assert await other.say("NOOP") == "250 ok\r\n"
                with pytest.raises(ssl.SSLError, match="UNKNOWN_CA"):
                    await secure.say("EHLO x")
            await world.logged("ICID 1 close")
            reason = "Info: ICID 1 TLS failed: verify error: unable to get local issuer certificate"
            assert reason in world.log()

    asyncio.run(main())
