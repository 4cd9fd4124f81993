"""DEFAULT and the questions of policies: the rule, what is overridden, and the values (7.6)."""

from __future__ import annotations

from collections.abc import Sequence

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.policy_talk import PolicyTalk, Topic
from esatui.commands.listenerconfig.policy_topics import BANNER, REJECTION, TOPICS
from esatui.dialogue import InputError
from esatui.text.layout import numbered
from state.model.listeners import AccessRule, MailFlowPolicy, PolicyParameters

RULES: list[tuple[AccessRule, str]] = [
    ("ACCEPT", "Accept"),
    ("RELAY", "Relay"),
    ("REJECT", "Reject"),
    ("TCPREFUSE", "TCP Refuse"),
    ("CONTINUE", "Continue"),
]
OVERRIDES_QUESTION = """\
Which values does this policy override? Separate numbers with commas, or enter
ALL or NONE. All other values come from the default policy parameters."""

_USED_BY: dict[AccessRule, tuple[Topic, ...]] = {
    "ACCEPT": TOPICS,
    "RELAY": TOPICS,
    "REJECT": (BANNER, REJECTION),
    "TCPREFUSE": (),
    "CONTINUE": (),
}
"""What is used of a policy: a connection that is rejected gets one reply, a refused one none."""


async def ask_default(context: EditedListener, current: PolicyParameters) -> PolicyParameters:
    """Ask for all default policy parameters; Enter keeps those of `current`."""
    talk = PolicyTalk(context, current, current, is_default=True)
    for topic in TOPICS:
        await topic.ask(talk)
    return talk.values


async def ask_policy(context: EditedListener, current: MailFlowPolicy) -> MailFlowPolicy:
    """Ask for the rule of a policy and for the values that it overrides."""
    rule = await context.dialogue.choose_value(
        RULES, question="Choose an access rule:", current=current.rule
    )
    topics = _USED_BY[rule]
    talk = PolicyTalk(context, current.parameters, context.listener.hat.default)
    chosen = await _overrides(talk, topics) if topics else ()
    for topic in TOPICS:
        if topic not in chosen:
            talk.set(**dict.fromkeys(topic.fields))
    for topic in chosen:
        await topic.ask(talk)
    return MailFlowPolicy(rule=rule, parameters=talk.values)


async def _overrides(talk: PolicyTalk, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Ask which topics the policy has values of its own for."""
    present = [str(number) for number, each in enumerate(topics, 1) if each.is_set(talk.values)]
    listed = numbered(topic.label for topic in topics)
    return await talk.dialogue.ask(
        f"{OVERRIDES_QUESTION}\n{listed}",
        default=", ".join(present) or "NONE",
        check=lambda answer: _chosen(answer, topics),
    )


def _chosen(answer: str, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return the topics that an answer names, in the order of their questions."""
    word = answer.strip().upper()
    if word in ("ALL", "NONE"):
        return tuple(topics) if word == "ALL" else ()
    wanted = set()
    for part in filter(None, (part.strip() for part in answer.split(","))):
        if not (part.isascii() and part.isdecimal() and len(part) < 5):
            raise InputError("The value must be an integer.")
        if not 1 <= int(part) <= len(topics):
            raise InputError(f"The value must be between 1 and {len(topics)}.")
        wanted.add(int(part))
    return tuple(topic for number, topic in enumerate(topics, 1) if number in wanted)
