"""Forms that make a profile: self-signed, from a PKCS#12 file, from a paste."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from screens.kit.fields import YES, Choice, Field, Values
from screens.kit.form import Form
from screens.kit.values import example
from screens.language import tr
from state.certificates.keys import RSA_SIZES
from state.certificates.parsing import read_certificates
from state.certificates.pkcs12 import read_pkcs12
from state.certificates.protected_keys import read_protected_key
from state.certificates.request import (
    Subject,
    check_dns_name,
    check_email,
    check_subject_field,
)
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

if TYPE_CHECKING:
    from screens.desk import Desk

NONE = ""
"""The choice of no file."""
PKCS12 = (".p12", ".pfx")
"""What the names of PKCS#12 files end in."""
CERTIFICATES = (".pem", ".crt", ".cer", ".p7b", ".der")
"""What the names of files with certificates end in."""
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


def _each(check: Callable[[str], object]) -> Callable[[str], object]:
    """Return the check of a list each of whose entries `check` looks at."""

    def checked(text: str) -> None:
        for entry in listed(text):
            check(entry)

    return checked


def _name(desk: Desk) -> Field:
    def check(text: str) -> str:
        return new_name(desk, {"name": text})

    return Field("name", tr("Certificate Name"), needed=True, check=check)


def _subject() -> list[Field]:
    labels = {
        "common_name": (tr("Common Name"), example("mail.example.com"), ""),
        "organization": (tr("Organization"), "", ""),
        "organizational_unit": (tr("Organizational Unit"), "", ""),
        "locality": (tr("City (Locality)"), "", ""),
        "state": (tr("State (Province)"), "", ""),
        "country": (tr("Country"), example("US"), tr("Code of two letters")),
    }
    return [
        Field(
            name,
            label,
            placeholder=placeholder,
            help=words,
            needed=True,
            check=partial(check_subject_field, name),
        )
        for name, (label, placeholder, words) in labels.items()
    ]


def self_signed(desk: Desk) -> Form:
    """Return the form for a self-signed certificate with its signing request."""

    def smime(values: Values) -> bool:
        return values["kind"] == "smime"

    emails, dns_names = _each(check_email), _each(check_dns_name)
    by_commas = tr("Separated by commas")
    subject_fields = _subject()
    fields = (
        _name(desk),
        Field(
            "kind",
            tr("Type"),
            "choice",
            choices=(
                Choice("tls", tr("Self-signed certificate and CSR")),
                Choice("smime", tr("Self-signed S/MIME certificate")),
            ),
        ),
        *subject_fields,
        Field("days", tr("Days until it expires"), value="3650", needed=True, check=check_days),
        Field(
            "bits",
            tr("Private Key Size"),
            "choice",
            value="2048",
            choices=tuple(Choice(str(bits), str(bits)) for bits in RSA_SIZES),
        ),
        Field(
            "emails",
            tr("Email addresses"),
            shown=smime,
            help=by_commas,
            needed=True,
            check=emails,
        ),
        Field("dns_names", tr("DNS names"), help=by_commas, check=dns_names),
        Field("fqdn", tr("Names must be FQDN"), "switch"),
    )

    def submit(values: Values) -> None:
        name = new_name(desk, values)
        subject = Subject(**{each.name: values[each.name].strip() for each in subject_fields})
        if values["fqdn"] == YES:
            check_common_name_qualified(subject.common_name)
        new = NewCertificate(
            subject=subject,
            days=check_days(values["days"].strip()),
            smime=smime(values),
            emails=listed(values["emails"]) if smime(values) else (),
            dns_names=listed(values["dns_names"]),
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


def file_choices(desk: Desk, *usual: str) -> tuple[Choice, ...]:
    """Return the operator's files as choices, those that end in one of `usual` before the others.

    When no file ends so, the first choice is none of them: what is taken has to be chosen.
    """
    names = desk.files.names()
    first = [name for name in names if name.lower().endswith(usual)] if usual else []
    files = tuple(Choice(name, name) for name in (*first, *(n for n in names if n not in first)))
    if usual and names and not first:
        return (Choice(NONE, tr("Choose a file")), *files)
    return files


def imported(desk: Desk) -> Form:
    """Return the form for a profile from a PKCS#12 file in `/configuration`."""
    fields = (
        _name(desk),
        Field(
            "file",
            tr("File"),
            "choice",
            choices=file_choices(desk, *PKCS12),
            needed=True,
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


def _check_key(text: str) -> None:
    """Raise `StateError` for what is no private key; its passphrase is looked at later."""
    try:
        read_protected_key(text, "")
    except StateError as error:
        if error.field != "passphrase":
            raise


def pasted(desk: Desk) -> Form:
    """Return the form for a profile from pasted certificate, key and intermediates."""
    fields = (
        _name(desk),
        Field(
            "certificate",
            tr("Certificate (PEM)"),
            "block",
            needed=True,
            check=read_certificates,
        ),
        Field("key", tr("Private Key (PEM)"), "block", needed=True, check=_check_key),
        Field("passphrase", tr("Passphrase of the key"), "secret", help=tr("If it is encrypted")),
        Field("intermediates", tr("Intermediates (PEM)"), "block", check=read_certificates),
        Field("fqdn", tr("Names must be FQDN"), "switch"),
    )

    def submit(values: Values) -> None:
        name = new_name(desk, values)
        certificates = values["certificate"] + "\n" + values["intermediates"]
        key = read_protected_key(values["key"], values["passphrase"])
        found = read_pasted(certificates).for_key(key.key_id)
        if values["fqdn"] == YES:
            check_fully_qualified(found.certificate)
        desk.submit(
            lambda draft: install_profile(draft, name, found.certificate, key, found.others)
        )

    return Form(tr("Add Certificate: Paste"), fields, submit, busy=tr("Reading ..."))
