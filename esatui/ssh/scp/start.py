"""From the command of a client to the copy that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from esatui.login import MUST_CHANGE
from esatui.ssh.scp.errors import ScpError
from esatui.ssh.scp.request import parse_request
from esatui.ssh.scp.sink import Sink
from esatui.ssh.scp.source import Source
from esatui.ssh.scp.tree import Tree

if TYPE_CHECKING:
    from esatui.fronts.base import Flow, Transmit
    from esatui.ssh.hub import Hub
    from esatui.ssh.scp.exchange import Exchange


def make_exchange(
    command: str,
    hub: Hub,
    user: str,
    transmit: Transmit,
    done: Callable[[int], None],
    flow: Flow,
) -> Exchange:
    """Return the copy that `command` asks for, not started yet. Raises `ScpError`."""
    request = parse_request(command)
    account = hub.accounts.account(user)
    if account is not None and account.must_change:
        raise ScpError("scp", MUST_CHANGE)
    tree = Tree(hub.appliance.store.directory, account.role if account else "guest")
    if request.upload:
        return Sink(request, tree, hub.quota, transmit, hub.worker, done, flow)
    return Source(request, tree, transmit, hub.worker, done, flow)
