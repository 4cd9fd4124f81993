"""HTTPS of an appliance whose certificate the lab has issued, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from esatui.appliance import Appliance
from esatui.services.engine import Engine, Service
from esatui.services.host import ServiceHost
from esatui.services.https import HttpsService
from state.clock import SystemClock
from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from state.model.interfaces import Interface
from tests.services.engines import commit, engine, factory
from tests.services.tls.appliances import Lab

HOST = "127.0.0.1"
NAME = "mail.example.com"
TIMEOUT = 30.0
Edit = Callable[[Draft], Draft]


def presents(lab: Lab, profile: CertificateProfile, name: str = "partner.com") -> Edit:
    """Return an edit after which `Management` presents this certificate."""

    def edit(draft: Draft) -> Draft:
        profiles = {**draft.certificates.profiles, name: profile}
        draft = draft.write(certificates=replace(draft.certificates, profiles=profiles))
        draft = draft.with_key(profile.key, lab.load_key(profile.key))
        return management(https=443, https_certificate=name, hostname=NAME)(draft)

    return edit


def management(**changes: object) -> Edit:
    """Return an edit of the interface `Management`."""

    def edit(draft: Draft) -> Draft:
        entries = dict(draft.interfaces.entries)
        changed: Interface = replace(entries["Management"], **changes)  # type: ignore[arg-type]
        return draft.write(
            interfaces=replace(draft.interfaces, entries={**entries, "Management": changed})
        )

    return edit


@dataclass
class Live:
    """An appliance whose HTTPS runs."""

    appliance: Appliance
    host: ServiceHost
    service: HttpsService

    def port(self, name: str = "Management") -> int:
        return self.service.addresses()[name].port

    def url(self, path: str = "/") -> str:
        return f"https://{NAME}:{self.port()}{path}"

    async def commit(self, edit: Edit) -> None:
        """Commit, and wait until the service works by it."""
        commit(self.appliance, edit)
        await self.host.settled()

    def log(self) -> list[str]:
        """Return the lines of `gui_logs`."""
        return list(self.appliance.log_books.reader("gui_logs").lines())


@asynccontextmanager
async def live(directory: Path, *edits: Edit) -> AsyncIterator[Live]:
    """Run the service; the clock is the machine's, since browsers look at that."""
    appliance = factory(directory / "state", SystemClock())
    appliance.store.settings = replace(appliance.store.settings, bind={"ports": "ephemeral"})
    found: list[HttpsService] = []

    def build(engine: Engine) -> Sequence[Service]:
        found.append(HttpsService(engine))
        return found

    try:
        for edit in edits:
            commit(appliance, edit)
        async with engine(appliance, build) as running:
            assert running.host.faults() == []
            yield Live(appliance, running.host, found[0])
    finally:
        appliance.store.close()


async def raw(port: int, data: bytes) -> bytes:
    """Send bytes over plain TCP; return all that comes until the connection is closed."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(data)
        return await asyncio.wait_for(reader.read(), TIMEOUT)
    finally:
        writer.close()
