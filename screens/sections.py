"""The sections of the dashboard: names, places in the appliance's menus, keys, and their modules.

A section's module is imported when it is first opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from screens.language import later

if TYPE_CHECKING:
    from screens.kit.section import Section


@dataclass(frozen=True, slots=True)
class Place:
    """One section: `name` is that of its module and mode, `menu` the appliance's menu above it."""

    key: str
    name: str
    title: str
    menu: str
    public: bool = False
    """Whether roles that see only the status of the appliance may open it."""

    def load(self) -> type[Section]:
        """Return the class of its screen."""
        module = import_module(f"screens.{self.name}.screen")
        screen: type[Section] = module.SCREEN
        return screen


PLACES: Final = (
    Place("1", "overview", later("Overview"), later("Monitor"), public=True),
    Place("2", "certificates", later("Certificates"), later("Network")),
    Place("3", "listeners", later("Listeners"), later("Network")),
    Place("4", "destinations", later("Destination Controls"), later("Mail Policies")),
    Place("5", "interfaces", later("IP Interfaces"), later("Network")),
    Place("6", "ldap", later("LDAP"), later("System Administration")),
    Place("7", "alerts", later("Alerts"), later("System Administration")),
    Place("8", "maillog", later("Mail Log"), later("Monitor")),
    Place("9", "pending", later("Pending Changes"), later("Commit Changes")),
    Place("0", "history", later("History"), later("System Administration")),
)
BY_NAME: Final = {place.name: place for place in PLACES}
