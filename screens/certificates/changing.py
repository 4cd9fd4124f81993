"""Forms about an existing profile: signed certificate, export, services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from screens.certificates.adding import CERTIFICATES, LARGEST_FILE, file_choices
from screens.certificates.words import service_words
from screens.kit.editing import clash_words
from screens.kit.fields import YES, Choice, Field, Values, yes
from screens.kit.form import Form
from screens.kit.refusals import Refused
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


def _given(desk: Desk, values: Values, file: str, text: str) -> bytes:
    """Return what is in the chosen file, or in the paste when none is chosen."""
    name = values[file]
    return desk.files.read(name, LARGEST_FILE) if name else values[text].encode()


@contextmanager
def _about(field: str) -> Iterator[None]:
    """Make an error one about `field`."""
    try:
        yield
    except StateError as error:
        raise StateError(error.text, field) from error


def signed(desk: Desk, name: str) -> Form:
    """Return the form that uploads a signed certificate and intermediates for a profile."""
    profile = profile_named(desk.draft, name)
    files = (each for each in file_choices(desk, *CERTIFICATES) if each.value)
    sources = (Choice(PASTE, tr("Paste")), *files)

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
        with _about("file" if values["file"] else "certificate"):
            given = _given(desk, values, "file", "certificate")
            if given.strip():
                found = read_pasted(given).for_key(profile.key)
                certificate = found.certificate
                kept += found.others
        with _about("more" if values["more"] else "intermediates"):
            more = _given(desk, values, "more", "intermediates")
            if more.strip():
                kept += read_certificates(more, maximum=MAXIMUM_INTERMEDIATES)

        def change(draft: Draft) -> Draft:
            if profile_named(draft, name) != profile:
                raise StateError(tr("Someone else has changed this profile meanwhile."))
            return update_profile(draft, name, certificate, kept)

        desk.submit(change)

    return Form(tr("Upload Signed Certificate: {name}", name=name), fields, submit)


def exported(desk: Desk, name: str, written: Callable[[str], object]) -> Form:
    """Return the form that writes a profile to a PKCS#12 file in `/configuration`.

    `written` is told the name of the file. A file of that name is replaced by who submits again.
    """
    told = ""

    def check_free(file: str) -> None:
        """Refuse a file that is there already, once: who submits again has read it."""
        nonlocal told
        if file != told and desk.files.exists(file):
            told = file
            words = tr('The file "{name}" already exists.', name=file)
            raise StateError("\n".join((words, tr("Submit again to replace that."))), "file")

    fields = (
        Field("file", tr("File name"), value=f"{name}.p12", needed=True, check=checked_name),
        Field("passphrase", tr("Passphrase"), "secret", needed=True),
        Field("again", tr("Passphrase again"), "secret", needed=True),
    )

    def submit(values: Values) -> None:
        from state.certificates.keys import PrivateKey

        if values["passphrase"] != values["again"]:
            raise StateError(tr("The passphrases do not match."), "again")
        desk.begin()
        file = checked_name(values["file"].strip())
        check_free(file)
        profile = profile_named(desk.draft, name)
        key = PrivateKey(desk.candidate.private_key(profile.key))
        data = export_profile(desk.draft, name, key, values["passphrase"])
        desk.files.write(file, data)
        written(file)

    return Form(tr("Export Certificate: {name}", name=name), fields, submit, button=tr("Export"))


def _profile(name: str | None) -> str:
    return tr("System provided") if name is None else name


def services(desk: Desk, name: str) -> Form:
    """Return the form that assigns a profile to services."""
    present = list(assignments(desk.draft))
    fields = tuple(
        Field(
            f"service-{number}",
            service_words(each.service),
            "switch",
            yes(each.profile == name),
            help="" if each.profile == name else tr("now {name}", name=_profile(each.profile)),
        )
        for number, each in enumerate(present)
    )

    def submit(values: Values) -> None:
        wanted = [values[f"service-{number}"] == YES for number in range(len(present))]
        # What the person has left as it was is not touched, whatever it is by now.
        touched = [
            (number, each.service, yes)
            for number, (each, yes) in enumerate(zip(present, wanted, strict=True))
            if yes != (each.profile == name)
        ]

        def change(draft: Draft) -> Draft:
            now = {each.service: each for each in assignments(draft)}
            clashes = []
            for number, service, _ in touched:
                theirs = now.get(service)
                if theirs is not None and theirs != present[number]:
                    present[number] = theirs
                    words = clash_words(_profile(theirs.profile))
                    clashes.append(StateError(words, f"service-{number}"))
            if clashes:
                raise Refused(clashes)
            for _, service, on in touched:
                rest = None if service.kind == "websecurity" else DEMO
                draft = assign(draft, service, name if on else rest)
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
