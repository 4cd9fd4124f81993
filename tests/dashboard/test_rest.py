"""Textual's private names by which a dashboard is known to be at rest."""

from __future__ import annotations

import asyncio
import inspect

from textual import messages
from textual.command import CommandPalette
from textual.message_pump import MessagePump

from esatui.dashboard.rest import waits


def test_a_pump_at_rest_waits_for_the_event_of_its_queue() -> None:
    async def scenario() -> None:
        pump, seen = MessagePump(), list[bool]()
        seen.append(waits(pump))
        task = asyncio.create_task(pump._get_message())
        await asyncio.sleep(0)
        seen.append(waits(pump))
        pump.post_message(messages.Prompt())
        seen.append(waits(pump))
        await task
        seen.append(waits(pump))
        pump._closed = True
        seen.append(waits(pump))
        assert seen == [False, True, False, False, True]

    asyncio.run(scenario())


def test_commands_are_gathered_by_a_worker_of_this_group() -> None:
    assert "group=_GATHER_COMMANDS_GROUP" in inspect.getsource(CommandPalette)
