"""The dashboard on a machine in a cluster: which level is edited is never in doubt."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from screens.desk import Desk
from state.cluster.membership import create_cluster
from state.errors import StateError
from state.model.destinations import Destination
from state.operations.destinations import add_destination
from tests.screens.desks import SMALL, dashboard, seen, text_of
from tests.state.cluster.machines import CLUSTER_ID, member


def clustered(appliance: Appliance, desk: Desk) -> None:
    create_cluster(appliance.store, desk.login, "americas", CLUSTER_ID, member("a"))


def test_settings_of_the_cluster_are_not_made_ones_own_by_accident(
    appliance: Appliance, desk: Desk, tmp_path: Path
) -> None:
    clustered(appliance, desk)

    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            assert "(Machine mail.example.com)" in text_of(app)[0]
            entry = Destination(tls="required")
            with pytest.raises(StateError, match="no settings of its own"):
                desk.submit(lambda draft: add_destination(draft, "partner.com", entry))
            app.switch_level(desk.modes()["Cluster americas"])
            await seen(app, pilot, "(Cluster americas)")
            desk.submit(lambda draft: add_destination(draft, "partner.com", entry))
            desk.candidate.commit("")
        assert desk.running.destinations.entries == {"partner.com": entry}

    asyncio.run(scenario())


def test_the_level_is_seen_in_full_on_the_smallest_terminal(
    appliance: Appliance, desk: Desk
) -> None:
    clustered(appliance, desk)

    async def scenario() -> None:
        async with dashboard(desk, size=SMALL) as (app, pilot):
            assert text_of(app)[0].startswith(" (Machine mail.example.com)  Monitor > Overview ")
            await pilot.resize_terminal(120, 40)
            await pilot.pause()
            assert text_of(app)[0].startswith(" (Machine mail.example.com)  Monitor > Overview ")

    asyncio.run(scenario())
