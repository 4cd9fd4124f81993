"""The rules of delivery one by one: limits, waits, interfaces, hosts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from esatui.services.delivery.limits import Gate, RecipientWindow
from esatui.services.delivery.local import delivery_interface
from esatui.services.delivery.retry import gives_up, profile_for, wait_after
from esatui.services.delivery.routes import NoRoute, Plan, Router
from esatui.services.network import Network
from state.factory import management_interface
from state.model.configuration import Configuration, Draft, Settings
from state.model.destinations import (
    BounceProfile,
    Bounces,
    Delivery,
    Destination,
    Destinations,
    IpSortPreference,
)
from state.model.interfaces import Interfaces
from state.model.levels import machine
from state.operations.smtproutes import route_for, set_route
from state.settings import ApplianceSettings

MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


def draft(**areas: object) -> Draft:
    interfaces = Interfaces(entries={"Management": management_interface()})
    settings = Settings(**{"interfaces": interfaces, **areas})  # type: ignore[arg-type]
    return Draft(Configuration(machines={"x": settings}), machine("x"))


def network(directory: Path, zone: str = "") -> Network:
    (directory / "lab.toml").write_text(zone)
    return Network(ApplianceSettings(install_date=MOMENT), directory)


def test_the_gate_lets_in_so_many_in_their_order() -> None:
    async def main() -> None:
        limit = 2
        gate = Gate(lambda: limit)
        await gate.enter()
        await gate.enter()
        order: list[int] = []

        async def come(number: int) -> None:
            await gate.enter()
            order.append(number)

        tasks = [asyncio.create_task(come(number)) for number in range(4)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        gate.leave()
        await asyncio.sleep(0)
        assert order == [0]
        limit = 4
        gate.admit()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == [0, 2, 3]
        assert gate.inside == 4

    asyncio.run(main())


def test_room_that_nobody_wants_any_more_goes_to_the_next() -> None:
    async def main() -> None:
        gate = Gate(lambda: 1)
        await gate.enter()
        first, second = (asyncio.create_task(gate.enter()) for _ in range(2))
        await asyncio.sleep(0)
        gate.leave()
        first.cancel()
        await second
        assert gate.inside == 1

    asyncio.run(main())


def test_the_window_of_recipients() -> None:
    window = RecipientWindow()
    assert window.room(None, 60, 1e9) is None
    assert window.room(10, 60, 1e9) == 10
    window.took(7)
    assert window.room(10, 60, 1e9 + 3599) == 3
    assert window.ends(60) == 1e9 + 3600
    assert window.room(10, 60, 1e9 + 3600) == 10


def test_waits_double_up_to_the_longest() -> None:
    profile = BounceProfile(initial_retry=60, max_retry=1000)
    waits = [wait_after(profile, attempts) for attempts in range(1, 8)]
    assert waits == [60, 120, 240, 480, 960, 1000, 1000]
    assert wait_after(profile, 10**6) == 1000


def test_when_to_give_up() -> None:
    profile = BounceProfile(max_retries=2, max_seconds=3600)
    assert not gives_up(profile, 2, MOMENT, MOMENT)
    assert gives_up(profile, 3, MOMENT, MOMENT)
    assert gives_up(profile, 1, MOMENT, MOMENT + timedelta(seconds=3600))


def test_which_bounce_profile_counts() -> None:
    fast, slow = BounceProfile(initial_retry=1), BounceProfile(initial_retry=100)
    view = draft(
        bounces=Bounces(profiles={"fast": fast, "slow": slow}),
        destinations=Destinations(entries={"a.example": Destination(bounce_profile="slow")}),
    )
    assert profile_for(view, "a.example", "fast") is slow
    assert profile_for(view, "b.example", "fast") is fast
    assert profile_for(view, "b.example", "gone") == BounceProfile()


def test_interfaces(tmp_path: Path) -> None:
    own = management_interface()
    entries = {
        "Management": own,
        "Data 1": replace(own, ip="10.1.0.1", ipv6="2001:db8::1"),
        "Data 2": replace(own, ip="10.2.0.1"),
    }
    view = draft(interfaces=Interfaces(entries=entries))

    def chosen(address: str, view: Draft = view) -> str | None:
        found = delivery_interface(view, network(tmp_path), address)
        return None if found is None else found.name

    assert chosen("10.2.0.99") == "Data 2"
    # The gateway, 192.168.42.1, is in the subnet of Management.
    assert chosen("198.51.100.1") == "Management"
    assert chosen("2001:db8:ffff::1") == "Data 1"
    fixed = view.write(delivery=Delivery(interface="Data 2"))
    assert chosen("198.51.100.1", fixed) == "Data 2"
    assert chosen("2001:db8::2", fixed) == "Data 1"
    assert chosen("2001:db8::2", draft()) is None


ZONE = """
[zone."a.example"]
records = '''
@   MX 20 mx2
@   MX 10 mx1
mx1 A 192.0.2.1
mx1 AAAA 2001:db8::1
mx2 A 192.0.2.2
host A 192.0.2.3
lost MX 10 nowhere
'''
[zone."broken.example"]
records = ""
fails = true
"""


def planned(
    directory: Path, domain: str, view: Draft | None = None, sort: IpSortPreference = "PREFER_V6"
) -> Plan | NoRoute:
    router = Router(resolver=network(directory, ZONE).resolver, random=Random(1))
    return asyncio.run(router.plan(view or draft(), domain, sort))


def hosts(plan: Plan | NoRoute) -> list[tuple[str, int, tuple[str, ...]]]:
    assert isinstance(plan, Plan), plan
    return [(each.host, each.port, each.addresses) for each in plan.exchangers]


def test_exchangers_by_preference(tmp_path: Path) -> None:
    plan = planned(tmp_path, "a.example")
    assert hosts(plan) == [
        ("mx1.a.example", 25, ("192.0.2.1",)),
        ("mx2.a.example", 25, ("192.0.2.2",)),
    ]
    assert isinstance(plan, Plan)
    assert plan.names.mx_hosts == ("mx1.a.example", "mx2.a.example")
    assert plan.names.route_hosts == ()


@pytest.mark.parametrize(
    ("sort", "addresses"),
    [
        ("PREFER_V6", ("2001:db8::1", "192.0.2.1")),
        ("PREFER_V4", ("192.0.2.1", "2001:db8::1")),
        ("REQUIRE_V6", ("2001:db8::1",)),
        ("REQUIRE_V4", ("192.0.2.1",)),
    ],
)
def test_addresses_by_kind(
    sort: IpSortPreference, addresses: tuple[str, ...], tmp_path: Path
) -> None:
    entries = {"Management": replace(management_interface(), ipv6="2001:db8::2")}
    view = draft(interfaces=Interfaces(entries=entries))
    assert hosts(planned(tmp_path, "a.example", view, sort))[0][2] == addresses


def test_without_exchangers_the_domain_itself(tmp_path: Path) -> None:
    plan = planned(tmp_path, "host.a.example")
    assert hosts(plan) == [("host.a.example", 25, ("192.0.2.3",))]


@pytest.mark.parametrize(
    ("domain", "reason", "hard"),
    [
        ("gone.a.example", "DNS Hard Error looking up gone.a.example (MX): NXDomain", True),
        ("lost.a.example", "DNS Hard Error looking up nowhere.a.example (A): NXDomain", True),
        ("broken.example", "DNS Soft Error looking up broken.example (MX): SERVFAIL", False),
    ],
)
def test_no_way(domain: str, reason: str, hard: bool, tmp_path: Path) -> None:
    assert planned(tmp_path, domain) == NoRoute(reason, hard=hard)


def test_a_route_stands_for_exchangers_unless_in_brackets(tmp_path: Path) -> None:
    view = set_route(draft(), "b.example", ["a.example:2525", "[host.a.example]/pri=5"])
    plan = planned(tmp_path, "b.example", view)
    assert hosts(plan) == [
        ("mx1.a.example", 2525, ("192.0.2.1",)),
        ("mx2.a.example", 2525, ("192.0.2.2",)),
        ("host.a.example", 25, ("192.0.2.3",)),
    ]
    assert isinstance(plan, Plan)
    assert plan.names.route_hosts == ("a.example", "host.a.example")


@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("b.example", "exact.example"),
        ("x.b.example", "below.example"),
        ("y.x.b.example", "below.example"),
        ("c.example", "all.example"),
        ("[192.0.2.9]", "all.example"),
    ],
)
def test_which_route_counts(domain: str, host: str) -> None:
    view = draft()
    for name in ("b.example", ".b.example", "ALL"):
        target = {"b.example": "exact", ".b.example": "below", "ALL": "all"}[name]
        view = set_route(view, name, [f"{target}.example"])
    found = route_for(view, domain)
    assert found is not None
    assert [each.host for each in found] == [host]


def test_routes_that_stand_alone() -> None:
    view = set_route(set_route(draft(), "a.example", ["usedns"]), "ALL", ["/DEV/NULL"])
    assert route_for(view, "a.example") is None
    assert route_for(view, "b.example") == ()
