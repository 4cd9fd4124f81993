"""Forms that make a profile: self-signed, from a PKCS#12 file, from a paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.kit.fields import YES, Choice, Field, Values
from screens.kit.form import Form
from screens.language import tr
from state.certificates.keys import RSA_SIZES
from state.certificates.parsing import read_private_key
from state.certificates.pkcs12 import read_pkcs12
from state.certificates.request import Subject, check_dns_name, check_email, check_subject
from state.errors import StateError
from state.operations.certificates import (
    NewCertificate,
    check_common_name_qualified,
    check_days,
    check_fully_qualified,
    check_new_name,
    create_profile,
    install_profile,
    read_pasted,
)
from state.operations.values import BLANK

if TYPE_CHECKING:
    from screens.desk import Desk

LARGEST_FILE = 1024 * 1024
"""Bytes of a PKCS#12 file."""


def new_name(desk: Desk, values: Values) -> str:
    """Return the name of a profile to be made. Raises `StateError`."""
    name = check_new_name(values["name"].strip())
    if name in desk.draft.certificates.profiles:
        text = tr('A certificate profile named "{name}" already exists.', name=name)
        raise StateError(text, "name")
    return name


def listed(text: str) -> tuple[str, ...]:
    """Return the entries of a list that is typed with commas."""
    return tuple(part for each in text.replace(",", " ").split() if (part := each.strip()))


def self_signed(desk: Desk) -> Form:
    """Return the form for a self-signed certificate with its signing request."""

    def smime(values: Values) -> bool:
        return values["kind"] == "smime"

    fields = (
        Field("name", tr("Certificate Name")),
        Field(
            "kind",
            tr("Type"),
            "choice",
            choices=(
                Choice("tls", tr("Self-signed certificate and CSR")),
                Choice("smime", tr("Self-signed S/MIME certificate")),
            ),
        ),
        Field("common_name", tr("Common Name"), placeholder="mail.example.com"),
        Field("organization", tr("Organization")),
        Field("organizational_unit", tr("Organizational Unit")),
        Field("locality", tr("City (Locality)")),
        Field("state", tr("State (Province)")),
        Field("country", tr("Country"), placeholder="US", help=tr("Code of two letters")),
        Field("days", tr("Days until it expires"), value="3650"),
        Field(
            "bits",
            tr("Private Key Size"),
            "choice",
            value="2048",
            choices=tuple(Choice(str(bits), str(bits)) for bits in RSA_SIZES),
        ),
        Field("emails", tr("Email addresses"), shown=smime, help=tr("Separated by commas")),
        Field("dns_names", tr("DNS names"), help=tr("Separated by commas")),
        Field("fqdn", tr("Names must be FQDN"), "switch"),
    )

    def submit(values: Values) -> None:
        name = new_name(desk, values)
        subject = Subject(
            values["common_name"].strip(),
            values["organization"].strip(),
            values["organizational_unit"].strip(),
            values["locality"].strip(),
            values["state"].strip(),
            values["country"].strip(),
        )
        for field in (
            "common_name",
            "organization",
            "organizational_unit",
            "locality",
            "state",
            "country",
        ):
            if not getattr(subject, field):
                raise StateError(BLANK, field)
        check_subject(subject)
        if values["fqdn"] == YES:
            check_common_name_qualified(subject.common_name)
        emails = listed(values["emails"]) if smime(values) else ()
        if smime(values) and not emails:
            raise StateError(BLANK, "emails")
        dns_names = listed(values["dns_names"])
        for email in emails:
            check_email(email)
        for dns_name in dns_names:
            check_dns_name(dns_name)
        new = NewCertificate(
            subject=subject,
            days=check_days(values["days"].strip()),
            smime=smime(values),
            emails=emails,
            dns_names=dns_names,
        )
        desk.require_change()
        key = desk.key_maker.rsa(int(values["bits"]))
        serial_number = desk.key_maker.serial_number()
        now = desk.now()
        desk.submit(
            lambda draft: create_profile(
                draft, name, new, key, now=now, serial_number=serial_number
            )
        )

    return Form(
        tr("Add Certificate: Self-Signed"), fields, submit, busy=tr("The private key is made ...")
    )


def file_choices(desk: Desk) -> tuple[Choice, ...]:
    """Return the operator's files as choices."""
    return tuple(Choice(name, name) for name in desk.files.names())


def imported(desk: Desk) -> Form:
    """Return the form for a profile from a PKCS#12 file in `/configuration`."""
    fields = (
        Field("name", tr("Certificate Name")),
        Field(
            "file",
            tr("File"),
            "choice",
            choices=file_choices(desk),
            help=tr("Files of /configuration; copy yours there with scp."),
        ),
        Field("passphrase", tr("Passphrase"), "secret"),
        Field("fqdn", tr("Names must be FQDN"), "switch"),
    )

    def submit(values: Values) -> None:
        name = new_name(desk, values)
        data = desk.files.read(values["file"], LARGEST_FILE)
        bundle = read_pkcs12(data, values["passphrase"])
        if values["fqdn"] == YES:
            check_fully_qualified(bundle.certificate)
        desk.submit(
            lambda draft: install_profile(draft, name, bundle.certificate, bundle.key, bundle.chain)
        )

    return Form(
        tr("Add Certificate: Import PKCS#12"), fields, submit, busy=tr("Reading the file ...")
    )


def pasted(desk: Desk) -> Form:
    """Return the form for a profile from pasted certificate, key and intermediates."""
    fields = (
        Field("name", tr("Certificate Name")),
        Field("certificate", tr("Certificate (PEM)"), "block"),
        Field("key", tr("Private Key (PEM)"), "block"),
        Field("intermediates", tr("Intermediates (PEM)"), "block"),
        Field("fqdn", tr("Names must be FQDN"), "switch"),
    )

    def submit(values: Values) -> None:
        name = new_name(desk, values)
        certificates = values["certificate"] + "\n" + values["intermediates"]
        key = read_private_key(values["key"])
        found = read_pasted(certificates).for_key(key.key_id)
        if values["fqdn"] == YES:
            check_fully_qualified(found.certificate)
        desk.submit(
            lambda draft: install_profile(draft, name, found.certificate, key, found.others)
        )

    return Form(tr("Add Certificate: Paste"), fields, submit, busy=tr("Reading ..."))
