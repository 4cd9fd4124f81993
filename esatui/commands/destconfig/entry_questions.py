"""The questions of NEW and EDIT, in order and each under its condition (CLI reference, 4.2)."""

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
from state.model.destinations import Destination
from state.operations.bounces import (
    DEFAULT_PROFILE,
    add_bounce_profile,
    bounce_profile_names,
    check_new_profile_name,
)
from state.operations.destinations import CONCURRENCY, MESSAGES, MINUTES, RECIPIENTS

NEW_PROFILE = "New Profile"


async def ask_entry(session: Session, domain: str, entry: Destination, *, new: bool) -> Destination:
    """Ask everything about `domain`; the values of `entry` are the defaults.

    `new` proposes a concurrency limit; an existing entry proposes what it has.
    """
    entry = await _limits(session, domain, entry, new=new)
    entry = await _tls(session, entry)
    entry = await _dane(session, entry)
    entry = await _bounce_verification(session, entry)
    entry = await _bounce_profile(session, entry)
    return await _ip_sort(session, entry)


async def _limits(session: Session, domain: str, entry: Destination, *, new: bool) -> Destination:
    entry = replace(
        entry,
        concurrency=await _concurrency(session, domain, entry, new=new),
        messages_per_connection=await _messages(session, domain, entry),
    )
    entry = await _recipients(session, domain, entry)
    if entry.concurrency is None and entry.recipient_limit is None:
        return replace(entry, limit_type=None, limit_apply=None)
    default = session.draft.destinations.default
    current = entry.limit_type or default.limit_type, entry.limit_apply or default.limit_apply
    counted, enforced = await application(session, domain, current)
    return replace(entry, limit_type=counted, limit_apply=enforced)


async def _concurrency(
    session: Session, domain: str, entry: Destination, *, new: bool
) -> int | None:
    question = f"Do you wish to configure a concurrency limit for {domain}?"
    proposed = new or entry.concurrency is not None
    if not await session.dialogue.confirm(question, default=proposed):
        return None
    current = entry.concurrency or session.draft.destinations.default.concurrency
    question = f'Enter the max concurrency limit for "{domain}".'
    return await number(session, question, CONCURRENCY, current)


async def _messages(session: Session, domain: str, entry: Destination) -> int | None:
    question = "Do you wish to apply a messages-per-connection limit to this domain?"
    proposed = entry.messages_per_connection is not None
    if not await session.dialogue.confirm(question, default=proposed):
        return None
    default = session.draft.destinations.default.messages_per_connection
    current = entry.messages_per_connection or default
    question = f'Enter the max number of messages per connection for "{domain}".'
    return await number(session, question, MESSAGES, current)


async def _recipients(session: Session, domain: str, entry: Destination) -> Destination:
    question = "Do you wish to apply a recipient limit to this domain?"
    proposed = entry.recipient_limit is not None
    if not await session.dialogue.confirm(question, default=proposed):
        return replace(entry, recipient_minutes=None, recipient_limit=None)
    minutes = await number(
        session,
        "Enter the number of minutes used to measure the recipient limit.",
        MINUTES,
        entry.recipient_minutes or session.draft.destinations.default.recipient_minutes,
    )
    question = f'Enter the max number of recipients per {minutes} minutes for "{domain}".'
    limit = await number(session, question, RECIPIENTS, entry.recipient_limit)
    return replace(entry, recipient_minutes=minutes, recipient_limit=limit)


async def _tls(session: Session, entry: Destination) -> Destination:
    question = "Do you wish to apply a specific TLS setting for this domain?"
    if not await session.dialogue.confirm(question, default=entry.tls is not None):
        return replace(entry, tls=None)
    return replace(entry, tls=await tls_level(session, entry.tls))


async def _dane(session: Session, entry: Destination) -> Destination:
    """Ask for DANE where TLS is used: by the domain's own level, else by the default one."""
    level = entry.tls or session.draft.destinations.default.tls
    if level == "off":
        return entry
    question = "Do you wish to configure DANE Support?"
    if not await session.dialogue.confirm(question, default=entry.dane is not None):
        return replace(entry, dane=None)
    dane = await session.dialogue.choose_value(
        list(DANE.items()), question="Choose a DANE option:", current=entry.dane
    )
    return replace(entry, dane=dane)


async def _bounce_verification(session: Session, entry: Destination) -> Destination:
    question = (
        "Do you wish to apply a specific bounce verification address tagging setting for "
        "this domain?"
    )
    current = entry.bounce_verification
    if not await session.dialogue.confirm(question, default=current is not None):
        return replace(entry, bounce_verification=None)
    return replace(entry, bounce_verification=await tagging(session, bool(current)))


async def _bounce_profile(session: Session, entry: Destination) -> Destination:
    question = "Do you wish to apply a specific bounce profile to this domain?"
    if not await session.dialogue.confirm(question, default=entry.bounce_profile is not None):
        return replace(entry, bounce_profile=None)
    choices = [(name, name) for name in bounce_profile_names(session.draft)]
    chosen = await session.dialogue.choose_value(
        [*choices, ("", NEW_PROFILE)],
        question="Choose a bounce profile to apply to this domain:",
        current=entry.bounce_profile or DEFAULT_PROFILE,
    )
    return replace(entry, bounce_profile=chosen or await _new_profile(session))


async def _new_profile(session: Session) -> str:
    """Ask for the name of a bounce profile and make it, with the factory values."""
    name = await session.dialogue.ask(
        "Enter a name of a profile:",
        check=lambda text: check_new_profile_name(session.draft, text),
    )
    session.update(add_bounce_profile(session.draft, name))
    return name


async def _ip_sort(session: Session, entry: Destination) -> Destination:
    question = "Do you wish to apply a specific IP sort preference to this domain?"
    if not await session.dialogue.confirm(question, default=entry.ip_sort is not None):
        return replace(entry, ip_sort=None)
    return replace(entry, ip_sort=await ip_sort(session, entry.ip_sort))
