"""X.509 for the appliance: certificates, keys, requests, chains, PKCS#12, authorities, CRLs.

A pure library over the `cryptography` package. It knows nothing of the configuration and reads no
files but the data that ships with it. Importing it is cheap: its modules are loaded when one of
their names is asked for, and `cryptography` by the first call that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from state.certificates.certificate import Certificate
    from state.certificates.keys import KeyMaker, PooledKeyMaker, PrivateKey, SystemKeyMaker
    from state.certificates.parsing import read_certificates, read_private_key

__all__ = [
    "Certificate",
    "KeyMaker",
    "PooledKeyMaker",
    "PrivateKey",
    "SystemKeyMaker",
    "read_certificates",
    "read_private_key",
]

_MODULES = {
    "Certificate": "certificate",
    "KeyMaker": "keys",
    "PooledKeyMaker": "keys",
    "PrivateKey": "keys",
    "SystemKeyMaker": "keys",
    "read_certificates": "parsing",
    "read_private_key": "parsing",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
