"""Certificates in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from screens.appliance_words import named, said
from screens.kit.pane import set_in
from screens.kit.table import Tone
from screens.language import later, tr
from state.certificates.certificate import Certificate
from state.certificates.chain_faults import Fault, FaultKind
from state.international import written_form
from state.operations.usage import Service
from state.overview.certificates import SOON_DAYS, CertificateOverview, Step, missing_issuer
from state.overview.names import HostMatch, NameMatch

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

STATUSES: Final[Sequence[str]] = (
    later("Active"),
    later("Expires soon"),
    later("Expired"),
    later("Not yet valid"),
    later("Chain incomplete"),
    later("Chain not valid"),
)
"""What `status_words` says, besides the number of faults."""

STEPS: Final[Mapping[Step, str]] = {
    "commit request": later("Next: commit it (9). Then r has the request for an authority."),
    "sign": later("Next: r has the request; have an authority sign it. e uploads what it signed."),
    "complete": later('Next: e uploads the intermediate certificate "{name}".'),
    "assign": later("Next: s gives it to services."),
    "commit": later("Next: commit the changes (9)."),
}
"""What to do next, with the keys of this section."""


def step_words(step: Step, overview: CertificateOverview) -> str:
    """Return what to do next."""
    return tr(STEPS[step], name=missing_issuer(overview) or "")


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


def match_lines(match: NameMatch) -> list[RenderableType]:
    """Return the comparisons of names where a listener presents a certificate, a line each."""
    own = tr("certificate - interface {name}", name=match.hostname)
    lines: list[RenderableType] = [Text(tr("Listener: {name}", name=match.listener), "bold")]
    lines.append(_compared(match.certificate_has_hostname, own))
    if match.private:
        return lines
    names = ", ".join(match.exchangers)
    other = tr("MX {names} - interface", names=names) if names else tr("MX - interface")
    lines.append(_compared(match.exchangers_are_hostname, other))
    lines.append(_compared(match.certificate_has_exchangers, tr("certificate - MX")))
    lines += [set_in(Text("      "), Text(words)) for words in _unknown(match)]
    return lines


def host_lines(match: HostMatch) -> list[RenderableType]:
    """Return the comparison of names where HTTPS presents a certificate."""
    words = tr("certificate - interface {name}", name=match.hostname)
    return [Text(tr("HTTPS: {name}", name=match.interface), "bold"), _compared(match.agrees, words)]


def _compared(agrees: bool | None, words: str) -> RenderableType:
    return set_in(Text.assemble("  ", mark(agrees), " "), Text(words))


def _unknown(match: NameMatch) -> Iterator[str]:
    """Yield why an MX record is not known, and what can be done."""
    if not match.domains:
        yield tr("The RAT names no domain whose MX could be looked up: add yours there.")
    again = False
    for each in match.domains:
        domain = written_form(each.domain)
        match each.known:
            case "asking":
                yield tr("MX of {domain}: being looked up ...", domain=domain)
            case "none":
                again = True
                yield tr("MX of {domain}: no record. Its zone needs one.", domain=domain)
            case "null":
                again = True
                yield tr("MX of {domain}: the record says that it takes no mail.", domain=domain)
            case "failure":
                again = True
                yield tr(
                    "MX of {domain}: no name server could tell ({reason}). Check dnsconfig.",
                    domain=domain,
                    reason=said(each.reason) or tr("unknown"),
                )
    if again:
        yield tr("m looks up MX records again.")
