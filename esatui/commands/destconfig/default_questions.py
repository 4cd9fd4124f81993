"""The questions of DEFAULT (CLI reference, 4.4)."""

from __future__ import annotations

from dataclasses import replace

from esatui.commands.destconfig.choices import DANE
from esatui.commands.destconfig.shared_questions import (
    application,
    ip_sort,
    number,
    tagging,
    tls_level,
)
from esatui.session import Session
from state.model.destinations import DefaultDestination
from state.operations.destinations import CONCURRENCY, MESSAGES, MINUTES, RECIPIENTS

PROPOSED_RECIPIENTS = 500


async def ask_default(session: Session, entry: DefaultDestination) -> DefaultDestination:
    """Ask everything about the default entry; Enter keeps the values of `entry`."""
    entry = await _limits(session, entry)
    tls = await tls_level(session, entry.tls)
    entry = replace(entry, tls=tls, dane="off" if tls == "off" else entry.dane)
    if tls != "off":
        dane = await session.dialogue.choose_value(
            list(DANE.items()), question="Do you want to use DANE Support?", current=entry.dane
        )
        entry = replace(entry, dane=dane)
    tagged = await tagging(session, entry.bounce_verification)
    sort = await ip_sort(session, entry.ip_sort)
    return replace(entry, bounce_verification=tagged, ip_sort=sort)


async def _limits(session: Session, entry: DefaultDestination) -> DefaultDestination:
    concurrency = await number(
        session, "Enter the default maximum concurrency limit.", CONCURRENCY, entry.concurrency
    )
    messages = await number(
        session,
        "Enter the default maximum number of messages per connection.",
        MESSAGES,
        entry.messages_per_connection,
    )
    entry = replace(entry, concurrency=concurrency, messages_per_connection=messages)
    entry = await _recipients(session, entry)
    counted, enforced = await application(session, None, (entry.limit_type, entry.limit_apply))
    return replace(entry, limit_type=counted, limit_apply=enforced)


async def _recipients(session: Session, entry: DefaultDestination) -> DefaultDestination:
    question = "Do you wish to specify a default recipient limit?"
    if not await session.dialogue.confirm(question, default=entry.recipient_limit is not None):
        return replace(entry, recipient_limit=None)
    minutes = await number(
        session,
        "Enter the number of minutes used to measure recipient limit.",
        MINUTES,
        entry.recipient_minutes,
    )
    limit = await number(
        session,
        f"Enter number of recipients per {minutes} minutes.",
        RECIPIENTS,
        entry.recipient_limit or PROPOSED_RECIPIENTS,
    )
    return replace(entry, recipient_minutes=minutes, recipient_limit=limit)
