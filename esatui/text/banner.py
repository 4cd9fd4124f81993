"""What a login is shown (CLI reference, 1.3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from esatui.text.dates import short_date
from state.settings import ApplianceSettings


class LastLogin(NamedTuple):
    """When and from where a user logged in before."""

    time: datetime
    remote: str


def banner(
    settings: ApplianceSettings,
    *,
    timeout: int,
    last: LastLogin | None = None,
    welcome: str | None = None,
    terminal: bool = True,
) -> str:
    r"""Return the text before the first prompt, with `\n` line ends, the last one included.

    `timeout` is the idle time-out in minutes. `last` is `None` at the very first login. `welcome`
    is the configured welcome message. On a `terminal` the line about the last login ends in a
    second carriage return, as on the appliance.
    """
    kind = "Virtual Appliance" if settings.virtual else "Appliance"
    lines = [
        f"AsyncOS {settings.version} for Cisco {settings.model} build {settings.build}",
        "",
        f"Welcome to the Cisco {settings.model} Email Security {kind}",
        "",
        f"NOTE: This session will expire if left idle for {timeout} minutes. Any uncommitted",
        "configuration changes will be lost. Commit the configuration changes as soon as",
        "they are made.",
    ]
    if last is not None:
        extra = "\r" if terminal else ""
        lines.insert(0, f"Last login: {short_date(last.time)} from {last.remote}{extra}")
    if welcome:
        lines += ["", *welcome.rstrip("\n").split("\n")]
    return "\n".join(lines) + "\n"
