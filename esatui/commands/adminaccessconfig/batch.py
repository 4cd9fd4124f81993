"""The batch form: what is set (CLI reference, 18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from esatui.commands.adminaccessconfig.access import listed
from esatui.commands.adminaccessconfig.declaration import MODES, command
from esatui.commands.adminaccessconfig.texts import shown_text
from esatui.session import Session
from state.model.services import AdminAccess

__all__ = ["command"]


def _access(access: AdminAccess) -> str:
    mode = f"Current mode: {MODES[access.mode]}."
    return mode if access.mode == "ALL" else f"{mode}\n\n{listed(access.allowed)}"


def _timeouts(access: AdminAccess) -> str:
    return (
        f"WebUI inactivity timeout: {access.webui_timeout} minutes\n"
        f"CLI inactivity timeout: {access.cli_timeout} minutes"
    )


def _word(name: str, value: bool) -> str:
    return f"{name}: {'Enabled' if value else 'Disabled'}"


PRINTED: Final[dict[str, Callable[[AdminAccess], str]]] = {
    "banner": lambda access: shown_text(access.banner, "banner"),
    "welcome": lambda access: shown_text(access.welcome, "welcome"),
    "ipaccess": _access,
    "csrf": lambda access: _word("Cross-Site Request Forgeries protection", access.csrf),
    "xss": lambda access: _word("Cross-Site Scripting Attack protection", access.xss),
    "hostheader": lambda access: _word("Host header in HTTP requests", access.host_header),
    "timeout": _timeouts,
    "how-tos": lambda access: _word("How-Tos", access.how_tos),
}


@command.batch(f"adminaccessconfig <{'|'.join(PRINTED)}> print", changes=False)
async def print_setting(session: Session, operation: str) -> None:
    """Print one setting."""
    session.dialogue.block(PRINTED[operation.lower()](session.draft.adminaccess))
