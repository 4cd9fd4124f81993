"""The operations of the menu, in its order."""

from __future__ import annotations

from esatui.commands.adminaccessconfig.access import access_menu, configure_access
from esatui.commands.adminaccessconfig.declaration import menu, update
from esatui.commands.adminaccessconfig.texts import EditedText, text_menu
from esatui.session import Session
from state.operations.adminaccess import TIMEOUT, SwitchName, set_switch, set_timeouts

__all__ = ["menu"]


@menu.operation(
    "BANNER",
    "Configure login message (banner) for appliance administrator login.",
    submenu=text_menu,
)
async def banner(session: Session) -> None:
    """Show the menu of the text before the login."""
    await text_menu.run(EditedText(session, "banner"))


@menu.operation(
    "WELCOME",
    "Configure welcome message (post login message) for appliance administrator login.",
    submenu=text_menu,
)
async def welcome(session: Session) -> None:
    """Show the menu of the text after the login."""
    await text_menu.run(EditedText(session, "welcome"))


@menu.operation(
    "IPACCESS",
    "Configure IP-based access for appliance administrative interface.",
    submenu=access_menu,
)
async def ip_access(session: Session) -> None:
    """Ask from where administrators may connect."""
    await configure_access(session)


@menu.operation("CSRF", "Configure web UI Cross-Site Request Forgeries protection.")
async def csrf(session: Session) -> None:
    """Switch the protection on or off."""
    await _switch(session, "csrf", "Cross-Site Request Forgeries protection")


@menu.operation("XSS", "Configure Cross-Site Scripting Attack protection.")
async def xss(session: Session) -> None:
    """Switch the protection on or off."""
    await _switch(session, "xss", "Cross-Site Scripting Attack protection")


@menu.operation("HOSTHEADER", "Configure option to use host header in HTTP requests.")
async def host_header(session: Session) -> None:
    """Switch the option on or off."""
    await _switch(session, "host_header", "the use of the host header in HTTP requests")


@menu.operation("TIMEOUT", "Configure GUI and CLI session inactivity timeout.")
async def timeout(session: Session) -> None:
    """Ask for both time-outs, in minutes."""
    dialogue, access = session.dialogue, session.draft.adminaccess
    webui = await dialogue.ask(
        "Enter WebUI inactivity timeout(in minutes):",
        default=str(access.webui_timeout),
        check=TIMEOUT.parse,
    )
    cli = await dialogue.ask(
        "Enter CLI inactivity timeout(in minutes):",
        default=str(access.cli_timeout),
        check=TIMEOUT.parse,
    )
    update(session, set_timeouts(session.draft, webui=webui, cli=cli))


@menu.operation("HOW-TOS", "Configure How-Tos feature.")
async def how_tos(session: Session) -> None:
    """Switch the feature on or off."""
    await _switch(session, "how_tos", "the How-Tos feature")


async def _switch(session: Session, name: SwitchName, feature: str) -> None:
    value: bool = getattr(session.draft.adminaccess, name)
    question = f"Would you like to {'disable' if value else 'enable'} {feature}?"
    if await session.dialogue.confirm(question, default=False):
        update(session, set_switch(session.draft, name, not value))
