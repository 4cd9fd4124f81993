"""Methods, ciphers and checks of `sslconfig` (CLI reference, 11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Literal

from state.errors import StateError
from state.model.configuration import Draft
from state.model.services import SslService

Service = Literal["gui", "inbound", "outbound"]
Switch = Literal["other_tlsv10", "peer_fqdn", "peer_x509"]

METHODS: Final = {
    "tlsv1_2": "TLS v1.2",
    "tlsv1_3": "TLS v1.3",
    "tlsv1_2tlsv1_3": "TLS v1.2 and TLS v1.3",
    "tlsv1_1tlsv1_2": "TLS v1.1 and TLS v1.2",
    "tlsv1_1tlsv1_2tlsv1_3": "TLS v1.1, TLS v1.2 and TLS v1.3",
    "tlsv1_0tlsv1_1tlsv1_2": "TLS v1.0, TLS v1.1 and TLS v1.2",
    "tlsv1_0tlsv1_1tlsv1_2tlsv1_3": "TLS v1.0, TLS v1.1, TLS v1.2 and TLS v1.3",
}
"""The methods that can be chosen, in the order of the list, and what the list calls them."""
NO_METHOD: Final = "The value is no method that can be chosen."
INVALID_CIPHERS: Final = "Invalid cipher string."

_CIPHER: Final = r"(?:[!+-]?[A-Za-z0-9_.-]+(?:\+[A-Za-z0-9_.-]+)*|@STRENGTH|@SECLEVEL=[0-5])"
_CIPHERS: Final = re.compile(rf"{_CIPHER}(?:[:, ]{_CIPHER}){{0,200}}")

CipherCheck = Callable[[str], object]
"""Raises `StateError` for a string that selects no cipher: only a TLS library can say that."""


def check_method(text: str) -> str:
    """Return `text` when it is a method that can be chosen; raises `StateError` otherwise."""
    if text not in METHODS:
        raise StateError(NO_METHOD, "method")
    return text


def check_ciphers(text: str) -> str:
    """Return `text` when it has the form of a cipher string, as `openssl ciphers` takes them.

    Whether it selects any cipher is another question. Raises `StateError`.
    """
    if not _CIPHERS.fullmatch(text):
        raise StateError(INVALID_CIPHERS, "ciphers")
    return text


def set_service(draft: Draft, name: Service, service: SslService, selects: CipherCheck) -> Draft:
    """Return a draft with the methods and ciphers of one service.

    `selects` is asked whether the string selects ciphers. Raises `StateError`.
    """
    check_method(service.method)
    selects(check_ciphers(service.ciphers))
    change: dict[str, Any] = {name: service}
    return draft.write(ssl=replace(draft.ssl, **change))


def set_switch(draft: Draft, name: Switch, *, on: bool) -> Draft:
    """Return a draft with one of the three switches for TLS clients on or off."""
    change: dict[str, Any] = {name: on}
    return draft.write(ssl=replace(draft.ssl, **change))
