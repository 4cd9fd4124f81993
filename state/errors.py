"""Errors that an operator is shown."""

from __future__ import annotations


class StateError(Exception):
    """Something that the appliance refuses, in the appliance's own words.

    `text` is what the operator is shown, one or several lines without a final newline.
    `field` names the setting that was wrong (the name of a dataclass field), or is None when the
    error concerns no single setting.
    """

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class CertificateError(StateError):
    """A certificate, key, request, PKCS#12 file or revocation list that cannot be used."""
