"""The key by which a cluster knows a machine that joins without a passphrase (PREPJOIN)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from state.store.disk import RealDisk
from state.store.errors import DiskError
from state.store.files import replace_file
from state.store.layout import Layout

_FILE = "cluster-key"
_SECRET_BYTES = 32
_KIND = "esa-cluster"
_LONGEST = 256


def user_key(layout: Layout, random_bytes: Callable[[int], bytes]) -> str:
    """Return what `clusterconfig prepjoin print` shows, one line; the same each time.

    It is made on first use. Raises StateError.
    """
    path = layout.root / _FILE
    try:
        secret = path.read_bytes()[:_LONGEST] if path.exists() else b""
        if not secret:
            secret = random_bytes(_SECRET_BYTES)
            replace_file(RealDisk(), layout.unfinished, path, secret)
    except OSError as error:
        raise DiskError(f"{path}: cannot be used", error) from error
    digest = hashlib.sha256(secret).digest()
    return f"{_KIND} {base64.b64encode(digest).decode()}"
