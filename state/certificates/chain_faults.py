"""What an operator should know about a stored chain (tls-behaviour: faults of the chain).

The appliance serves faulty chains as stored; these texts only tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from state.certificates.certificate import Certificate
from state.certificates.chain import Arrangement, arrange
from state.certificates.validity import status, weak_key, weak_signature

FaultKind = Literal[
    "missing intermediate",
    "wrong order",
    "duplicate",
    "same subject twice",
    "stranger",
    "root included",
    "expired",
    "not yet valid",
    "weak key",
    "weak signature",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, one line in plain words, and the certificate that it concerns."""

    kind: FaultKind
    text: str
    certificate: Certificate


def chain_faults(
    certificate: Certificate, intermediates: Sequence[Certificate], now: datetime
) -> tuple[Fault, ...]:
    """All faults of a certificate with its stored intermediates, the gravest kinds first.

    A chain that ends below a root is complete when its last certificate was issued by a root: the
    peer is expected to have that one. Since a missing root and a missing intermediate look the
    same, a chain is called incomplete only when the certificate is not self-signed and none of the
    intermediates issued it.
    """
    arrangement = arrange(certificate, intermediates)
    return (
        *_missing(certificate, arrangement),
        *_wrong_order(intermediates, arrangement),
        *(
            Fault("duplicate", f'The certificate "{each.subject}" is stored twice.', each)
            for each in arrangement.duplicates
        ),
        *_same_subject(intermediates),
        *(
            Fault(
                "stranger",
                f'The certificate "{each.subject}" does not belong to the chain.',
                each,
            )
            for each in arrangement.strangers
        ),
        *(
            Fault(
                "root included",
                f'The root certificate "{each.subject}" is included. Peers do not need it.',
                each,
            )
            for each in arrangement.roots
        ),
        *(
            fault
            for each in dict.fromkeys((certificate, *intermediates))
            for fault in _own_faults(each, now)
        ),
    )


def _missing(certificate: Certificate, arrangement: Arrangement) -> list[Fault]:
    if arrangement.chain or certificate.self_signed:
        return []
    text = f'The intermediate certificate "{certificate.issuer}" is missing.'
    return [Fault("missing intermediate", text, certificate)]


def _wrong_order(intermediates: Sequence[Certificate], arrangement: Arrangement) -> list[Fault]:
    chain = arrangement.chain
    stored = [each for each in dict.fromkeys(intermediates) if each in set(chain)]
    for is_there, belongs_there in zip(stored, chain, strict=True):
        if is_there != belongs_there:
            text = (
                "The intermediate certificates are not in order: "
                f'"{belongs_there.subject}" should come before "{is_there.subject}".'
            )
            return [Fault("wrong order", text, belongs_there)]
    return []


def _same_subject(intermediates: Sequence[Certificate]) -> list[Fault]:
    distinct = tuple(dict.fromkeys(intermediates))
    names = Counter(each.facts.subject_key for each in distinct)
    first_of_each = {each.facts.subject_key: each for each in reversed(distinct)}
    return [
        Fault(
            "same subject twice",
            f'{names[name]} different certificates have the subject "{each.subject}".',
            each,
        )
        for name, each in reversed(first_of_each.items())
        if names[name] > 1
    ]


def _own_faults(certificate: Certificate, now: datetime) -> list[Fault]:
    name = certificate.subject
    found = []
    match status(certificate, now):
        case "Expired":
            found.append(Fault("expired", f'The certificate "{name}" has expired.', certificate))
        case "Not Yet Valid":
            text = f'The certificate "{name}" is not yet valid.'
            found.append(Fault("not yet valid", text, certificate))
        case "Active":
            pass
    if weak_key(certificate):
        text = f'The certificate "{name}" has a weak key ({certificate.key_text}).'
        found.append(Fault("weak key", text, certificate))
    if weak_signature(certificate):
        text = f'The certificate "{name}" has a weak signature ({certificate.signature_hash}).'
        found.append(Fault("weak signature", text, certificate))
    return found
