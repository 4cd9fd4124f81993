"""Menus: operations declared on the functions that do them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from esatui.dialogue import Dialogue
from esatui.requests import ReadLine
from esatui.text.layout import wrap
from state.errors import StateError


class HasDialogue(Protocol):
    """What a menu needs of the context that its operations work on."""

    @property
    def dialogue(self) -> Dialogue:
        """The conversation that the menu is part of."""


C = TypeVar("C", bound=HasDialogue)
Handler = Callable[[C], Awaitable[None]]

CHOOSE = "Choose the operation you want to perform:"


@dataclass(frozen=True)
class Operation(Generic[C]):
    """One line of a menu."""

    keyword: str
    description: str
    run: Handler[C]
    when: Callable[[C], bool] | None = None
    """Whether the operation is offered; always when `None`."""
    submenu: Menu[Any] | None = None
    """The menu that the operation opens, for help, manual and tests."""
    changes: bool = True
    """Whether it can change anything, files included; read-only roles may not use it then."""

    def offered(self, context: C) -> bool:
        """Return whether there is something to do for the operation now."""
        return self.when is None or self.when(context)


@dataclass
class Menu(Generic[C]):
    """A menu: state lines, operations, and `Choose the operation you want to perform:`.

    `state` returns the text above the operations (or nothing) and is asked anew each time the menu
    is shown. The same menu object serves every session; what differs is the context.
    """

    state: Callable[[C], str | None] | None = None
    operations: list[Operation[C]] = field(default_factory=list)
    heading: str = CHOOSE
    closing: list[Operation[C]] = field(default_factory=list)
    """Operations that come last, whatever is declared after them."""

    def operation(
        self,
        keyword: str,
        description: str,
        *,
        when: Callable[[C], bool] | None = None,
        submenu: Menu[Any] | None = None,
        changes: bool = True,
    ) -> Callable[[Handler[C]], Handler[C]]:
        """Declare the decorated coroutine function as the operation `keyword`."""

        def declare(run: Handler[C]) -> Handler[C]:
            self.operations.append(Operation(keyword, description, run, when, submenu, changes))
            return run

        return declare

    async def run(self, context: C) -> None:
        """Show the menu until Enter is pressed on its empty prompt (CLI reference, 1.5).

        An operation that raises `StateError` has its text printed, and the menu comes again. What
        changes something is not shown to a role that may not, and refused when it is typed.
        """
        while True:
            self._show(context, self._offered(context))
            answer = (await ReadLine("[]> ")).strip()
            if not answer:
                return
            # Asked anew: the role can have been taken away while the menu was open.
            chosen = find_operation(answer, self._offered(context))
            if chosen is None:
                context.dialogue.block(self._unavailable(context, answer))
                continue
            try:
                await chosen.run(context)
            except StateError as error:
                context.dialogue.block(error.text)

    def _present(self, context: C) -> list[Operation[C]]:
        operations = [*self.operations, *self.closing]
        return [operation for operation in operations if operation.offered(context)]

    def _offered(self, context: C) -> list[Operation[C]]:
        changing = context.dialogue.refusal() is None
        return [each for each in self._present(context) if changing or not each.changes]

    def _unavailable(self, context: C, answer: str) -> str:
        """Return why `answer` names no operation: unknown, or not for this person."""
        refusal = context.dialogue.refusal()
        withheld = find_operation(answer, self._present(context)) is not None
        return refusal if refusal is not None and withheld else "Unknown option"

    def _show(self, context: C, offered: Sequence[Operation[C]]) -> None:
        text = self.state(context) if self.state else None
        if text:
            context.dialogue.block(text)
        lines = [self.heading]
        lines += [wrap(f"- {operation.keyword} - {operation.description}") for operation in offered]
        context.dialogue.block("\n".join(lines))


def find_operation(answer: str, offered: Sequence[Operation[C]]) -> Operation[C] | None:
    """Return the operation that `answer` names: its keyword in any case, or a clear beginning."""
    word = answer.upper()
    exact = [operation for operation in offered if operation.keyword == word]
    matching = exact or [o for o in offered if o.keyword.startswith(word)]
    return matching[0] if len(matching) == 1 else None
