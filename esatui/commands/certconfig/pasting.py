"""Pasted certificates: reading them, showing whose they are, the loop for intermediates."""

from __future__ import annotations

from collections.abc import Iterable

from esatui.session import Session
from state.certificates.certificate import Certificate
from state.certificates.facts import INVALID_CERTIFICATE
from state.certificates.parsing import read_certificates
from state.certificates.validity import warnings
from state.errors import CertificateError
from state.operations.certificates import (
    MAXIMUM_INTERMEDIATES,
    Pasted,
    chain_warnings,
    in_order,
    read_pasted,
)


async def paste_public(session: Session, key_id: str | None = None) -> Pasted:
    """Read a public certificate, or a whole chain, and show the subjects.

    With `key_id` the certificate has to be for that key. Raises `CertificateError`.
    """
    text = await _paste(session, "Paste public certificate in PEM format (end with '.'):")
    pasted = read_pasted(text)
    try:
        if key_id is not None:
            pasted = pasted.for_key(key_id)
    finally:
        show(session, pasted.all)
    return pasted


async def ask_intermediates(
    session: Session, certificate: Certificate, stored: Iterable[Certificate] = ()
) -> tuple[Certificate, ...]:
    """Ask for further intermediates and for one to remove; return all, in the order of storing."""
    intermediates = list(stored)
    while await session.dialogue.confirm(
        f"Do you want to add {'another' if intermediates else 'an'} intermediate certificate?",
        default=False,
    ):
        intermediates += await _paste_intermediates(session)
    ordered = in_order(certificate, intermediates)
    found = chain_warnings(certificate, ordered, session.now())
    if found:
        session.dialogue.block("\n".join(found))
    if ordered:
        ordered = await _ask_removal(session, ordered)
    return ordered


def show(session: Session, certificates: Iterable[Certificate]) -> None:
    """Print the subject of each certificate, and under it what peers may find wrong with it."""
    for each in certificates:
        session.dialogue.say(each.subject)
        for line in warnings(each, session.now()):
            session.dialogue.say(line)


async def _paste(session: Session, question: str) -> str:
    block = await session.dialogue.paste(question)
    if block.truncated:
        raise CertificateError(INVALID_CERTIFICATE)
    return block.text


async def _paste_intermediates(session: Session) -> tuple[Certificate, ...]:
    text = await _paste(session, "Paste intermediate certificate in PEM format (end with '.'):")
    certificates = read_certificates(text, maximum=MAXIMUM_INTERMEDIATES)
    show(session, certificates)
    return certificates


async def _ask_removal(
    session: Session, intermediates: tuple[Certificate, ...]
) -> tuple[Certificate, ...]:
    if not await session.dialogue.confirm(
        "Do you want to remove an intermediate certificate?", default=False
    ):
        return intermediates
    index = await session.dialogue.choose(
        [each.subject for each in intermediates],
        question="Enter the number of the intermediate certificate you wish to remove.",
        after=True,
    )
    return intermediates[:index] + intermediates[index + 1 :]
