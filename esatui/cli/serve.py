"""`esatui serve`: the appliance for ssh clients."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from state.errors import StateError

if TYPE_CHECKING:
    from esatui.ssh.server import Address


def run(options: Any) -> int:
    """Serve until a signal ends it; return the exit status. Raises `StateError` and `OSError`.

    `options` holds `state`, `ssh` (host and port) and `allow_remote`.
    """
    host, port = options.ssh
    if not options.allow_remote and not is_loopback(host):
        raise StateError(f"{host} can be reached by other machines: give --allow-remote if it may")
    from esatui.appliance import Appliance
    from esatui.fronts.choice import preload
    from esatui.registry import all_commands
    from esatui.ssh import server

    appliance = Appliance.open(options.state)
    try:
        # What is imported now stops nobody later.
        all_commands()
        preload()
        server.run(appliance, host, port, lambda address: _ready(address, options.state))
    finally:
        appliance.store.close()
    return 0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; names other than `localhost` can be anything."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _ready(address: Address, state: Path) -> None:
    sys.stdout.write(f"ready ssh={address} state={state}\n")
    sys.stdout.flush()
