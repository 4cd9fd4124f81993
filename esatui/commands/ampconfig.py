"""`ampconfig`: malware protection, and a Threat Grid appliance of one's own for file analysis."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from esatui.commands._tls_server import ask_server, run_test, server_lines
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.errors import StateError
from state.model.tls_servers import Amp, AnalysisServer
from state.objects import path_at
from state.operations.tls_servers import set_amp

NAME: Final = "Threat Grid appliance"
SERVERS: Final[tuple[tuple[AnalysisServer, str], ...]] = (
    ("AMERICAS", "AMERICAS (https://panacea.threatgrid.com)"),
    ("EUROPE", "EUROPE (https://panacea.threatgrid.eu)"),
    ("PRIVATE", "Private analysis cloud"),
)


def state_lines(session: Session) -> str:
    """Return what is used and, if it is an appliance of one's own, where that is."""
    amp = session.draft.amp
    lines = f"File Reputation: {_word(amp.reputation)}\nFile Analysis: {_word(amp.analysis)}"
    if not amp.analysis:
        return lines
    lines += f"\nFile Analysis Server: {dict(SERVERS)[amp.analysis_server]}"
    return f"{lines}\n{server_lines(amp.server)}" if amp.analysis_server == "PRIVATE" else lines


def _word(enabled: bool) -> str:
    return "Enabled" if enabled else "Disabled"


def _analysis(session: Session) -> bool:
    return session.draft.amp.analysis


def _private(session: Session) -> bool:
    amp = session.draft.amp
    return amp.analysis and amp.analysis_server == "PRIVATE"


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "ampconfig",
    "Configure Advanced Malware Protection",
    commit="required",
    areas=("amp",),
    menu=menu,
    run=menu.run,
)


@menu.operation("SETUP", "Configure Advanced-Malware protection service.")
async def setup(session: Session) -> None:
    """Ask whether files are looked up, and whether they are analysed."""
    current = session.draft.amp
    dialogue = session.dialogue
    reputation = await dialogue.confirm(
        "Would you like to use File Reputation?", default=current.reputation
    )
    analysis = await dialogue.confirm(
        "Would you like to use File Analysis?", default=current.analysis
    )
    _set(session, replace(current, reputation=reputation, analysis=analysis))


@menu.operation(
    "ADVANCED", "Set values for AMP parameters (Advanced configuration).", when=_analysis
)
async def advanced(session: Session) -> None:
    """Ask where files are analysed; of an appliance of one's own, how it is connected."""
    current = session.draft.amp
    chosen = await session.dialogue.choose_value(
        SERVERS, question="Choose a file analysis server:", current=current.analysis_server
    )
    amp = replace(current, analysis_server=chosen)
    if chosen == "PRIVATE":
        amp = replace(amp, server=await ask_server(session, amp.server, NAME))
    _set(session, amp)


@menu.operation(
    "TEST", "Test the connection to the Threat Grid appliance.", when=_private, changes=False
)
async def test(session: Session) -> None:
    """Connect with certificates on both sides, and say what happens."""
    await run_test(session, session.draft.amp.server, NAME)


@command.batch("ampconfig test", changes=False)
async def batch_test(session: Session) -> None:
    """Connect to the Threat Grid appliance with certificates on both sides."""
    if not _private(session):
        raise StateError("File analysis does not use a private analysis cloud.")
    session.failed = not await run_test(session, session.draft.amp.server, NAME)


def _set(session: Session, amp: Amp) -> None:
    draft = set_amp(session.draft, amp)
    session.update(draft, [path_at(draft.level, "amp")])
