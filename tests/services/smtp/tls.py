"""Certificates for listeners, and clients that speak TLS in memory."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from esatui.lab.keys import SeededKeys
from esatui.lab.presented import LabHierarchy, Names, Presented
from state.certificates.keys import PrivateKey
from state.clock import SystemClock
from state.model.certificates import Authorities, CertificateProfile
from state.model.configuration import Draft
from state.model.listeners import Listener
from state.model.services import Ssl, SslService
from tests.services.smtp.live import TIMEOUT, Edit, RawClient, both, listener

NAMES = Names(domain="example.com", host="mail.example.com")


@lru_cache(maxsize=1)
def hierarchy() -> LabHierarchy:
    """Return the lab's authority; real programs look at the real time."""
    return LabHierarchy(SeededKeys(1), SystemClock())


@lru_cache(maxsize=16)
def presented(case: str) -> Presented:
    """Return what a host with this fault presents, the same each time."""
    return hierarchy().present(case, NAMES)


def certificate(case: str = "valid-p256", name: str = "partner.com") -> Edit:
    """Return an edit that stores a certificate of the lab and gives it to the listener."""
    return presents(presented(case), name)


def presents(found: Presented, name: str = "partner.com") -> Edit:
    """Return an edit after which the listener presents just this."""
    key = PrivateKey(found.server.key.pem)
    profile = CertificateProfile(
        certificate=found.server.certificate.pem,
        key=key.key_id,
        intermediates=tuple(each.pem for each in found.chain),
    )

    def store(draft: Draft) -> Draft:
        profiles = {**draft.certificates.profiles, name: profile}
        certificates = replace(draft.certificates, profiles=profiles)
        return draft.with_key(key.key_id, key.pem).write(certificates=certificates)

    def use(old: Listener) -> Listener:
        return replace(old, certificate=name)

    return both(store, listener(use))


def methods(method: str, ciphers: str) -> Edit:
    """Return an edit of the TLS versions and ciphers of listeners."""
    return lambda draft: draft.write(ssl=Ssl(inbound=SslService(method=method, ciphers=ciphers)))


def trusting_lab(draft: Draft) -> Draft:
    """Trust the lab's root and nothing else."""
    pem = hierarchy().root.certificate.pem
    return draft.write(
        authorities=Authorities(system_enabled=False, custom_enabled=True, custom={"Lab": pem})
    )


def root_file(folder: Path) -> str:
    """Return a file with the lab's root."""
    path = folder / "root.pem"
    path.write_text(hierarchy().root.certificate.pem, "ascii")
    return str(path)


class SecureClient:
    """A TLS client over a raw one."""

    def __init__(self, client: RawClient, context: ssl.SSLContext | None = None) -> None:
        self._client = client
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = (context or trusting_nobody()).wrap_bio(self._incoming, self._outgoing)

    async def handshake(self) -> None:
        """Do the handshake. Raises `ssl.SSLError`."""
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._exchange()
        await self._flush()

    async def say(self, text: str | bytes) -> str:
        """Send a line, return the reply."""
        self.tls.write(text if isinstance(text, bytes) else text.encode() + b"\r\n")
        await self._flush()
        return await self.reply()

    async def reply(self) -> str:
        """Return the next reply, that has come in one piece."""
        while True:
            try:
                return self.tls.read(65536).decode("utf-8")
            except ssl.SSLWantReadError:
                await self._exchange()

    async def _exchange(self) -> None:
        await self._flush()
        async with asyncio.timeout(TIMEOUT):
            data = await self._client.reader.read(65536)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._client.send(data)


def trusting_nobody() -> ssl.SSLContext:
    """Return a client context that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
