"""What is put into the queue is there, through restarts, until it is done with."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from esatui.services.queue import MailQueue, QueueError
from tests.services.queue.world import NOW, contents, message, queue_in


async def settled(queue: MailQueue) -> None:
    """Wait until everything that was said is on the disk."""
    await queue.put(message(999_999))
    queue.delivered(999_999, [0])


def test_messages_survive_a_restart(tmp_path: Path) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await asyncio.gather(*(queue.put(message(mid, content=b"%d" % mid)) for mid in (1, 2)))
            queue.delivered(1, [0])

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            assert contents(queue) == {2: b"2"}
            found = queue.message(2)
            assert found is not None
            assert (found.sender, found.icid, found.listener) == ("a@example.net", 7, "InboundMail")
            assert [each.address for each in found.recipients.values()] == ["b@example.com"]

    asyncio.run(first())
    asyncio.run(second())


def test_recipients_are_taken_by_domain_when_they_are_due(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@TWO.example", "c@one.example"))
            await queue.put(message(2, "d@one.example"))
            assert sorted(queue.domains()) == ["one.example", "two.example"]
            assert queue.take("one.example", NOW - 1) == []
            (claim,) = queue.take("one.example", NOW)
            assert (claim.message.mid, claim.rids) == (1, (0, 2))
            (other,) = queue.take("one.example", NOW, most=5)
            assert (other.message.mid, other.rids) == (2, (0,))
            assert queue.take("one.example", NOW, most=5) == []
            assert queue.next_due("one.example") is None
            queue.deferred(1, [0], NOW + 60, "451 later")
            assert queue.next_due("one.example") == NOW + 60
            queue.release(1, [2])
            assert queue.take("one.example", NOW)[0].rids == (2,)
            assert not queue.delivered(1, [2])
            assert not queue.delivered(1, [1])
            assert queue.bounced(1, [0])
            assert queue.message(1) is None

    asyncio.run(main())


def test_what_became_of_recipients_survives(tmp_path: Path) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@one.example"))
            queue.take("one.example", NOW)
            queue.deferred(1, [0], NOW + 60, "451 busy")
            queue.take("one.example", NOW + 60)
            queue.deferred(1, [0], NOW + 180, "452 still busy")
            queue.delivered(1, [1])

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            found = queue.message(1)
            assert found is not None
            (left,) = found.recipients.values()
            assert (left.rid, left.attempts, left.due) == (0, 2, NOW + 180)
            assert left.last_error == "452 still busy"
            assert queue.hasten("one.example") == 1
            assert queue.take("one.example", NOW)[0].rids == (0,)

    asyncio.run(first())
    asyncio.run(second())


def test_a_bounce_takes_the_place_of_its_message(tmp_path: Path) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1))
            assert queue.bounced(1, [0], message(2, "a@example.net", content=b"sorry"))
            await settled(queue)
            assert contents(queue) == {2: b"sorry"}

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            assert contents(queue) == {2: b"sorry"}

    asyncio.run(first())
    asyncio.run(second())


def test_gauges_tell_what_waits(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(1, "a@one.example", "b@two.example"))
            queue.take("one.example", NOW)
            queue.deferred(1, [0], NOW + 60, "451 busy")
            seen = queue._counters.snapshot()
            assert (seen.unattempted_recipients, seen.attempted_recipients) == (1, 1)
            assert seen.destinations == 2
            assert seen.kilobytes_used > 0
            assert seen.oldest_message is not None
            queue.delivered(1, [0, 1])
            await settled(queue)
            seen = queue._counters.snapshot()
            assert (seen.unattempted_recipients, seen.attempted_recipients) == (0, 0)
            assert seen.destinations == 0

    asyncio.run(main())


def test_listeners_hear_of_what_begins_to_wait(tmp_path: Path) -> None:
    async def main() -> None:
        heard: list[str] = []
        async with queue_in(tmp_path) as queue:
            queue.subscribe(heard.append)
            await queue.put(message(1, "a@one.example"))
            queue.take("one.example", NOW)
            queue.release(1, [0])
            queue.unsubscribe(heard.append)
            queue.hasten()
        assert heard == ["one.example", "one.example"]

    asyncio.run(main())


def test_a_full_queue_takes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path, largest=1000) as queue:
            await queue.put(message(1))
            with pytest.raises(QueueError) as refused:
                await queue.put(message(2, content=b"x" * 1000))
            assert refused.value.full
            assert set(contents(queue)) == {1}

    asyncio.run(main())


def test_numbers_go_on_behind_what_is_in_the_queue(tmp_path: Path) -> None:
    async def first() -> None:
        async with queue_in(tmp_path) as queue:
            await queue.put(message(5000))

    async def second() -> None:
        async with queue_in(tmp_path) as queue:
            assert queue._counters.next_mid() == 5001

    asyncio.run(first())
    asyncio.run(second())


def test_large_content_from_a_spool(tmp_path: Path) -> None:
    async def main() -> None:
        async with queue_in(tmp_path) as queue:
            spool = queue.spool()
            for number in range(40):
                spool.write(bytes([number]) * 100_000)
            new = message(1)
            await queue.put(
                type(new)(
                    mid=1,
                    sender="",
                    recipients=new.recipients,
                    content=spool,
                    received=new.received,
                )
            )
            spool.close()
            expected = b"".join(bytes([number]) * 100_000 for number in range(40))
            assert contents(queue) == {1: expected}

    asyncio.run(main())
