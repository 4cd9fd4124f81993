"""X.509 for the appliance: certificates, keys, requests, chains, PKCS#12, authorities, CRLs.

A pure library over the `cryptography` package. It knows nothing of the configuration and reads no
files but the data that ships with it. Importing it is cheap: `cryptography` is loaded by the first
call that needs it.
"""

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
