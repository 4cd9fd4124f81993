"""Writing down a session while it happens, on whatever front it is."""

from __future__ import annotations

import types
from collections.abc import Callable, Generator
from typing import Any

from esatui.fronts.base import Conversation
from esatui.requests import (
    Block,
    EndOfInput,
    Interrupted,
    Pause,
    ReadBlock,
    ReadKey,
    ReadLine,
    ReadSecret,
    Request,
)
from esatui.transcript.turns import visible_lines
from esatui.transcript.writing import block_line, output_line, prompt_line, typed_text
from state.factory import ADMIN_PASSPHRASE


class Recorder:
    """Listens to a conversation and makes the lines of a transcript of it.

    What does not echo is never kept: each secret becomes a placeholder, the same one for the same
    secret, so that a repeated passphrase still is one. Only the factory passphrase stays.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.hidden: list[str] = []
        """Placeholders of the answers that did not echo, in order."""
        self._said: list[str] = []
        self._placeholders: dict[str, str] = {}

    def writing(self, write: Callable[[str], None]) -> Callable[[str], None]:
        """Return a `write` that also tells this recorder."""

        def both(text: str) -> None:
            self._said.append(text)
            write(text)

        return both

    def listening(self, conversation: Conversation) -> Conversation:
        """Return `conversation`, whose answers this recorder writes down."""

        async def converse() -> None:
            await self._relay(conversation)

        return converse()

    @types.coroutine
    def _relay(self, conversation: Conversation) -> Generator[Request[Any], Any, None]:
        try:
            request = conversation.send(None)
            while True:
                try:
                    answer = yield request
                except (Interrupted, EndOfInput) as error:
                    self._broken(request, "^C" if isinstance(error, Interrupted) else "^D")
                    request = conversation.throw(error)
                except Exception as error:  # noqa: BLE001 - it belongs to the conversation.
                    request = conversation.throw(error)
                else:
                    self._answered(request, answer)
                    request = conversation.send(answer)
        except StopIteration:
            self._flush()
        finally:
            conversation.close()

    def _answered(self, request: Request[Any], answer: Any) -> None:
        if isinstance(request, ReadLine):
            self._prompt(request.prompt, typed_text(answer))
        elif isinstance(request, ReadSecret):
            self._prompt(request.prompt, "")
            self.hidden.append(self._placeholder(answer))
        elif isinstance(request, ReadKey):
            plain = len(answer) == 1 and answer.isprintable()
            self._prompt("", typed_text(answer.strip()) if plain else "")
        elif isinstance(request, ReadBlock):
            self._block(request, answer)

    def _broken(self, request: Request[Any], key: str) -> None:
        """Write down a control key."""
        if isinstance(request, (ReadLine, ReadSecret)):
            if not (key == "^D" and isinstance(request, ReadLine) and request.command):
                self._prompt(request.prompt, key)
        elif isinstance(request, ReadKey):
            self._prompt("", key)
        elif isinstance(request, (ReadBlock, Pause)):
            self._flush()
            self.lines.append(key)

    def _prompt(self, prompt: str, typed: str) -> None:
        *lines, last = visible_lines("".join([*self._said, prompt]))
        self._said.clear()
        self.lines += [output_line(line) for line in lines]
        self.lines.append(prompt_line(last, typed))

    def _flush(self) -> None:
        lines = visible_lines("".join(self._said))
        self._said.clear()
        if not lines[-1]:
            lines.pop()
        self.lines += [output_line(line) for line in lines]

    def _block(self, request: ReadBlock, block: Block) -> None:
        self._flush()
        self.lines += [block_line(line, request.end) for line in block.text.splitlines()]
        self.lines.append("^D" if request.end is None else request.end)

    def _placeholder(self, secret: str) -> str:
        if secret == ADMIN_PASSPHRASE:  # It is in every manual.
            return secret
        number = len(self._placeholders) + 1
        return self._placeholders.setdefault(secret, f"Hidden-{number:04d}")
