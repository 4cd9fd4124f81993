"""CERTAUTHORITY: the summary and the menu of the two lists (CLI reference, 2.10)."""

from __future__ import annotations

from esatui.commands.certconfig import custom_authorities, system_authorities
from esatui.menu import Menu, Operation
from esatui.session import Session


def _summary(session: Session) -> str:
    authorities = session.draft.authorities
    return (
        "Certificate Authority Summary\n"
        f"Custom List: {_word(authorities.custom_enabled)}\n"
        f"System List: {_word(authorities.system_enabled)}"
    )


def _word(enabled: bool) -> str:
    return "Enabled" if enabled else "Disabled"


menu: Menu[Session] = Menu(
    _summary,
    [
        Operation(
            "CUSTOM",
            "Manage Custom Certificate Authorities",
            custom_authorities.menu.run,
            submenu=custom_authorities.menu,
            changes=False,
        ),
        Operation(
            "SYSTEM",
            "Manage System Certificate Authorities",
            system_authorities.menu.run,
            submenu=system_authorities.menu,
            changes=False,
        ),
    ],
)
