"""Seeing what a conversation asks for, whichever front drives it."""

from __future__ import annotations

import types
from collections.abc import Callable, Generator
from typing import Any

from esatui.fronts.base import Conversation
from esatui.requests import Request

Asks = Callable[[Request[Any]], None]
"""Told each request just before the front gets it."""


def watched(conversation: Conversation, asks: Asks) -> Conversation:
    """Return `conversation`, which tells `asks` what it waits for."""

    async def converse() -> None:
        await _relay(conversation, asks)

    return converse()


@types.coroutine
def _relay(conversation: Conversation, asks: Asks) -> Generator[Request[Any], Any, None]:
    try:
        request = conversation.send(None)
        while True:
            asks(request)
            try:
                answer = yield request
            except GeneratorExit:
                raise
            except BaseException as error:  # noqa: BLE001 - it belongs to the conversation.
                request = conversation.throw(error)
            else:
                request = conversation.send(answer)
    except StopIteration:
        return
    finally:
        conversation.close()
