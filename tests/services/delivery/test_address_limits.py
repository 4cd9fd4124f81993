"""Limits that count for each address of a domain's exchangers (limit type MXIP)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from esatui.lab.partners.town import Town
from esatui.services.delivery.limits import AddressLimits
from esatui.services.network.lab import FILE_NAME
from state.model.configuration import Draft
from state.model.destinations import DefaultDestination, Destination, LimitType
from state.operations.destinations import add_destination
from tests.services.delivery.test_service import GOOD
from tests.services.delivery.world import World, hierarchy, world

STALLING = "data-stall"
ZONE = """
[zone."two.example"]
records = "@ MX 10 mx\\nmx A {first}\\nmx A {second}\\n"

[zone."backup.example"]
records = "@ MX 10 mx\\n@ MX 20 mx2\\nmx A {first}\\nmx2 A {second}\\n"
"""


def play_with(
    directory: Path, entry: Destination, play: Callable[[World], Awaitable[None]]
) -> None:
    """Play on an appliance that knows two domains with the addresses of two partners.

    The first one falls silent after each message, the second one is in order.
    """

    def edit(draft: Draft) -> Draft:
        for domain in ("two.example", "backup.example"):
            draft = add_destination(draft, domain, entry)
        return draft

    def prepare(here: World) -> None:
        partners = here.town.partners
        text = ZONE.format(first=partners[STALLING].address, second=partners[GOOD].address)
        with (directory / FILE_NAME).open("a", encoding="ascii") as file:
            file.write(text)

    async def main() -> None:
        async with (
            Town(hierarchy(), [STALLING, GOOD]) as town,
            world(directory, town, edit, prepare=prepare) as here,
        ):
            await play(here)

    asyncio.run(main())


def one(limit_type: LimitType) -> Destination:
    return Destination(concurrency=1, limit_type=limit_type)


def opened(lines: list[str]) -> list[str]:
    """Return the addresses to which connections were made."""
    return [line.split()[7] for line in lines if line.startswith("New SMTP DCID")]


def test_each_address_has_its_connections(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        partners = here.town.partners
        await here.send("a@two.example")
        await here.lines.containing("Delivery start")
        await here.send("b@two.example")
        lines = await here.lines.containing("Message finished MID 2 done")
        assert opened(lines) == [partners[STALLING].address, partners[GOOD].address]
        assert not [line for line in lines if "close" in line]

    play_with(tmp_path / "a", one("MXIP"), play)


def test_the_whole_domain_has_them_otherwise(tmp_path: Path) -> None:
    async def play(here: World) -> None:
        await here.send("a@two.example")
        await here.lines.containing("Delivery start")
        await here.send("b@two.example")
        lines = await here.lines.until(lambda lines: len(opened(lines)) == 2)
        assert lines.index("DCID 1 close") < len(lines) - 1

    play_with(tmp_path / "a", one("host"), play)


def test_a_full_host_is_not_a_host_that_is_down(tmp_path: Path) -> None:
    """The backup is for a host that cannot be used; who finds it full waits until it is not."""

    async def play(here: World) -> None:
        first = here.town.partners[STALLING].address
        for address in ("a", "b", "c"):
            await here.send(f"{address}@backup.example")
        lines = await here.lines.until(lambda lines: len(opened(lines)) == 3)
        assert opened(lines) == [first] * 3
        for number in (1, 2):
            close = lines.index(f"DCID {number} close")
            following = next(each for each in lines if f"DCID {number + 1} interface" in each)
            assert lines.index(following) > close

    play_with(tmp_path / "a", one("MXIP"), play)


def test_each_address_has_its_recipients(tmp_path: Path) -> None:
    entry = Destination(recipient_limit=3, recipient_minutes=10, limit_type="MXIP")

    async def play(here: World) -> None:
        good = here.town.partners[GOOD]
        await here.send(*(f"{name}@two.example" for name in "abcde"))
        await here.lines.containing("Delivery start", 2)
        lines = await here.lines.containing("RID [3, 4] Response")
        assert len(opened(lines)) == 2
        await here.send(*(f"{name}@two.example" for name in "xyz"))
        await here.lines.containing("Response", 2)
        taken = [address for each in good.receipts for address in each.recipients]
        assert taken == ["d@two.example", "e@two.example", "x@two.example"]
        await here.time.advance(601)
        await here.lines.containing("Delivery start", 4)

    play_with(tmp_path / "a", entry, play)


def test_many_messages_keep_within_them_and_all_go_out(tmp_path: Path) -> None:
    entry = Destination(concurrency=2, messages_per_connection=1, limit_type="MXIP")

    async def play(here: World) -> None:
        await asyncio.gather(*(here.send(f"{number}@two.example") for number in range(40)))
        async with asyncio.timeout(60):
            while len(here.queue):
                await here.time.advance(60)
                await asyncio.sleep(0.01)
        assert sum("Message finished" in line for line in here.lines.of()) == 40
        most, now, addresses = Counter[str](), Counter[str](), dict[str, str]()
        for line in here.lines.of():
            if line.startswith("New SMTP DCID"):
                address = addresses[line.split()[3]] = line.split()[7]
                now[address] += 1
                most[address] = max(most[address], now[address])
            elif line.endswith("close"):
                now[addresses[line.split()[1]]] -= 1
        assert dict(most) == dict.fromkeys(most, 2)
        assert len(most) == 2

    play_with(tmp_path / "a", entry, play)


def test_addresses_are_counted_and_forgotten() -> None:
    limits = AddressLimits()
    settings = DefaultDestination(
        concurrency=2, recipient_limit=5, recipient_minutes=1, limit_type="MXIP"
    )
    limits.enter("192.0.2.1")
    assert limits.open("192.0.2.1", settings, 1e9)
    limits.enter("192.0.2.1")
    assert not limits.open("192.0.2.1", settings, 1e9)
    assert limits.open("192.0.2.2", settings, 1e9)
    assert limits.open("192.0.2.1", DefaultDestination(concurrency=2), 1e9)
    limits.leave("192.0.2.1")
    limits.took("192.0.2.1", 5, settings)
    assert not limits.open("192.0.2.1", settings, 1e9)
    assert limits.room("192.0.2.2", settings, 1e9 + 30) == 5
    assert limits.opens(settings, 1e9 + 30) == 1e9 + 60
    assert limits.open("192.0.2.1", settings, 1e9 + 60)
    for number in range(1000):
        limits.took(f"10.0.{number // 250}.{number % 250}", 1, settings)
    assert limits.room("192.0.2.1", settings, 1e9 + 61) == 5
