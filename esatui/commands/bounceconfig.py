"""`bounceconfig`: how long is tried to deliver, and who is told when that failed."""

from __future__ import annotations

from dataclasses import replace

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.destinations import BounceProfile
from state.objects import path_at
from state.operations.bounces import (
    RETRIES,
    SECONDS,
    add_bounce_profile,
    bounce_profile_names,
    check_max_retry,
    check_new_profile_name,
    delete_bounce_profile,
    edit_bounce_profile,
    profile_named,
)

LIFETIME_QUESTION = (
    "Please enter the maximum number of seconds a message may stay in the queue before being hard "
    "bounced."
)
INITIAL_QUESTION = "Please enter the initial number of seconds to wait before retrying a message."
WAIT_QUESTION = "Please enter the maximum number of seconds to wait before retrying a message."
WARNING_QUESTION = (
    "If a message is undeliverable after some interval, do you want to send a delay warning "
    "message?"
)


def state_lines(session: Session) -> str:
    """Return the numbered names of the profiles."""
    return "Current bounce profiles:\n" + numbered(bounce_profile_names(session.draft))


def more_than_default(session: Session) -> bool:
    """Return whether there is a profile that could be deleted."""
    return len(bounce_profile_names(session.draft)) > 1


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "bounceconfig",
    "Configure the behavior of bounces",
    commit="required",
    areas=("bounces",),
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("NEW", "Create a new profile.")
async def new(session: Session) -> None:
    """Ask for a name and the values."""
    name = await session.dialogue.ask(
        "Please create a name for the profile:",
        check=lambda text: check_new_profile_name(session.draft, text),
    )
    profile = await _ask_profile(session, BounceProfile())
    session.update(add_bounce_profile(session.draft, name, profile))


@menu.operation("EDIT", "Modify a profile.")
async def edit(session: Session) -> None:
    """Ask for a profile, then for its values; Enter keeps what is there."""
    name = await _choose(session, bounce_profile_names(session.draft), "edit")
    profile = await _ask_profile(session, profile_named(session.draft, name))
    draft = edit_bounce_profile(session.draft, name, profile)
    session.update(draft, [path_at(draft.level, "bounces", "profiles", name)])


@menu.operation("DELETE", "Remove a profile.", when=more_than_default)
async def delete(session: Session) -> None:
    """Ask for a profile that nothing refers to, and remove it."""
    name = await _choose(session, bounce_profile_names(session.draft), "delete")
    session.update(delete_bounce_profile(session.draft, name))


async def _choose(session: Session, names: tuple[str, ...], purpose: str) -> str:
    question = f"Please enter the number of the profile to {purpose}:"
    index = await session.dialogue.choose(names, question=question, default=None, completed=True)
    return names[index]


async def _ask_profile(session: Session, current: BounceProfile) -> BounceProfile:
    dialogue = session.dialogue
    retries = await dialogue.ask(
        "Please enter the maximum number of retries.",
        default=str(current.max_retries),
        check=RETRIES.parse,
    )
    lifetime = await dialogue.ask(
        LIFETIME_QUESTION, default=str(current.max_seconds), check=SECONDS.parse
    )
    initial = await dialogue.ask(
        INITIAL_QUESTION, default=str(current.initial_retry), check=SECONDS.parse
    )
    longest = await dialogue.ask(
        WAIT_QUESTION,
        default=str(current.max_retry),
        check=lambda text: check_max_retry(SECONDS.parse(text), initial),
    )
    bounces = await dialogue.confirm(
        "Do you want a message sent for each hard bounce?", default=current.send_hard_bounces
    )
    warnings = await dialogue.confirm(WARNING_QUESTION, default=current.send_delay_warnings)
    return replace(
        current,
        max_retries=retries,
        max_seconds=lifetime,
        initial_retry=initial,
        max_retry=longest,
        send_hard_bounces=bounces,
        send_delay_warnings=warnings,
    )
