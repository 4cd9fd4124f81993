"""Questions of several operations: addresses, classes and severities, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from esatui.commands._interfaces import choose_interface
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.configuration import Draft
from state.model.services import AlertClass, AlertSubscription
from state.operations.alerts import (
    CLASSES,
    RELEASE_NOTIFICATIONS,
    SAVED,
    SECONDS,
    SEVERITIES,
    check_max_wait,
    parse_choices,
    recipient_names,
    set_options,
)
from state.operations.values import BLANK

Choice = TypeVar("Choice", bound=str)

INITIAL_QUESTION = (
    "Initial number of seconds to wait before sending a duplicate alert. Enter a value of 0 to "
    "disable duplicate alert summaries."
)
MAX_QUESTION = "Maximum number of seconds to wait before sending a duplicate alert."
SAVED_QUESTION = "Maximum number of alerts to save"
AUTOSUPPORT_QUESTION = (
    "Would you like to enable Cisco IronPort AutoSupport, which automatically emails system alerts "
    "and weekly status reports directly to Cisco IronPort Customer Support?"
)
COPY_QUESTION = "Would you like to receive a copy of the weekly AutoSupport reports?"
INTERFACE_QUESTION = "Choose the default interface to be used to deliver alerts."
CLASSES_QUESTION = "Choose the Alert Classes. Separate multiple choices with commas."
SEVERITIES_QUESTION = "Select a Severity Level. Separate multiple choices with commas."
RELEASE_QUESTION = 'Do you want to {} "Release and Support Notification?"'


async def ask_recipient(session: Session, question: str) -> str:
    """Return the address that is chosen from a numbered list."""
    names = recipient_names(session.draft)
    index = await session.dialogue.choose(names, question=question, completed=True)
    return names[index]


async def ask_subscription(session: Session, current: AlertSubscription) -> AlertSubscription:
    """Ask for classes and severities; class 9 is asked about once more, since it is no alert."""
    classes = await _ask_classes(session, current)
    while not classes:
        session.dialogue.say(BLANK)
        classes = await _ask_classes(session, current)
    severities = await _ask_several(session, SEVERITIES_QUESTION, SEVERITIES, current.severities)
    return replace(current, classes=classes, severities=severities)


async def _ask_classes(session: Session, current: AlertSubscription) -> tuple[AlertClass, ...]:
    classes = await _ask_several(session, CLASSES_QUESTION, CLASSES, current.classes)
    if RELEASE_NOTIFICATIONS not in classes:
        return classes
    there = RELEASE_NOTIFICATIONS in current.classes
    question = RELEASE_QUESTION.format("disable" if there else "enable")
    if await session.dialogue.confirm(question, default=not there) is not there:
        return classes
    return tuple(each for each in classes if each != RELEASE_NOTIFICATIONS)


async def _ask_several(
    session: Session, question: str, choices: Sequence[Choice], current: Sequence[Choice]
) -> tuple[Choice, ...]:
    default = ",".join(str(choices.index(each) + 1) for each in choices if each in current)
    return await session.dialogue.ask(
        f"{question}\n{numbered(choices)}",
        default=default,
        check=lambda text: parse_choices(text, choices),
    )


async def ask_options(session: Session) -> Draft:
    """Ask for the settings of SETUP and return the draft that has them."""
    dialogue, current = session.dialogue, session.draft.alerts
    initial = await dialogue.ask(
        INITIAL_QUESTION, default=str(current.initial_wait), check=SECONDS.parse
    )
    longest = await dialogue.ask(
        MAX_QUESTION,
        default=str(current.max_wait),
        check=lambda text: check_max_wait(SECONDS.parse(text), initial),
    )
    saved = await dialogue.ask(SAVED_QUESTION, default=str(current.max_saved), check=SAVED.parse)
    autosupport = await dialogue.confirm(AUTOSUPPORT_QUESTION, default=True)
    copy = current.autosupport_copy
    if autosupport:
        copy = await dialogue.confirm(COPY_QUESTION, default=True)
    interface = await choose_interface(session, INTERFACE_QUESTION, current.interface)
    return set_options(
        session.draft,
        initial_wait=initial,
        max_wait=longest,
        max_saved=saved,
        autosupport=autosupport,
        autosupport_copy=copy,
        interface=interface,
    )
