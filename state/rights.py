"""What a role may see and do in the graphical interface (user guide: Assigning User Roles).

The shell declares rights command by command; the dashboard shows areas. Both go by the role that
the running configuration gives the user at that moment.
"""

from __future__ import annotations

from typing import Final

from state.model.configuration import View
from state.model.users import Role

CHANGERS: Final[frozenset[Role]] = frozenset({"admin", "operators"})
"""Roles that may change the configuration."""
VIEWERS: Final[frozenset[Role]] = CHANGERS | {"readonly"}
"""Roles that may see the configuration; all others see the status of the appliance only."""

READ_ONLY: Final = "Your role does not allow you to change the configuration."


def role_of(running: View, user: str) -> Role:
    """Return the role of `user`: `guest` when the account is gone or inactive."""
    account = running.users.accounts.get(user)
    return account.role if account is not None and account.enabled else "guest"
