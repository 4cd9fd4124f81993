"""What the questions about policy parameters work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.dialogue import Dialogue
from state.hat import EffectivePolicy, resolve
from state.model.listeners import PolicyParameters
from state.operations.values import NumberRange


@dataclass
class PolicyTalk:
    """The parameters that are being asked for: those of a policy, or the default ones."""

    context: EditedListener
    values: PolicyParameters
    default: PolicyParameters
    is_default: bool = False

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.context.dialogue

    @property
    def effective(self) -> EffectivePolicy:
        """Return what is in force with the answers so far."""
        return resolve(self.values, self.values if self.is_default else self.default)

    def set(self, **values: Any) -> None:
        """Note answers: fields of `PolicyParameters` and their values."""
        self.values = replace(self.values, **values)

    async def flag(self, question: str, field: str) -> bool:
        """Ask a Yes/No question about a field and note the answer."""
        answer = await self.dialogue.confirm(question, default=getattr(self.effective, field))
        self.set(**{field: answer})
        return answer

    async def number(self, question: str, field: str, limits: NumberRange, current: int) -> None:
        """Ask for the number of a field and note it; Enter means `current`."""
        answer = await self.dialogue.ask(question, default=str(current), check=limits.parse)
        self.set(**{field: answer})


@dataclass(frozen=True)
class Topic:
    """Parameters that are asked for together, and that a policy overrides together."""

    label: str
    fields: tuple[str, ...]
    ask: Callable[[PolicyTalk], Awaitable[None]]

    def is_set(self, values: PolicyParameters) -> bool:
        """Whether a policy has values of its own for this."""
        return any(getattr(values, field) is not None for field in self.fields)
