"""Fetching the revocation list of a source: first URL, then second, then the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from state.certificates.crl import RevocationList, read_crl
from state.errors import StateError
from state.model.certificates import CrlSource


class CrlUpdateFailed(StateError):
    """A list that could not be fetched or read; the text names the source and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f'CRL update failed for "{name}": {reason}')


@dataclass(frozen=True, slots=True)
class Fetched:
    """A revocation list and the URL that it came from."""

    crl: RevocationList
    url: str


def fetch_crl(name: str, source: CrlSource, fetch: Callable[[str], bytes]) -> Fetched:
    """Return the list of a source; the secondary URL is tried when the primary one fails.

    `fetch` returns the content behind a URL, or raises `StateError` with a short reason. ASN.1 and
    PEM are told apart by the content: a list that can be used is not refused for its form. Raises
    `CrlUpdateFailed`, with the reason of the primary URL.
    """
    reason = ""
    for url in filter(None, (source.primary_url, source.secondary_url)):
        try:
            return Fetched(read_crl(fetch(url)), url)
        except StateError as fault:
            reason = reason or fault.text
    raise CrlUpdateFailed(name, reason)
