"""What the tests of SSH and of the screens have already."""

from __future__ import annotations

from tests.screens.conftest import desk
from tests.ssh.conftest import appliance, clients, key, server

__all__ = ["appliance", "clients", "desk", "key", "server"]
