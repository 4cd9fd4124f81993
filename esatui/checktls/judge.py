"""From what was seen to a result: chain, trust, names. No input, no output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from esatui.checktls.chain import Judged, presented
from esatui.checktls.observation import Observation
from esatui.checktls.result import NameMatch, PresentedCertificate, Result, Stage, Verdict
from state.certificates.certificate import Certificate
from state.certificates.matching import ascii_name, certificate_covers, names_equal
from state.operations.values import shown

JUDGEMENT: Final = ("Chain", "Trust", "Cert Hostname", "Names")
NO_CERTIFICATE: Final = "no certificate from server"
_NOT_OF_THE_CHAIN: Final = (
    "self-signed", "untrusted root", "unknown issuer", "not verified", "name mismatch",
)  # fmt: skip
_MOST_NAMES: Final = 5

Trust = Callable[[Sequence[Certificate]], str | None]
"""Says why a chain does not verify (a reason of tls-behaviour 6.6), None when it does."""


def judge(seen: Observation, trust: Trust, now: datetime) -> Result:
    """Return the result of a test. `trust` may take half a second for a hostile chain."""
    session = seen.session
    certificates: tuple[PresentedCertificate, ...] = ()
    names: NameMatch | None = None
    if session is None or not session.chain:
        detail = "" if session is None else NO_CERTIFICATE
        verdict: Verdict = "skipped" if session is None else "FAILED"
        stages = [Stage(name, verdict, detail) for name in JUDGEMENT]
    else:
        reason = trust(session.chain)
        leaf = session.chain[0]
        name_stage = hostname_stage(leaf, seen.expected)
        fault = name_stage.detail if name_stage.verdict == "FAILED" else None
        certificates = presented(Judged(session.chain, reason, fault, now))
        names = name_match(seen, leaf)
        stages = [
            _chain_stage(certificates, complete=session.chain_complete),
            _trust_stage(reason),
            name_stage,
            _names_stage(names),
        ]
    return Result(
        host=seen.target.host,
        port=seen.target.port,
        domain=seen.target.domain,
        address=seen.address,
        protocol=session.protocol if session else None,
        cipher=session.cipher if session else None,
        certificates=certificates,
        names=names,
        stages=(*seen.stages, *stages),
    )


def hostname_stage(leaf: Certificate, expected: str | None) -> Stage:
    """Return whether the certificate is for the name by which senders find the host."""
    held = _joined(certificate_names(leaf))
    if expected is None:
        return Stage("Cert Hostname", "skipped", "the host has no name to compare with")
    if certificate_covers(leaf, (expected,)):
        text = f"Cert Hostname VERIFIES ({shown(expected)} = {held})"
        return Stage("Cert Hostname", "OK", text)
    text = f"Cert Hostname DOES NOT VERIFY ({shown(expected)} != {held})"
    return Stage("Cert Hostname", "FAILED", text)


def certificate_names(leaf: Certificate) -> tuple[str, ...]:
    """Return the DNS names of a certificate, its common name when it has none."""
    return leaf.dns_names or tuple(filter(None, [leaf.common_name]))


def name_match(seen: Observation, leaf: Certificate) -> NameMatch:
    """Compare MX record, certificate and interface host name (tls-behaviour, 2.4)."""
    mx = seen.expected if seen.mx or _is_name(seen.target.host) else None
    interface = seen.announced
    covered = all(certificate_covers(leaf, (name,)) for name in (mx, interface) if name is not None)
    agree = mx is None or interface is None or names_equal(mx, interface)
    known = mx is not None or interface is not None
    return NameMatch(
        mx=mx,
        certificate=certificate_names(leaf),
        interface=interface,
        matches=known and covered and agree,
    )


def _is_name(host: str) -> bool:
    last = ascii_name(host).rpartition(".")[2]
    return bool(last) and not last.isdecimal()


def _chain_stage(certificates: Sequence[PresentedCertificate], *, complete: bool) -> Stage:
    found = [
        (place, fault)
        for place, each in enumerate(certificates, 1)
        for fault in each.faults
        if fault.kind not in _NOT_OF_THE_CHAIN
    ]
    if not complete:
        return Stage("Chain", "FAILED", "too many certificates, or one that cannot be read")
    if not found:
        return Stage("Chain", "OK", f"{len(certificates)} certificate(s), nothing wrong")
    detail = "; ".join(f"certificate {place}: {fault.kind}" for place, fault in found)
    fatal = any(fault.fatal for _, fault in found)
    return Stage("Chain", "FAILED" if fatal else "WARNING", detail)


def _trust_stage(reason: str | None) -> Stage:
    if reason is None:
        return Stage("Trust", "OK", "the chain ends at a trusted authority")
    return Stage("Trust", "FAILED", reason)


def _names_stage(names: NameMatch) -> Stage:
    parts = (
        f"MX {shown(names.mx or '-')}",
        f"certificate {_joined(names.certificate)}",
        f"interface {shown(names.interface or '-')}",
    )
    return Stage("Names", "OK" if names.matches else "FAILED", ", ".join(parts))


def _joined(names: Sequence[str]) -> str:
    more = " | ..." if len(names) > _MOST_NAMES else ""
    return " | ".join(shown(each) for each in names[:_MOST_NAMES]) + more or "no name"
