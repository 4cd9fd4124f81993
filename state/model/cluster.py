"""The machines of a cluster as the others know them (`clusterconfig`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

MACHINE_ONLY: Final = ("system", "interfaces", "rollback")
"""Areas that only machines have: their commands are restricted to machine mode (CLI reference,
1.11). Each machine keeps its own when it joins."""

CLUSTER_ONLY: Final = ("users",)
"""Areas that are set for the whole cluster alone: `userconfig` is restricted to cluster mode."""

Link = Literal["founding", "joining", "connected", "disconnected", "reconnecting"]
"""How a machine stands to its cluster.

`founding` and `joining` exist in the machine's own copy alone, until the cluster knows of it. A
machine that is `disconnected` follows nothing and keeps its own machine level; one that is
`reconnecting` does so as soon as it learns of it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One machine of a cluster."""

    address: str
    """IP address or host name that the others use."""
    port: int = 22
    release: str
    """Version with build: `15.5.0-048`."""
    model: str
    fingerprint: str = ""
    """Of its SSH host key, in the form with colons; empty when it has none."""
    link: Link = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A machine that may join with a key in place of a passphrase (PREPJOIN)."""

    hostname: str
    user_key: str
    """What `clusterconfig prepjoin print` shows on that machine."""
