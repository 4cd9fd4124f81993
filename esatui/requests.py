"""What a command can wait for.

A command is a coroutine that does no input or output of its own. Where it needs something from
outside it awaits one of these requests; whoever drives the coroutine (a front) receives the
request from `coroutine.send`, fulfils it and sends the answer back. So the same command runs on a
terminal, over SSH, in a script or in a test, with or without an event loop, and the driver always
knows whether the command is waiting for input.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from esatui.session import Session

T = TypeVar("T")

BLOCK_LIMIT = 1024 * 1024
"""Most characters of one pasted block that are kept, in characters."""


class Interrupted(Exception):
    """The person pressed Ctrl-C at a question.

    A front with an echo shows `^C` and a line end, as it shows a line end after each answer: what
    the command says next begins at the start of a line.
    """


class EndOfInput(Exception):
    """No more input will come: Ctrl-D on an empty line, end of a pipe, closed channel."""


class NoTerminal(Exception):
    """The front has no terminal, or one of which it knows nothing."""


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """Base of all requests; awaiting one gives what the front answers."""

    def __await__(self) -> Generator[Request[Any], T, T]:
        answer = yield self
        return answer


@dataclass(frozen=True, slots=True)
class ReadLine(Request[str]):
    """One line of input, without its line end.

    `prompt` is printed by the front right before it reads (a front with a line editor draws it
    itself). The front raises `Interrupted` or `EndOfInput` into the command instead of answering.
    """

    prompt: str
    command: bool = False
    """Whether this is the main prompt: history and completion of command names."""
    completions: Callable[[], Sequence[str]] | None = None
    """Words that Tab completes: names of files, profiles, commands."""


@dataclass(frozen=True, slots=True)
class ReadSecret(Request[str]):
    """One line that is not echoed. The front prints `prompt` before and a line end after it."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Block:
    """A pasted block of lines."""

    text: str
    """The lines with `\\n` ends, without the line that ended the block."""
    truncated: bool = False
    """Whether more than `BLOCK_LIMIT` characters came; the rest was read and dropped."""


@dataclass(frozen=True, slots=True)
class ReadBlock(Request[Block]):
    """Several lines, until a line that is exactly `end` or, when `end` is `None`, Ctrl-D.

    Where no Ctrl-D can be sent (no terminal) a line with only the character 0x04 or the end of
    the input ends such a block as well.
    """

    end: str | None


@dataclass(frozen=True, slots=True)
class ReadKey(Request[str]):
    r"""One raw key, not echoed; `\\x03` raises `Interrupted`."""


@dataclass(frozen=True, slots=True)
class Work(Request[Any]):
    """Run `call` without blocking anybody else and answer with its result.

    What `call` raises is raised in the command.
    """

    call: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Pause(Request[None]):
    """Wait for at most `seconds`; input that arrives waits for the next request.

    Ctrl-C raises `Interrupted`: this is how following a log ends.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class FullScreen(Request[Exception | None]):
    """The whole terminal for the dashboard of `session`; answered when it has ended.

    The answer is the exception that ended it, a bug, or `None`. A front that has no terminal to
    give raises `NoTerminal` in the command.
    """

    session: Session
    language: str | None = None
    """Code of the language; `None` is the one of the terminal's environment."""
