"""The menu of `diagnostic`, in the order of the reference."""

from __future__ import annotations

from esatui.commands._operating import mode_of
from esatui.commands.diagnostic.data import reporting_menu, tracking_menu
from esatui.commands.diagnostic.disk import usage
from esatui.commands.diagnostic.network import network_menu
from esatui.menu import Menu
from esatui.registry import ADMINISTRATORS, Command
from esatui.session import Session
from state.errors import StateError

menu: Menu[Session] = Menu()
services_menu: Menu[Session] = Menu()
command = Command(
    "diagnostic",
    "Hardware and software troubleshooting utilities",
    cluster="machine",
    access=ADMINISTRATORS,
    menu=menu,
)


@command.interactive
async def run(session: Session) -> None:
    """Show the menu."""
    await menu.run(session)


@menu.operation("RAID", "Disk Verify Utility.", changes=False)
async def raid(session: Session) -> None:
    """Say that there is nothing to verify."""
    virtual = session.appliance.settings.virtual
    reason = "a virtual appliance" if virtual else "an appliance without RAID controller"
    session.dialogue.block(f"The disk verify utility is not available on {reason}.")


@menu.operation("DISK_USAGE", "Check Disk Usage.", changes=False)
async def disk_usage(session: Session) -> None:
    """Show what lies on the disk."""
    directory = session.appliance.store.directory
    session.dialogue.block(await session.work(lambda: usage(directory)))


@menu.operation("NETWORK", "Network Utilities.", submenu=network_menu, changes=False)
async def network(session: Session) -> None:
    """Show the menu of the network."""
    await network_menu.run(session)


@menu.operation("REPORTING", "Reporting Utilities.", submenu=reporting_menu, changes=False)
async def reporting(session: Session) -> None:
    """Show the menu of the reports."""
    await reporting_menu.run(session)


@menu.operation("TRACKING", "Tracking Utilities.", submenu=tracking_menu, changes=False)
async def tracking(session: Session) -> None:
    """Show the menu of message tracking."""
    await tracking_menu.run(session)


@menu.operation("RELOAD", "Reset configuration to the initial manufacturer values.")
async def reload(session: Session) -> None:
    """Ask twice, and go back to the factory, as `resetconfig` does."""
    if not mode_of(session).idle:
        raise StateError("The RELOAD operation only works in the offline state.")
    session.dialogue.paragraph(
        "This command will remove all user settings and reset the entire device. If this is a "
        "Virtual Appliance, all feature keys will be removed and the license must be reapplied."
    )
    for question in (
        "Are you sure you want to continue?",
        "Are you *really* sure you want to continue?",
    ):
        if not await session.dialogue.confirm(question, default=False):
            return
    session.require_change()
    user = session.login.user
    await session.work(lambda: session.appliance.store.reset_to_factory(user))
    session.candidate.clear()
    session.dialogue.block("All settings have been restored to the factory default.")


@menu.operation("SERVICES", "Service Utilities.", submenu=services_menu, changes=False)
async def services(session: Session) -> None:
    """Show the menu of the services."""
    await services_menu.run(session)


def _declare(keyword: str, name: str, feature: str | None) -> None:
    """Declare the service `keyword`; its state is that of the feature key, if it needs one."""

    async def status(session: Session) -> None:
        keys = session.appliance.settings.feature_keys
        there = feature is None or feature in keys
        session.dialogue.block(
            f"{name} service is enabled." if there else f"{name} service has no feature key."
        )

    services_menu.operation(keyword, f"{name} services", changes=False)(status)


for _keyword, _name, _feature in (
    ("ANTISPAM", "Anti-Spam", "IronPort Anti-Spam"),
    ("ANTIVIRUS", "Anti-Virus", "Sophos Anti-Virus"),
    ("REPORTING", "Reporting", None),
    ("TRACKING", "Tracking", None),
    ("WEBUI", "Web GUI", None),
):
    _declare(_keyword, _name, _feature)
