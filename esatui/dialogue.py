"""The conversation of a command: it says, asks, lets choose, and never knows on which front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from esatui.requests import (
    Block,
    FullScreen,
    Pause,
    ReadBlock,
    ReadKey,
    ReadLine,
    ReadSecret,
    Work,
)
from esatui.text.layout import numbered, wrap
from state.errors import StateError

if TYPE_CHECKING:
    from esatui.session import Session

T = TypeVar("T")
Completions = Callable[[], Sequence[str]]

MORE = "-Press Any Key For More-"
_ERASE_MORE = "\r" + " " * 33 + "\r"


class InputError(StateError):
    """An answer that is not accepted; its text is printed and the prompt comes again."""


class Dialogue:
    r"""Everything that a command does towards the person, in the appliance's layout.

    `write` takes text with `\\n` line ends. `rows` is the height of the terminal, `None` without
    one: then nothing is paged. Rules of blank lines, prompts, errors: CLI reference, 1.4 to 1.9.
    """

    def __init__(self, write: Callable[[str], None], *, rows: int | None = None) -> None:
        self.write = write
        self.rows = rows
        self.columns = 80
        self.paging = True
        self.confided = False
        """Whether a passphrase or a block, which may be a key, was asked for."""
        self.refusal: Callable[[], str | None] = lambda: None
        """Why the person may change nothing here, in the appliance's words; `None`: they may."""

    def say(self, text: str = "") -> None:
        """Print `text` as it is, as one or more lines."""
        self.write(text + "\n")

    def block(self, text: str) -> None:
        """Print an empty line, then `text` as it is."""
        self.write("\n" + text + "\n")

    def paragraph(self, text: str) -> None:
        """Print an empty line, then `text` broken at 79 characters."""
        self.block(wrap(text))

    async def command_line(self, prompt: str, completions: Completions | None = None) -> str:
        """Return a line typed at the main prompt; an empty line is printed before it."""
        self.write("\n")
        return await ReadLine(prompt, command=True, completions=completions)

    @overload
    async def ask(
        self,
        question: str | None,
        *,
        default: str | None = ...,
        check: Callable[[str], T],
        bare: bool = ...,
        gap: bool = ...,
        completions: Completions | None = ...,
        wrapped: bool = ...,
    ) -> T: ...
    @overload
    async def ask(
        self,
        question: str | None,
        *,
        default: str | None = ...,
        check: None = ...,
        bare: bool = ...,
        gap: bool = ...,
        completions: Completions | None = ...,
        wrapped: bool = ...,
    ) -> str: ...
    async def ask(
        self,
        question: str | None,
        *,
        default: str | None = None,
        check: Callable[[str], Any] | None = None,
        bare: bool = False,
        gap: bool = True,
        completions: Completions | None = None,
        wrapped: bool = True,
    ) -> Any:
        """Ask for a value until `check` takes it, and return what `check` made of it.

        The prompt is `[default]> `, `[]> ` without default, `> ` when `bare`. An empty answer
        means the default; without one it goes to `check` like any other (without `check` the
        answer is returned as it is). `check` raises `StateError`: its text is printed and the
        prompt alone is repeated. `gap` is the empty line before the question. `wrapped` breaks
        the question at 79 characters.
        """
        self._question(question, gap=gap, wrapped=wrapped)
        prompt = "> " if bare else f"[{default or ''}]> "
        while True:
            answer = (await ReadLine(prompt, completions=completions)).strip()
            if not answer and default is not None:
                answer = default
            if check is None:
                return answer
            try:
                return check(answer)
            except StateError as error:
                self.say(error.text)

    def _question(self, question: str | None, *, gap: bool, wrapped: bool) -> None:
        if gap:
            self.write("\n")
        if question:
            self.say(wrap(question) if wrapped else question)

    async def confirm(
        self, question: str, *, default: bool, gap: bool = True, wrapped: bool = True
    ) -> bool:
        """Ask a Yes/No question; the prompt `[Y]> ` or `[N]> ` stands on its last line."""
        text = f"{question} [{'Y' if default else 'N'}]>"
        *head, prompt = (wrap(text) if wrapped else text).split("\n")
        while True:
            self.write("\n" if gap else "")
            for line in head:
                self.say(line)
            answer = (await ReadLine(prompt + " ")).strip().lower()
            if answer in ("y", "yes"):
                return True
            if answer in ("n", "no"):
                return False
            if not answer:
                return default
            self.say("Please answer Yes or No.")

    async def choose(
        self,
        items: Sequence[str],
        *,
        question: str | None = None,
        after: bool = False,
        default: int | None = 1,
        gap: bool = True,
        completed: bool = False,
    ) -> int:
        """Let the person choose one of `items` from a numbered list; return its index from 0.

        `default` counts from 1, as the list does; `None` is no default. The question stands
        before the list, or after it when `after`. The number and the exact text are accepted.
        Tab completes the items when `completed`: names of profiles, not words of the appliance.
        """
        listed = wrap(numbered(items))
        parts = [wrap(question)] if question else []
        parts.insert(0 if after else len(parts), listed)
        self.write("\n" if gap else "")
        self.say("\n".join(parts))
        prompt = f"[{'' if default is None else default}]> "
        completions = (lambda: items) if completed else None
        while True:
            answer = (await ReadLine(prompt, completions=completions)).strip()
            index = pick(answer, items, default)
            if isinstance(index, int):
                return index
            self.say(index)

    async def choose_value(
        self,
        choices: Sequence[tuple[T, str]],
        *,
        question: str | None = None,
        after: bool = False,
        current: T | None = None,
        gap: bool = True,
        completed: bool = False,
    ) -> T:
        """Like `choose`, for pairs of value and text; the default is `current`, else the first."""
        values = [value for value, _ in choices]
        default = values.index(current) + 1 if current in values else 1
        index = await self.choose(
            [text for _, text in choices],
            question=question,
            after=after,
            default=default,
            gap=gap,
            completed=completed,
        )
        return values[index]

    async def secret(self, question: str, *, gap: bool = True) -> str:
        """Return a passphrase: the question ends in a space on its line, nothing is echoed."""
        *head, last = wrap(question.rstrip()).split("\n")
        self.write("\n" if gap else "")
        for line in head:
            self.say(line)
        self.confided = True
        return await ReadSecret(last + " ")

    async def paste(
        self, question: str | None, *, end: str | None = ".", gap: bool = True
    ) -> Block:
        """Return a pasted block that ends with a line `end`, or with Ctrl-D when `None`."""
        self._question(question, gap=gap, wrapped=True)
        self.confided = True
        return await ReadBlock(end)

    async def page(self, text: str) -> None:
        """Print a long text, a terminal page at a time; each page waits for one key."""
        lines = text.split("\n")
        if not self.paging or self.rows is None or len(lines) < self.rows:
            self.say(text)
            return
        size = max(self.rows - 1, 1)
        for start in range(0, len(lines), size):
            if start:
                await self.more()
            self.say("\n".join(lines[start : start + size]))

    async def more(self) -> None:
        """Wait for a key between two pages; Ctrl-C raises `Interrupted`."""
        self.write(MORE)
        try:
            await ReadKey()
        finally:
            self.write(_ERASE_MORE)

    async def work(self, call: Callable[[], T]) -> T:
        """Return what `call` returns; others are not held up while it runs."""
        return cast("T", await Work(call))

    async def full_screen(self, session: Session, language: str | None = None) -> Exception | None:
        """Give the terminal to the dashboard until it ends; return the bug that ended it, if any.

        Raises `NoTerminal` where there is none.
        """
        return await FullScreen(session, language)

    async def pause(self, seconds: float) -> None:
        """Wait; Ctrl-C ends it with `Interrupted`."""
        await Pause(seconds)


def pick(answer: str, items: Sequence[str], default: int | None) -> int | str:
    """Return the index that `answer` chooses among `items`, or the text of the error."""
    if not answer:
        return default - 1 if default is not None else "Please enter a value."
    if answer.isascii() and answer.isdecimal() and len(answer) < 10:
        number = int(answer)
        if 1 <= number <= len(items):
            return number - 1
    return items.index(answer) if answer in items else "Unknown option"
