"""Questions that a domain and the default entry are asked alike (CLI reference, 4.2 and 4.4)."""

from __future__ import annotations

from esatui.commands._tls_questions import confirm_tls
from esatui.commands.destconfig.choices import (
    IP_SORT,
    IP_SORT_QUESTION,
    LIMIT_APPLY,
    NO_KEY,
    TAGGING_QUESTION,
    TLS,
    TLS_QUESTION,
    limit_types,
)
from esatui.session import Session
from state.model.destinations import IpSortPreference, LimitApply, LimitType, OutboundTls
from state.operations.values import NumberRange


async def number(session: Session, question: str, limits: NumberRange, current: int | None) -> int:
    """Ask for a number; Enter keeps `current`, if there is one."""
    default = None if current is None else str(current)
    return await session.dialogue.ask(question, default=default, check=limits.parse)


async def application(
    session: Session, domain: str | None, current: tuple[LimitType, LimitApply]
) -> tuple[LimitType, LimitApply]:
    """Ask what limits count for and how they are enforced; `domain` of `None` is the default."""
    counted = await session.dialogue.choose_value(
        limit_types(domain),
        question=f"Select how you want to apply the limits for {domain or 'the default'}:",
        current=current[0],
    )
    enforced = await session.dialogue.choose_value(
        list(LIMIT_APPLY.items()),
        question="Select how the limits will be enforced:",
        current=current[1],
    )
    return counted, enforced


async def tls_level(session: Session, current: OutboundTls | None) -> OutboundTls:
    """Ask for the TLS level; it goes back to `off` when the demo certificate is turned down."""
    level = await session.dialogue.choose_value(
        list(TLS.items()), question=TLS_QUESTION, current=current
    )
    if level == "off" or await confirm_tls(session, session.draft.destinations.certificate):
        return level
    return "off"


async def ip_sort(session: Session, current: IpSortPreference | None) -> IpSortPreference:
    """Ask how the addresses of a mail exchanger are sorted."""
    return await session.dialogue.choose_value(
        list(IP_SORT.items()), question=IP_SORT_QUESTION, current=current
    )


async def tagging(session: Session, current: bool) -> bool:
    """Ask whether envelope senders are tagged; who wants it is told that there is no key."""
    wanted = await session.dialogue.confirm(TAGGING_QUESTION, default=current)
    if wanted:
        session.dialogue.paragraph(NO_KEY)
    return wanted
