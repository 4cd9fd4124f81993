"""The front of transcripts that run in process: the conversation itself, without any bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from esatui.fronts.base import Conversation
from esatui.requests import (
    BLOCK_LIMIT,
    Block,
    EndOfInput,
    Interrupted,
    Pause,
    ReadBlock,
    ReadKey,
    ReadLine,
    ReadSecret,
    Work,
)
from esatui.transcript.turns import End, Interrupt, Key, Pasted, Reply, Turn, Typed

Passes = Callable[[float], None]
"""Lets seconds go by."""


class DirectActor:
    """Drives a conversation with `send`. Slow work is done at once, pauses take no time.

    `converse` makes the conversation over the given `write`.
    """

    def __init__(
        self, converse: Callable[[Callable[[str], None]], Conversation], passes: Passes
    ) -> None:
        self._written: list[str] = []
        self._conversation = converse(self._written.append)
        self._passes = passes
        self._request: Any = None

    def start(self) -> Turn:
        return self._run(self._conversation.send, None)

    def reply(self, reply: Reply) -> Turn:
        if isinstance(reply, Typed):
            return self._run(self._conversation.send, reply.text)
        if isinstance(reply, Interrupt):
            return self._run(self._conversation.throw, Interrupted())
        if isinstance(reply, End):
            return self._run(self._conversation.throw, EndOfInput())
        if isinstance(reply, Pasted):
            return self._run(self._conversation.send, _block(reply))
        if isinstance(reply, Key):
            return self._run(self._conversation.send, reply.character)
        self._passes(self._request.seconds)
        return self._run(self._conversation.send, None)

    def close(self) -> None:
        self._conversation.close()

    def _run(self, step: Callable[[Any], Any], answer: Any) -> Turn:
        """Go on until the conversation wants something from a person."""
        try:
            request = step(answer)
            while isinstance(request, Work):
                request = self._work(request)
        except StopIteration:
            return self._turn(None)
        return self._turn(request)

    def _work(self, request: Work) -> Any:
        try:
            result = request.call()
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the command.
            return self._conversation.throw(error)
        return self._conversation.send(result)

    def _turn(self, request: Any) -> Turn:
        if request is None:
            text = "".join(self._written)
        elif isinstance(request, (ReadLine, ReadSecret)):
            text = "".join([*self._written, request.prompt])
        elif isinstance(request, (ReadBlock, ReadKey, Pause)):
            text = "".join(self._written)
        else:
            raise TypeError(f"no answer to {request!r}")
        self._written.clear()
        self._request = request
        return Turn(text, request)


def _block(pasted: Pasted) -> Block:
    text = "".join(line + "\n" for line in pasted.lines)
    return Block(text[:BLOCK_LIMIT], truncated=len(text) > BLOCK_LIMIT)
