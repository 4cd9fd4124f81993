"""The certificate that a service presents, as it is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from state.certificates.certificate import Certificate
from state.certificates.keys import PrivateKey
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import View

KeyLoader = Callable[[str], str]
"""Takes a key identifier, gives the PEM text; raises StateError. `Store.private_key` is one."""


class TlsUnavailable(Exception):
    """TLS cannot be offered: certificate, key or settings are unusable. The text says why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key and the intermediates in the order in which they are sent."""

    profile: str
    """Name of the certificate profile that is used."""
    certificate: Certificate
    intermediates: tuple[Certificate, ...]
    key: PrivateKey
    missing: str | None = None
    """Name of the profile that was asked for and is not there; `Demo` stands in for it."""

    @property
    def alert(self) -> str | None:
        """Text of the System/Warning alert for a missing profile (tls-behaviour, 9)."""
        if self.missing is None:
            return None
        return f'Certificate "{self.missing}" is not available. Using "{self.profile}".'


def load_identity(view: View, profile: str, keys: KeyLoader) -> Identity:
    """Return the identity of a certificate profile, that of `Demo` when it does not exist.

    Nothing is sorted, added or left out: a faulty chain is served as it is stored. Raises
    TlsUnavailable when there is neither, or when certificate or key cannot be used.
    """
    profiles = view.certificates.profiles
    name = profile if profile in profiles else DEMO
    if name not in profiles:
        raise TlsUnavailable(f'Certificate "{profile}" is not available.')
    stored = profiles[name]
    try:
        identity = Identity(
            profile=name,
            certificate=Certificate.from_pem(stored.certificate),
            intermediates=tuple(Certificate.from_pem(pem) for pem in stored.intermediates),
            key=PrivateKey(keys(stored.key)),
            missing=None if name == profile else profile,
        )
        fits = identity.key.key_id == stored.key and identity.key.matches(identity.certificate)
    except StateError as error:
        raise TlsUnavailable(f'Certificate "{name}": {error.text}') from error
    if not fits:
        raise TlsUnavailable(f'Certificate "{name}": the private key does not match.')
    return identity
