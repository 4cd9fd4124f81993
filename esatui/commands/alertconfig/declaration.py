"""The command and its menu; the operations are declared in `operations`."""

from __future__ import annotations

from esatui.menu import Menu
from esatui.registry import Command
from esatui.session import Session
from state.operations.alerts import recipient_names

NOBODY = "Not sending alerts (no configured addresses)."


def any_recipients(session: Session) -> bool:
    """Return whether anybody is told."""
    return bool(session.draft.alerts.recipients)


def state_lines(session: Session) -> str:
    """Return who is told what, how often, from whom, and whether AutoSupport is on."""
    alerts = session.draft.alerts
    parts = [_recipients(session), _limits(session)] if alerts.recipients else [NOBODY]
    if alerts.from_address is None:
        parts.append("Alerts will be sent using the system-default From Address.")
    else:
        parts.append(f"Alerts will be sent using the From Address: {alerts.from_address}")
    word = "Enabled" if alerts.autosupport else "Disabled"
    parts.append(f"Cisco IronPort AutoSupport: {word}")
    return "\n\n".join(parts)


def _recipients(session: Session) -> str:
    lines = ["Sending alerts to:"]
    for address in recipient_names(session.draft):
        told = session.draft.alerts.recipients[address]
        severities = ", ".join(told.severities)
        lines.append(f"  {address}")
        lines += [f"    Class: {each} - Severities: {severities}" for each in told.classes]
    return "\n".join(lines)


def _limits(session: Session) -> str:
    alerts = session.draft.alerts
    return (
        "Initial number of seconds to wait before sending a duplicate alert: "
        f"{alerts.initial_wait}\n"
        f"Maximum number of seconds to wait before sending a duplicate alert: {alerts.max_wait}\n"
        f"Maximum number of alerts stored in the system are: {alerts.max_saved}"
    )


menu: Menu[Session] = Menu(state=state_lines)
command = Command(
    "alertconfig", "Configure email alerts", commit="required", areas=("alerts",), menu=menu
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)
