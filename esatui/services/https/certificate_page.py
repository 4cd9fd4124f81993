"""The page that says who the appliance is and what it presents: the check in a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from http import HTTPStatus
from typing import Final

from esatui.services.https.exchange import CSS, HTML, Request, Response, failure
from state.certificates.certificate import Certificate
from state.certificates.chain import arrange
from state.certificates.chain_faults import chain_faults
from state.certificates.matching import name_matches, names_equal
from state.certificates.validity import days_remaining

STYLE_PATH: Final = "/style.css"
STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dt { opacity: .7; }
a, a:visited { color: light-dark(#0b57a4, #8fc7ff); }
dd { margin: 0; overflow-wrap: anywhere; }
li { overflow-wrap: anywhere; }
.good { border-left: .4rem solid #2e7d32; padding-left: .8rem; }
.bad { border-left: .4rem solid #c62828; padding-left: .8rem; }
"""
DASHBOARD: Final = '<p><a href="/dashboard">Dashboard</a></p>\n'


@dataclass(frozen=True, slots=True)
class Presented:
    """Who an interface is, and what its HTTPS presents."""

    hostname: str
    """Name of the interface."""
    interface: str
    product: str
    release: str
    profile: str
    certificate: Certificate
    intermediates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain is whole, in one sentence, and all that is wrong or worth knowing."""

    whole: bool
    sentence: str
    remarks: tuple[str, ...]


def judge(presented: Presented, now: datetime) -> Verdict:
    """Judge the stored chain, the dates and the name.

    A chain is whole when the intermediates lead, in the order in which they are sent, from the
    certificate to one that a root has issued; whether a client trusts the root is the client's.
    """
    certificate, sent = presented.certificate, presented.intermediates
    faults = chain_faults(certificate, sent, now)
    remarks = [fault.text for fault in faults]
    if not _covers(certificate, presented.hostname):
        remarks.append(f'The certificate is not for the name "{presented.hostname}".')
    broken = {"missing intermediate", "wrong order"} & {fault.kind for fault in faults}
    if certificate.self_signed:
        sentence = "The certificate is self-signed: clients cannot verify it."
    elif broken:
        sentence = "The chain is not whole: clients cannot verify the certificate."
    else:
        last = (certificate, *arrange(certificate, sent).chain)[-1]
        root = last.subject if last.self_signed else last.issuer
        sentence = f'The chain is whole. Clients that trust "{root}" can verify it.'
    return Verdict(not broken and not certificate.self_signed, sentence, tuple(remarks))


def respond(request: Request, presented: Presented, now: datetime) -> Response:
    """Return the page, its style sheet, or 404."""
    if request.path == "/":
        return Response(
            HTTPStatus.OK, page(presented, now, secure=request.secure).encode("utf-8"), HTML
        )
    if request.path == STYLE_PATH:
        return Response(HTTPStatus.OK, STYLE.encode("ascii"), CSS)
    return failure(HTTPStatus.NOT_FOUND)


def page(presented: Presented, now: datetime, *, secure: bool) -> str:
    """Return the page as HTML; it needs nothing but the style sheet from the same place.

    `secure` is whether it is asked for over TLS, as the dashboard has to be.
    """
    verdict = judge(presented, now)
    kind = "good" if verdict.whole and not verdict.remarks else "bad"
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in verdict.remarks)
    sent = (presented.certificate, *presented.intermediates)
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(presented.hostname)}</title>
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
<h1>{escape(presented.hostname)}</h1>
<p>{escape(presented.product)}, version {escape(presented.release)}<br>
IP interface {escape(presented.interface)}</p>
{DASHBOARD if secure else ""}<div class="{kind}" id="verdict">
<p>{escape(verdict.sentence)}</p>
{f"<ul>{remarks}</ul>" if remarks else ""}
</div>
<h2>Certificate "{escape(presented.profile)}"</h2>
{_list(_facts(presented.certificate, now))}
<h2>Presented chain</h2>
<ol>
{"".join(_sent(each) for each in sent)}</ol>
</body>
</html>
"""


def _covers(certificate: Certificate, hostname: str) -> bool:
    names: Sequence[str] = certificate.dns_names
    return any(name_matches(name, hostname) for name in names) or (
        not names and names_equal(certificate.common_name, hostname)
    )


def _facts(certificate: Certificate, now: datetime) -> Iterator[tuple[str, str]]:
    yield "Subject", certificate.subject
    yield "Issuer", certificate.issuer
    yield "Names", ", ".join(certificate.dns_names) or "none (subjectAltName is missing)"
    yield "Valid from", _date(certificate.not_before)
    days = days_remaining(certificate, now)
    yield "Valid until", f"{_date(certificate.not_after)} ({days} days remaining)"
    yield "Public key", certificate.key_text
    yield "Signature", certificate.signature_hash
    yield "SHA-256 fingerprint", _octets(certificate.fingerprint_sha256)


def _sent(certificate: Certificate) -> str:
    return f"<li>{escape(certificate.subject)}<br>issued by {escape(certificate.issuer)}</li>\n"


def _list(facts: Iterator[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>\n" for name, value in facts if value)
    return f"<dl>\n{rows}</dl>"


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} GMT"


def _octets(digits: str) -> str:
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).upper()
