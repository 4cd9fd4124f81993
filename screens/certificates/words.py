"""Certificates in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.text import Text

from screens.appliance_words import named
from screens.kit.table import Tone
from screens.language import later, tr
from state.certificates.certificate import Certificate
from state.certificates.chain_faults import Fault, FaultKind
from state.operations.usage import Service
from state.overview.certificates import SOON_DAYS, CertificateOverview, NameMatch

FAULTS: Final[Mapping[FaultKind, str]] = {
    "missing intermediate": later('The intermediate certificate "{name}" is missing.'),
    "wrong order": later('Intermediates are not in order: "{name}" comes too late.'),
    "duplicate": later('The certificate "{name}" is stored twice.'),
    "same subject twice": later('Different certificates have the subject "{name}".'),
    "stranger": later('The certificate "{name}" does not belong to the chain.'),
    "root included": later('The root certificate "{name}" is included; peers do not need it.'),
    "expired": later('The certificate "{name}" has expired.'),
    "not yet valid": later('The certificate "{name}" is not yet valid.'),
    "weak key": later('The certificate "{name}" has a weak key ({key}).'),
    "weak signature": later('The certificate "{name}" has a weak signature ({method}).'),
}


def service_words(service: Service) -> str:
    """Return what a service is called."""
    match service.kind:
        case "listener":
            return tr("Listener: {name}", name=service.name)
        case "outbound":
            return tr("Outbound TLS")
        case "https":
            return tr("HTTPS: {name}", name=service.name)
        case "ldap":
            return tr("LDAP")
        case "websecurity":
            return tr("URL Filtering")
        case _:
            return named(service.label)


def status_words(each: CertificateOverview) -> str:
    """Return how a certificate stands, in a few words."""
    kinds = {fault.kind for fault in each.faults}
    if each.status == "Expired":
        return tr("Expired")
    if each.status == "Not Yet Valid":
        return tr("Not yet valid")
    if "missing intermediate" in kinds:
        return tr("Chain incomplete")
    if "expired" in kinds or "not yet valid" in kinds:
        return tr("Chain not valid")
    if kinds:
        return tr("Faults: {count}", count=len(each.faults))
    return tr("Expires soon") if each.days < SOON_DAYS else tr("Active")


def status_tone(each: CertificateOverview) -> Tone:
    """Return the tone of `status_words`."""
    if each.status != "Active" or any(
        fault.kind in {"missing intermediate", "expired", "not yet valid"} for fault in each.faults
    ):
        return "bad"
    return "warning" if each.faults or each.days < SOON_DAYS else "good"


def fault_words(fault: Fault) -> str:
    """Return one fault of a chain in plain words."""
    each = fault.certificate
    missing = fault.kind == "missing intermediate"
    name = each.issuer_name if missing else each.common_name or each.subject
    return tr(FAULTS[fault.kind], name=name, key=each.key_text, method=each.signature_hash)


def faults_by_certificate(faults: Iterable[Fault]) -> dict[Certificate, list[Fault]]:
    """Return the faults of each certificate."""
    found: dict[Certificate, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.certificate, []).append(fault)
    return found


def mark(agrees: bool | None) -> Text:
    """Return the mark of a comparison, which can be read without colour."""
    if agrees is None:
        return Text("[?]")
    return Text("[OK]", "good") if agrees else Text("[NO]", "bad")


def match_lines(match: NameMatch) -> list[Text]:
    """Return the three comparisons of names, a line each."""
    exchangers = ", ".join(match.exchangers) or tr("unknown")
    pairs = (
        (match.certificate_has_hostname, tr("certificate - interface {name}", name=match.hostname)),
        (match.exchangers_are_hostname, tr("MX {names} - interface", names=exchangers)),
        (match.certificate_has_exchangers, tr("certificate - MX")),
    )
    lines = [Text(tr("Listener: {name}", name=match.listener), "bold")]
    lines += [Text.assemble("  ", mark(agrees), " ", words) for agrees, words in pairs]
    return lines
