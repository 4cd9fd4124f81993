"""What the SSH server writes into the journal, for the logs `authentication` and `cli_logs`.

| type | data | lines of the log (mail log reference, 10.2) |
| --- | --- | --- |
| `authenticated` | `connection` "SSH", `method`, `privilege` | `was authenticated successfully.`, |
| | | then `successfully logged on` |
| `login failed` | `connection`, `reason` | `failed authentication.`, then `An authentication ...` |
| `disconnected` | `connection`, `reason` | `logged out of SSH session`, or `inactivity timeout` |

These are about connections: one may hold several sessions, a copy is none. `login` and `logout`,
which `who` and `last` read, are about sessions and written by the store.
"""

from __future__ import annotations

from typing import Literal

from state.journal import AUTHENTICATED, DISCONNECTED

__all__ = ["AUTHENTICATED", "CONNECTION", "DISCONNECTED", "Method", "Reason", "Refusal"]

CONNECTION = "SSH"

Method = Literal["password", "publickey"]
Refusal = Literal["passphrase", "locked"]
"""Why a login failed: the passphrase is wrong (or there is no such user, or it is disabled), or too
many attempts have failed before."""

Reason = Literal["closed", "inactivity", "shutdown", "unread"]
"""Why a connection ended: one of the two sides left, nothing was typed for too long, the server was
stopped, or too much output waited for a client that did not read it."""
