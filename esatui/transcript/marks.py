"""Telling where a turn ends, on a front that somebody else carries.

The conversation is wrapped where it begins. Before the front gets a request, the request is told
to the transcript and a mark is written to the output: what comes after it is the prompt, whose text
is known by then. So nobody has to guess whether more will come.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from esatui.fronts.base import Conversation
from esatui.requests import Pause, ReadLine, ReadSecret, Request, Work

MARK = "\u2063\u2064\u2063"
"""Three characters without width, which no front drops and no text of the appliance has."""

NEXT_ROW = " \r"
"""What the tty front adds to a prompt that fills its row."""

LONG = 86400.0

Tells = Callable[[Request[Any]], None]
Waits = Callable[[], bool]
"""Blocks until the transcript decides what happens in a pause; whether time goes by."""


def _nothing() -> None:
    """Do nothing before the conversation goes on."""


def marked(
    conversation: Conversation,
    write: Callable[[str], None],
    tells: Tells,
    waits: Waits,
    answered: Callable[[], None] = _nothing,
) -> Conversation:
    """Return `conversation` with a mark before each request of a person's doing.

    `answered` is called before the conversation gets an answer.
    """

    async def converse() -> None:
        await _relay(conversation, write, tells, waits, answered)

    return converse()


@types.coroutine
def _relay(
    conversation: Conversation,
    write: Callable[[str], None],
    tells: Tells,
    waits: Waits,
    answered: Callable[[], None],
) -> Generator[Request[Any], Any, None]:
    try:
        request = conversation.send(None)
        while True:
            if not isinstance(request, Work):
                tells(request)
                write(MARK)
            try:
                answer = yield from _answer(request, waits)
            except GeneratorExit:
                raise
            except BaseException as error:  # noqa: BLE001 - it belongs to the conversation.
                answered()
                request = conversation.throw(error)
            else:
                answered()
                request = conversation.send(answer)
    except StopIteration:
        return
    finally:
        conversation.close()


def _answer(request: Request[Any], waits: Waits) -> Generator[Request[Any], Any, Any]:
    """Get the answer to a request; in a pause, no time passes until the transcript says so."""
    if isinstance(request, Pause):
        time_passes = yield Work(waits)
        if time_passes:
            return None
        request = replace(request, seconds=LONG)
    answer = yield request
    return answer


class MarkedText:
    """Output as it arrives, up to the prompt of the request that was told."""

    def __init__(self) -> None:
        self._text = ""

    def add(self, text: str) -> None:
        """Append what has arrived."""
        self._text += text

    @property
    def marked(self) -> bool:
        """Whether the mark has arrived."""
        return MARK in self._text

    def take(self, request: Request[Any] | None) -> str | None:
        """Return a whole turn without its mark, or `None` while some of it is missing."""
        before, mark, after = self._text.partition(MARK)
        if not mark or request is None:
            return None
        prompt = request.prompt if isinstance(request, (ReadLine, ReadSecret)) else ""
        if after.removesuffix(NEXT_ROW) != prompt:
            return None
        self._text = ""
        return before + after

    def rest(self) -> str:
        """Return everything, marks removed."""
        text, self._text = self._text, ""
        return text.replace(MARK, "")
