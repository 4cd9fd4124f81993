"""Questions about sizes, numbers and rates of a policy (CLI reference, 7.6)."""

from __future__ import annotations

from esatui.commands.listenerconfig.policy_talk import PolicyTalk, Topic
from state.model.listeners import DEFAULT_PARAMETERS
from state.operations.policies import COUNT, PER_HOUR, SIGNIFICANT_BITS, parse_size, size_text
from state.operations.values import NumberRange

_SIZE = (
    "maximum message size. Add a trailing k for kilobytes, M for megabytes, or no letter for bytes."
)
_GROUPING = "Would you like to group hosts by the similarity of their IP addresses?"
_BITS = "Enter the number of bits of IP address to treat as significant, from 0 to 32."
_ALL_BITS = 32


def number_topic(label: str, field: str, question: str, limits: NumberRange) -> Topic:
    """Return the topic of one number that always has a value."""

    async def ask(talk: PolicyTalk) -> None:
        await talk.number(question, field, limits, getattr(talk.effective, field))

    return Topic(label, (field,), ask)


async def ask_message_size(talk: PolicyTalk) -> None:
    """Ask for the largest message, in bytes, kilobytes or megabytes."""
    size = await talk.dialogue.ask(
        f"Enter the {'default ' if talk.is_default else ''}{_SIZE}",
        default=size_text(talk.effective.max_message_size),
        check=parse_size,
    )
    talk.set(max_message_size=size)


async def ask_host_rate(talk: PolicyTalk) -> None:
    """Ask whether recipients of one host are limited, and to how many an hour."""
    await _rate(
        talk,
        "recipients_per_hour",
        "Do you want to enable rate limiting per host?",
        "Enter the maximum number of recipients per hour from a remote host.",
    )


async def ask_envelope_rate(talk: PolicyTalk) -> None:
    """Ask whether recipients of one envelope sender are limited, and to how many an hour."""
    await _rate(
        talk,
        "envelope_rate",
        "Do you want to enable rate limiting per envelope sender?",
        "Enter the maximum number of recipients per hour for an envelope sender.",
    )


async def ask_dhap(talk: PolicyTalk) -> None:
    """Ask whether address harvesting is prevented, and after how many wrong recipients."""
    question = "Do you want to enable Directory Harvest Attack Prevention per host?"
    if not await talk.flag(question, "dhap"):
        return
    await talk.number(
        "Enter the maximum number of invalid recipients per hour from a remote host.",
        "dhap_limit",
        COUNT,
        talk.effective.dhap_limit or DEFAULT_PARAMETERS.dhap_limit or COUNT.low,
    )


async def ask_senderbase(talk: PolicyTalk) -> None:
    """Ask whether reputation controls the flow; without it, whether similar hosts are one.

    The reference shows the grouping question with flow control on, and then says that it is asked
    only when flow control is off. The transcript counts: it is asked both times.
    """
    by_default = " by default" if talk.is_default else ""
    await talk.flag(f"Would you like to use SenderBase for flow control{by_default}?", "senderbase")
    bits = talk.effective.significant_bits
    if not await talk.dialogue.confirm(_GROUPING, default=bits is not None):
        talk.set(significant_bits=None)
        return
    await talk.number(
        _BITS, "significant_bits", SIGNIFICANT_BITS, _ALL_BITS if bits is None else bits
    )


async def _rate(talk: PolicyTalk, field: str, question: str, number_question: str) -> None:
    current: int = getattr(talk.effective, field)
    if not await talk.dialogue.confirm(question, default=current > 0):
        talk.set(**{field: 0})
        return
    answer = await talk.dialogue.ask(
        number_question, default=str(current) if current else None, check=PER_HOUR.parse
    )
    talk.set(**{field: answer})
