"""Forms about an existing profile: signed certificate, export, services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.certificates.adding import LARGEST_FILE, file_choices
from screens.certificates.words import service_words
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.language import tr
from state.certificates.parsing import read_certificates
from state.configuration_files import checked_name
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.operations.certificates import (
    MAXIMUM_INTERMEDIATES,
    export_profile,
    intermediates_of,
    profile_named,
    read_pasted,
    update_profile,
)
from state.operations.usage import assign, assignments
from state.overview.certificates import parsed

if TYPE_CHECKING:
    from screens.desk import Desk

PASTE = ""
KEEP = "keep"


def _given(desk: Desk, values: Values, file: str, text: str) -> bytes:
    """Return what is in the chosen file, or in the paste when none is chosen."""
    name = values[file]
    return desk.files.read(name, LARGEST_FILE) if name else values[text].encode()


def signed(desk: Desk, name: str) -> Form:
    """Return the form that uploads a signed certificate and intermediates for a profile."""
    profile = profile_named(desk.draft, name)
    sources = (Choice(PASTE, tr("Paste")), *file_choices(desk))

    stored = intermediates_of(profile)
    fields = [
        Field("file", tr("Signed certificate"), "choice", choices=sources),
        Field(
            "certificate",
            tr("Certificate (PEM)"),
            "block",
            shown=lambda values: values["file"] == PASTE,
            help=tr("Empty: the present certificate stays. A whole chain may be pasted."),
        ),
        Field("more", tr("Intermediates"), "choice", choices=sources),
        Field(
            "intermediates",
            tr("Intermediates (PEM)"),
            "block",
            shown=lambda values: values["more"] == PASTE,
        ),
    ]
    for number, each in enumerate(stored):
        label = tr("Keep intermediate {number}", number=number + 1)
        fields.append(Field(f"keep-{number}", label, "switch", YES, help=each.subject))

    def submit(values: Values) -> None:
        kept = [each for i, each in enumerate(stored) if values[f"keep-{i}"] == YES]
        certificate = parsed(profile.certificate)
        given = _given(desk, values, "file", "certificate")
        if given.strip():
            found = read_pasted(given).for_key(profile.key)
            certificate = found.certificate
            kept += found.others
        more = _given(desk, values, "more", "intermediates")
        if more.strip():
            kept += read_certificates(more, maximum=MAXIMUM_INTERMEDIATES)
        desk.submit(lambda draft: update_profile(draft, name, certificate, kept))

    return Form(tr("Upload Signed Certificate: {name}", name=name), fields, submit)


def exported(desk: Desk, name: str) -> Form:
    """Return the form that writes a profile to a PKCS#12 file in `/configuration`."""
    fields = (
        Field("file", tr("File name"), value=f"{name}.p12"),
        Field("passphrase", tr("Passphrase"), "secret"),
        Field("again", tr("Passphrase again"), "secret"),
    )

    def submit(values: Values) -> None:
        from state.certificates.keys import PrivateKey

        if values["passphrase"] != values["again"]:
            raise StateError(tr("The passphrases do not match."), "again")
        desk.require_change()
        file = checked_name(values["file"])
        if desk.files.exists(file):
            raise StateError(tr('The file "{name}" already exists.', name=file), "file")
        profile = profile_named(desk.draft, name)
        key = PrivateKey(desk.candidate.private_key(profile.key))
        data = export_profile(desk.draft, name, key, values["passphrase"])
        desk.files.write(file, data)

    return Form(tr("Export Certificate: {name}", name=name), fields, submit, button=tr("Export"))


def _now(profile: str | None) -> str:
    return tr("now {name}", name=tr("System provided") if profile is None else profile)


def services(desk: Desk, name: str) -> Form:
    """Return the form that assigns a profile to services."""
    present = assignments(desk.draft)
    fields = tuple(
        Field(
            f"service-{number}",
            service_words(each.service),
            "switch",
            yes(each.profile == name),
            help="" if each.profile == name else _now(each.profile),
        )
        for number, each in enumerate(present)
    )

    def submit(values: Values) -> None:
        def change(draft: Draft) -> Draft:
            for number, each in enumerate(present):
                wanted = values[f"service-{number}"] == YES
                if wanted and each.profile != name:
                    draft = assign(draft, each.service, name)
                elif not wanted and each.profile == name:
                    rest = None if each.service.kind == "websecurity" else DEMO
                    draft = assign(draft, each.service, rest)
            return draft

        desk.submit(change)

    note = Field(
        "note",
        kind="note",
        value=tr(
            "A service that is switched off here goes back to {demo}, URL filtering to: {system}.",
            demo=DEMO,
            system=tr("System provided"),
        ),
    )
    return Form(tr("Services of {name}", name=name), (note, *fields), submit)
