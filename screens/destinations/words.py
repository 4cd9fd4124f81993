"""Settings of destinations in words."""

from __future__ import annotations

from typing import Final

from screens.kit.fields import Choice
from screens.language import later, tr
from state.international import written_form
from state.model.destinations import Dane, OutboundTls

TLS: Final[dict[OutboundTls, tuple[str, str]]] = {
    "off": (later("No"), later("Mail goes out in clear text. TLS is not even tried.")),
    "preferred": (
        later("Preferred"),
        later("TLS if the remote host offers it, else clear text. Certificates are not verified."),
    ),
    "required": (
        later("Required"),
        later(
            "TLS or nothing: without it messages wait in the queue and bounce in the end. "
            "Certificates are not verified."
        ),
    ),
    "preferred_verify": (
        later("Preferred - Verify"),
        later(
            "TLS if it is offered, with the certificate of the remote host verified. "
            "Where that fails the message still goes, encrypted or in clear text."
        ),
    ),
    "required_verify": (
        later("Required - Verify"),
        later(
            "TLS with a certificate that verifies: chain, dates, and the name of the domain or of "
            "its mail exchanger. Else nothing is delivered."
        ),
    ),
    "required_verify_hosted": (
        later("Required - Verify Hosted Domains"),
        later(
            "As Required - Verify, for domains whose mail another organization takes: the name in "
            "the certificate has to be that of the host."
        ),
    ),
}
DANE: Final[dict[Dane, tuple[str, str]]] = {
    "off": (later("None"), later("TLSA records are not looked up.")),
    "opportunistic": (
        later("Opportunistic"),
        later("TLSA records decide where they are there; else the TLS level does."),
    ),
    "mandatory": (
        later("Mandatory"),
        later("Nothing is delivered without TLSA records and a certificate that agrees."),
    ),
}
AS_DEFAULT: Final = ""


def with_ascii(domain: str) -> str:
    """Return a destination as people write it, with its form in DNS where that is another."""
    written = written_form(domain)
    return domain if written == domain else f"{written} ({domain})"


def tls_words(level: OutboundTls) -> str:
    """Return what a TLS level is called."""
    return tr(TLS[level][0])


def tls_choices(default: OutboundTls | None) -> tuple[Choice, ...]:
    """Return the levels, each with what it does; first that of the default entry, if given."""
    levels = tuple(Choice(key, tr(name), tr(words)) for key, (name, words) in TLS.items())
    if default is None:
        return levels
    name, words = TLS[default]
    first = Choice(AS_DEFAULT, tr("Default ({level})", level=tr(name)), tr(words))
    return (first, *levels)


def dane_choices(default: Dane | None) -> tuple[Choice, ...]:
    """Return the ways of DANE, each with what it does."""
    ways = tuple(Choice(key, tr(name), tr(words)) for key, (name, words) in DANE.items())
    if default is None:
        return ways
    name, words = DANE[default]
    return (Choice(AS_DEFAULT, tr("Default ({level})", level=tr(name)), tr(words)), *ways)
