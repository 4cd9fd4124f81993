"""The interface of `alertconfig`: alerts leave by it, other mail does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from esatui.lab.partners.town import DOMAIN
from esatui.services.own_mail import OwnMail
from state.model.configuration import Draft
from tests.services.delivery.test_service import GOOD, run
from tests.services.delivery.world import CONTENT, World, trusting

ALERTS, MANAGEMENT = "192.0.2.77", "192.168.42.42"
ADMIN = f"admin@{GOOD}.{DOMAIN}"


def with_interface(draft: Draft) -> Draft:
    """Return a configuration with an interface of its own for alerts."""
    interfaces = dict(draft.interfaces.entries)
    interfaces["Data 1"] = replace(
        interfaces["Management"], ip=ALERTS, hostname="alerts.example.com", ethernet="Data 1"
    )
    draft = trusting(draft).write(interfaces=replace(draft.interfaces, entries=interfaces))
    return draft.write(alerts=replace(draft.alerts, interface="Data 1"))


def test_alerts_and_other_mail_do_not_share_a_connection(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        mail = OwnMail(here.engine, here.queue)
        # One after the other, each while the connection of the one before waits for more.
        for number in range(1, 5):
            if number % 2:
                await here.send(ADMIN)
            else:
                await mail.put("alert@mail.example.com", [ADMIN], CONTENT)
            await here.lines.containing("Message finished", number)
        lines = here.lines.of()
        opened = [line.split() for line in lines if line.startswith("New SMTP DCID")]
        interface = {words[3]: words[5] for words in opened}
        used = [interface[line.split()[3]] for line in lines if "Delivery start" in line]
        assert used == [MANAGEMENT, ALERTS, MANAGEMENT, ALERTS]
        assert len(here.town.receipts()) == 4
        assert len(here.queue) == 0

    run(tmp_path / "a", [GOOD], play, with_interface)


def test_without_one_they_do(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send(ADMIN)
        await here.lines.containing("Message finished", 1)
        await OwnMail(here.engine, here.queue).put("alert@mail.example.com", [ADMIN], CONTENT)
        lines = await here.lines.containing("Message finished", 2)
        assert sum("New SMTP DCID" in line for line in lines) == 1

    run(tmp_path / "a", [GOOD], play)
