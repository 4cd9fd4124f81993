"""CERTIFICATE, NEW: key, self-signed certificate and signing request (CLI reference, 2.5)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from esatui.commands.certconfig.questions import ask_fqdn_check, ask_profile_name
from esatui.commands.certconfig.signing_request import offer_request
from esatui.menu import Operation
from esatui.session import Session
from state.certificates.keys import RSA_SIZES
from state.certificates.request import Subject, check_dns_name, check_email, check_subject_field
from state.errors import StateError
from state.operations.certificates import (
    NewCertificate,
    check_common_name_qualified,
    check_days,
    create_profile,
)
from state.operations.values import BLANK

KINDS = ("Create a self-signed certificate and CSR", "Create a self-signed SMIME certificate")

SUBJECT_QUESTIONS = {
    "organization": "Enter Organization:",
    "organizational_unit": "Enter Organizational Unit:",
    "locality": "Enter Locality or City:",
    "state": "Enter State or Province:",
    "country": "Enter Country (2 letter code):",
}
"""Fields of `Subject` with their questions, in the order of asking."""


async def run(session: Session) -> None:
    """Ask for the parts of the certificate, make the key and store both with the request."""
    smime = await session.dialogue.choose(KINDS) == 1
    name = await ask_profile_name(session)
    if name is None:
        return
    subject = await _ask_subject(session)
    days = await session.dialogue.ask(
        "Duration before expiration (in days):", default="3650", check=check_days
    )
    bits = await _ask_size(session)
    new = NewCertificate(subject=subject, days=days, smime=smime)
    if smime:
        new = await _with_alternative_names(session, new)
    key_maker = session.appliance.key_maker
    key = await session.work(lambda: key_maker.rsa(bits))
    session.update(
        create_profile(
            session.draft,
            name,
            new,
            key,
            now=session.now(),
            serial_number=key_maker.serial_number(),
        )
    )
    await offer_request(session, name)


async def _ask_subject(session: Session) -> Subject:
    common_name = await _ask_field(session, "common_name", "Enter Common Name:")
    if await ask_fqdn_check(session):
        check_common_name_qualified(common_name)
    fields = {
        field: await _ask_field(session, field, question)
        for field, question in SUBJECT_QUESTIONS.items()
    }
    return Subject(common_name, **fields)


async def _ask_field(session: Session, field: str, question: str) -> str:
    def check(value: str) -> str:
        if not value:
            raise StateError(BLANK, field)
        check_subject_field(field, value)
        return value

    return await session.dialogue.ask(question, bare=True, check=check)


async def _ask_size(session: Session) -> int:
    index = await session.dialogue.choose(
        [str(bits) for bits in RSA_SIZES],
        question="Enter size of private key:",
        after=True,
        default=RSA_SIZES.index(2048) + 1,
    )
    return RSA_SIZES[index]


async def _with_alternative_names(session: Session, new: NewCertificate) -> NewCertificate:
    """Ask for the members of `subjectAltName`. DNS names are optional, an address is not."""
    emails = await _ask_members(
        session,
        "Enter email address for 'subjectAltName' extension:",
        _required(check_email, "emails"),
    )
    dns_names = await _ask_members(
        session,
        "Enter the DNS you want to add in 'subjectAltName' extension:",
        _optional(check_dns_name),
    )
    return dataclasses.replace(new, emails=emails, dns_names=dns_names)


async def _ask_members(
    session: Session, question: str, check: Callable[[str], str]
) -> tuple[str, ...]:
    members: list[str] = []
    while True:
        member = await session.dialogue.ask(question, check=check)
        if not member:
            return tuple(members)
        members.append(member)
        if not await session.dialogue.confirm("Add another member?", default=False):
            return tuple(members)


def _required(check: Callable[[str], None], field: str) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if not value:
            raise StateError(BLANK, field)
        check(value)
        return value

    return checked


def _optional(check: Callable[[str], None]) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if value:
            check(value)
        return value

    return checked


NEW = Operation("NEW", "Create a self-signed certificate and CSR", run)
