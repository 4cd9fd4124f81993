"""`emconfig`: the RSA Enterprise Manager for Data Loss Prevention, and how it is connected."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from esatui.batch import InvalidArguments, option_lines, parse_options
from esatui.commands._tls_server import ask_server, run_test, server_lines
from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.errors import StateError
from state.model.tls_servers import Dlp, Trust
from state.objects import path_at
from state.operations.tls_servers import set_dlp
from state.operations.values import PORT

NAME: Final = "RSA Enterprise Manager"
TRUST: Final[dict[str, Trust]] = {"system": "system", "custom": "custom", "uploaded": "own"}
OPTIONS: Final = {
    "--remote_host": "host",
    "--remote_port": f"{PORT.low}-{PORT.high}",
    "--certificate": "profile",
    "--authority": "|".join(TRUST),
}
"""Each option of the batch form with what its value may be."""


def state_lines(session: Session) -> str:
    """Return whether the manager is used and, if so, where it is."""
    dlp = session.draft.dlp
    if not dlp.enabled:
        return f"{NAME}: Disabled"
    return f"{NAME}: Enabled\n{server_lines(dlp.server)}"


def _enabled(session: Session) -> bool:
    return session.draft.dlp.enabled


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "emconfig",
    "Configure the connection to the RSA Enterprise Manager",
    commit="required",
    areas=("dlp",),
    options=option_lines(OPTIONS),
    menu=menu,
    run=menu.run,
)


@menu.operation("SETUP", "Configure the connection to the RSA Enterprise Manager.")
async def setup(session: Session) -> None:
    """Ask whether the manager is used, where it is, and for the certificates of both sides."""
    current = session.draft.dlp
    if not await session.dialogue.confirm(
        f"Would you like to use the {NAME}?", default=current.enabled
    ):
        _set(session, replace(current, enabled=False))
        return
    server = await ask_server(session, current.server, NAME)
    _set(session, Dlp(enabled=True, server=server))


@menu.operation("TEST", "Test the connection.", when=_enabled, changes=False)
async def test(session: Session) -> None:
    """Connect with certificates on both sides, and say what happens."""
    await run_test(session, session.draft.dlp.server, NAME)


@command.batch("emconfig setup [options]")
async def batch_setup(session: Session, options: tuple[str, ...]) -> None:
    """Use the manager; what is not among the options stays as it is."""
    given = parse_options(options, tuple(OPTIONS))
    server = session.draft.dlp.server
    if "--remote_host" in given:
        server = replace(server, host=given["--remote_host"])
    if "--remote_port" in given:
        server = replace(server, port=PORT.parse(given["--remote_port"]))
    if "--certificate" in given:
        server = replace(server, certificate=given["--certificate"])
    if "--authority" in given:
        trust = TRUST.get(given["--authority"].lower())
        if trust is None:
            raise InvalidArguments
        server = replace(server, trust=trust)
    _set(session, Dlp(enabled=True, server=server))


@command.batch("emconfig disable")
async def batch_disable(session: Session) -> None:
    """Use no manager."""
    _set(session, replace(session.draft.dlp, enabled=False))


@command.batch("emconfig test", changes=False)
async def batch_test(session: Session) -> None:
    """Connect with certificates on both sides, and say what happens."""
    if not _enabled(session):
        raise StateError(f"The {NAME} is not enabled.")
    session.failed = not await run_test(session, session.draft.dlp.server, NAME)


def _set(session: Session, dlp: Dlp) -> None:
    draft = set_dlp(session.draft, dlp)
    session.update(draft, [path_at(draft.level, "dlp")])
