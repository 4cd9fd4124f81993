"""`esatui dashboard`: the screens of the graphical interface, in this terminal."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING, Any, Final

from state.errors import StateError

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from state.store import Candidate

DESCRIPTION: Final = """\
Show the dashboard of the appliance in this terminal: the administrator sees and works it on the
whole screen. Changes are pending until Commit Changes; what is not committed at the end is lost."""

EPILOG: Final = """\
examples:
  esatui dashboard                        your own appliance
  esatui dashboard --lang ko              in Korean
  esatui dashboard --theme esa-light      on a light background

environment:
  LC_ALL, LC_MESSAGES, LANG   the language, unless --lang or your preferences name one
  COLORTERM, TERM, NO_COLOR   how many colours there are, or shall be"""


def run(options: Any) -> int:
    """Show the dashboard; return the exit status. Raises `StateError` and `OSError`.

    `options` holds `state`, `language` and `theme`, the last two possibly `None`.
    """
    from esatui.fronts.choice import is_incapable

    if not (os.isatty(0) and os.isatty(1)) or is_incapable(os.environ.get("TERM")):
        raise StateError("the dashboard needs a terminal that can be drawn on")
    # Nearly all that is made until the first picture stays: looking for garbage among it would take
    # a quarter of the time. `show` goes on as usual from there.
    gc.disable()
    from esatui.appliance import Appliance

    appliance = Appliance.open(options.state)
    try:
        ended_by = show(appliance, options.language, options.theme)
    finally:
        appliance.store.close()
    if ended_by is not None:
        # Once more, so that whoever waits for this process sees the reason.
        signal.signal(ended_by, signal.SIG_DFL)
        os.kill(os.getpid(), ended_by)
    return 0


def show(appliance: Appliance, language: str | None, theme: str | None) -> int | None:
    """Show the dashboard with a login of its own; return the signal that ended it, if one did.

    Raises `StateError` for a passphrase that has to be changed first, and the bug that ended it.
    """
    from esatui.dashboard import desk_of
    from esatui.dashboard.local import LocalDashboard, local_display
    from esatui.login import LOCAL, LOCAL_USER, MUST_CHANGE
    from state.store import Login

    login = Login(
        id=f"{appliance.random.getrandbits(64):016x}",
        user=LOCAL_USER,
        remote=LOCAL,
        started=appliance.clock.now(),
        kind="gui",
    )
    with appliance.store.begin(login, record=False) as candidate:
        desk = desk_of(appliance, login, candidate)
        account = desk.running.users.accounts.get(LOCAL_USER)
        if account is not None and account.must_change:
            raise StateError(f"{MUST_CHANGE} Start esatui without a subcommand to do it.")
        shown = LocalDashboard(
            desk,
            local_display(language, theme),
            idle_limit=lambda: desk.running.adminaccess.webui_timeout * 60.0,
            active=candidate.active,
            started=lambda: _seen(candidate),
        )
        shown.run()
    if shown.fault is not None:
        raise shown.fault
    return shown.ended_by


def _seen(candidate: Candidate) -> None:
    """Do what could wait until the first picture was there."""
    from esatui.dashboard.memory import steady

    steady()
    gc.enable()
    candidate.record()
