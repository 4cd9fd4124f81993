"""`websecurityconfig`: URL filtering and its client certificate (CLI reference, 5)."""

from __future__ import annotations

from esatui.registry import Command
from esatui.session import Session
from state.model.services import WebSecurity
from state.objects import path_at
from state.operations.certificates import listed_profiles
from state.operations.websecurity import (
    set_filtering,
    set_tracking,
    use_client_certificate,
    use_url_list,
)

SYSTEM_CERTIFICATE = "System provided certificate"
CERTIFICATE_QUESTION = (
    "Do you want to set client certificate for Cisco Web Security Services Authentication?"
)

command = Command(
    "websecurityconfig", "Configure URL filtering", commit="required", areas=("websecurity",)
)


def state_lines(settings: WebSecurity) -> str:
    """Return what is set while URL filtering is enabled."""
    url_list = "No URL list" if settings.url_list is None else f"URL list '{settings.url_list}'"
    certificate = SYSTEM_CERTIFICATE
    if settings.certificate is not None:
        certificate = f"Client certificate '{settings.certificate}'"
    tracking = "enabled" if settings.tracking else "disabled"
    return (
        "URL Filtering is enabled.\n"
        f"{url_list} used.\n"
        f"{certificate} used.\n"
        f"Web Interaction Tracking is {tracking}."
    )


@command.interactive
async def run(session: Session) -> None:
    """Ask whether URL filtering is on and, if so, for its settings."""
    if not await _enabled(session):
        return
    await _tracking(session)
    await _url_list(session)
    await _certificate(session)
    # Going through the questions counts as an edit, even when everything stays.
    session.update(session.draft, [path_at(session.draft.level, "websecurity")])


async def _enabled(session: Session) -> bool:
    """Ask whether to enable or disable URL filtering; return whether it is on then."""
    settings = session.draft.websecurity
    if settings.enabled:
        session.dialogue.block(state_lines(settings))
        if not await session.dialogue.confirm("Disable URL Filtering?", default=False):
            return True
        session.update(set_filtering(session.draft, enabled=False))
        return False
    if not await session.dialogue.confirm("Enable URL Filtering?", default=False):
        return False
    session.update(set_filtering(session.draft, enabled=True))
    return True


async def _tracking(session: Session) -> None:
    tracking = session.draft.websecurity.tracking
    question = f"Do you wish to {'disable' if tracking else 'enable'} Web Interaction Tracking?"
    if await session.dialogue.confirm(question, default=False):
        session.update(set_tracking(session.draft, tracking=not tracking))


async def _url_list(session: Session) -> None:
    names = sorted(session.draft.websecurity.url_lists)
    question = "Do you want to whitelist URLs using a URL list?"
    if not names or not await session.dialogue.confirm(question, default=False):
        return
    current = session.draft.websecurity.url_list
    name = await session.dialogue.choose_value(
        [(name, name) for name in names],
        question="Enter the number of URL list",
        after=True,
        current=current,
        completed=True,
    )
    session.update(use_url_list(session.draft, name))
    session.dialogue.block(f"URL list '{name}' added")


async def _certificate(session: Session) -> None:
    # The appliance keeps this question on one line, although it is longer than 79 characters.
    if not await session.dialogue.confirm(CERTIFICATE_QUESTION, default=False, wrapped=False):
        return
    current = session.draft.websecurity.certificate
    choices: list[tuple[str | None, str]] = [
        (name, name) for name in listed_profiles(session.draft)
    ]
    if current is not None:
        choices.append((None, SYSTEM_CERTIFICATE))
    profile = await session.dialogue.choose_value(
        choices, question="Choose the certificate", after=True, current=current, completed=True
    )
    session.update(use_client_certificate(session.draft, profile))
