"""What a login is shown (CLI reference, 1.3)."""

from __future__ import annotations

from datetime import datetime

from esatui.text.dates import short_date
from state.settings import ApplianceSettings


def login_banner(
    settings: ApplianceSettings,
    cli_timeout: int,
    *,
    last_login: tuple[datetime, str] | None = None,
    welcome: str | None = None,
    terminal: bool = True,
) -> str:
    r"""Return the text before the first prompt, with `\n` line ends, the last one included.

    `cli_timeout` is in minutes. `last_login` is when and from where the user logged in before;
    `None` at the very first login. `welcome` is the configured welcome message. On a `terminal` the
    first line ends in a second carriage return, as on the appliance.
    """
    kind = "Virtual Appliance" if settings.virtual else "Appliance"
    lines = [
        f"AsyncOS {settings.version} for Cisco {settings.model} build {settings.build}",
        "",
        f"Welcome to the Cisco {settings.model} Email Security {kind}",
        "",
        f"NOTE: This session will expire if left idle for {cli_timeout} minutes. Any uncommitted",
        "configuration changes will be lost. Commit the configuration changes as soon as",
        "they are made.",
    ]
    if last_login is not None:
        time, remote = last_login
        extra = "\r" if terminal else ""
        lines.insert(0, f"Last login: {short_date(time)} from {remote}{extra}")
    if welcome:
        lines += ["", *welcome.rstrip("\n").split("\n")]
    return "\n".join(lines) + "\n"
