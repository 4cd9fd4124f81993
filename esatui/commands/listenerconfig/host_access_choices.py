"""Which sender group, which policy: the questions that HOSTACCESS asks in several places (7.5)."""

from __future__ import annotations

from typing import Final

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.dialogue import pick
from state.errors import StateError
from state.operations.hat import group_named, own_group, policy_named, policy_order

GROUPS: Final = 0
POLICIES: Final = 1
HOSTS_QUESTION: Final = "Enter the hosts to add. Separate multiple hosts with commas."
BEHAVIOR_QUESTION: Final = "Select a behavior for this entry."


async def group_or_policy(context: EditedListener, verb: str) -> int:
    """Ask what is meant: `1. Edit Sender Group`, `2. Edit Policy`; return `GROUPS` or `POLICIES`.

    `verb` is the word before them.
    """
    return await context.dialogue.choose([f"{verb} Sender Group", f"{verb} Policy"])


async def ask_group(context: EditedListener, question: str) -> str:
    """Ask for an existing sender group."""
    hat = context.listener.hat
    return await context.dialogue.ask(
        question,
        check=lambda text: group_named(hat, _entered(text)),
        completions=lambda: hat.order,
    )


async def ask_own_group(context: EditedListener, question: str) -> str:
    """Ask for an existing sender group other than `ALL`, by its name or its number."""
    hat = context.listener.hat
    names = hat.order[:-1]

    def check(answer: str) -> str:
        index = pick(_entered(answer), names, None)
        return names[index] if isinstance(index, int) else own_group(hat, answer)

    return await context.dialogue.ask(question, check=check, completions=lambda: names)


async def ask_policy_name(context: EditedListener, question: str) -> str:
    """Ask for an existing policy."""
    hat = context.listener.hat
    return await context.dialogue.ask(
        question,
        check=lambda text: policy_named(hat, _entered(text)),
        completions=lambda: policy_order(hat),
    )


async def choose_policy(context: EditedListener, current: str | None) -> str:
    """Let a policy be chosen for a sender group; Enter keeps `current`."""
    names = policy_order(context.listener.hat)
    if not names:
        raise StateError("No policies are defined.")
    return await context.dialogue.choose_value(
        [(name, name) for name in names],
        question=BEHAVIOR_QUESTION,
        current=current,
        completed=True,
    )


def _entered(text: str) -> str:
    if not text:
        raise StateError("Please enter a value.")
    return text
