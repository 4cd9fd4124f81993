"""The status log: a line about the whole appliance every so often (mail log reference, 10.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from esatui.services.engine import Engine
from esatui.services.network.address import Address
from state.counters import MailCounters
from state.model.configuration import View


class StatusLog:
    """Writes the counters into the log `status`, as often as `logconfig` SETUP says."""

    name = "status"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._task: asyncio.Task[None] | None = None

    async def start(self, view: View) -> None:
        self._task = asyncio.get_running_loop().create_task(self._write(view))

    async def apply(self, old: View, new: View) -> None:
        if new.logs.frequency != old.logs.frequency:
            await self.stop()
            await self.start(new)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def addresses(self) -> Mapping[str, Address]:
        return {}

    async def _write(self, view: View) -> None:
        while True:
            await self._engine.sleep(view.logs.frequency)
            self._engine.logs.status(status_line(self._engine.counters.snapshot()))


def status_line(counters: MailCounters) -> str:
    """Return the line: names and values in turn, counters since the installation.

    CPULd, DskIO and RAMUtil are those of the reference appliance, as in `status detail`.
    """
    used, free = counters.kilobytes_used, counters.kilobytes_free
    pairs: tuple[tuple[str, int], ...] = (
        ("CPULd", 0),
        ("DskIO", 0),
        ("RAMUtil", 1),
        ("QKUsd", used),
        ("QKFre", free),
        ("CrtMID", counters.last_mid),
        ("CrtICID", counters.last_icid),
        ("CrtDCID", counters.last_dcid),
        ("InjMsg", counters.messages_received.lifetime),
        ("InjRcp", counters.recipients_received.lifetime),
        ("GenBncRcp", counters.generated_bounces.lifetime),
        ("RejRcp", counters.rejected_recipients.lifetime),
        ("DrpMsg", counters.dropped_messages.lifetime),
        ("SftBncEvnt", counters.soft_bounces.lifetime),
        ("CmpRcp", counters.completed_recipients.lifetime),
        ("HrdBncRcp", counters.hard_bounces.lifetime),
        ("DnsHrdBnc", counters.dns_hard_bounces.lifetime),
        ("5XXHrdBnc", counters.smtp_hard_bounces.lifetime),
        ("FltrHrdBnc", counters.filter_hard_bounces.lifetime),
        ("ExpHrdBnc", counters.expired_hard_bounces.lifetime),
        ("OtrHrdBnc", counters.other_hard_bounces.lifetime),
        ("DlvRcp", counters.delivered_recipients.lifetime),
        ("DelRcp", counters.deleted_recipients.lifetime),
        ("GlbUnsbHt", counters.unsubscribe_hits.lifetime),
        ("ActvRcp", counters.unattempted_recipients + counters.attempted_recipients),
        ("UnatmptRcp", counters.unattempted_recipients),
        ("AtmptRcp", counters.attempted_recipients),
        ("CrtCncIn", counters.inbound_connections),
        ("CrtCncOut", counters.outbound_connections),
        ("WorkQ", counters.work_queue),
    )
    return "Status: " + " ".join(f"{name} {value}" for name, value in pairs)
