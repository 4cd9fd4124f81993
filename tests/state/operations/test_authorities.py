"""The custom and the system list of authorities."""

from __future__ import annotations

import pytest

from state.certificates import read_certificates
from state.errors import CertificateError, StateError
from state.model.configuration import Draft
from state.operations.authorities import (
    custom_authorities,
    delete_custom,
    export_pem,
    import_custom,
    set_custom_enabled,
    set_system_enabled,
    trusted_authorities,
)
from tests.state.certificates.authority import NOW, YEAR, Issued, Wish, issue, leaf
from tests.state.operations.drafts import factory_draft

ROOT = issue("Example Root")
MIDDLE = issue("Example Intermediate CA", ROOT)


def imported(draft: Draft, *certificates: Issued) -> Draft:
    data = export_pem(each.certificate for each in certificates)
    return import_custom(draft, data, NOW, check_fqdn=False).draft


def test_import_adds_in_the_order_of_the_file_and_enables_nothing() -> None:
    before = factory_draft()
    after = imported(before, MIDDLE, ROOT)
    assert custom_authorities(after) == (MIDDLE.certificate, ROOT.certificate)
    assert not after.authorities.custom_enabled
    assert before.authorities.custom == {}


def test_import_leaves_out_and_names_what_fails() -> None:
    expired = issue("Old CA", wish=Wish(start=NOW - 3 * YEAR, end=NOW - YEAR))
    server = leaf("mail.example.com", MIDDLE)
    orphan = issue("Orphan CA", issue("Missing Root"))
    draft = imported(factory_draft(), ROOT)
    data = export_pem(each.certificate for each in (expired, server, ROOT, MIDDLE, orphan))
    result = import_custom(draft, data, NOW, check_fqdn=False)
    assert result.count == 1
    assert custom_authorities(result.draft) == (ROOT.certificate, MIDDLE.certificate)
    assert result.messages == (
        'Certificate "CN=Old CA" has expired and was not imported.',
        'Certificate "CN=mail.example.com" is not a certificate authority and was not imported.',
        'Certificate "CN=Example Root" already exists and was not imported.',
        (
            'The root certificate authority of "CN=Orphan CA" is missing. '
            "The certificate was not imported."
        ),
    )


def test_nothing_new_leaves_the_draft_as_it_is() -> None:
    draft = imported(factory_draft(), ROOT)
    result = import_custom(draft, export_pem([ROOT.certificate]), NOW, check_fqdn=False)
    assert (result.draft is draft, result.count) == (True, 0)


@pytest.mark.parametrize("data", [b"", b"no PEM", b"\xff\xfe\x00", b"x" * (1024 * 1024 + 1)])
def test_a_file_without_certificates(data: bytes) -> None:
    with pytest.raises(CertificateError) as fault:
        import_custom(factory_draft(), data, NOW, check_fqdn=False)
    assert fault.value.text == "Could not read PEM data from file."


def test_one_name_that_is_not_qualified_refuses_the_file() -> None:
    data = export_pem([ROOT.certificate, issue("ca.example.com").certificate])
    with pytest.raises(CertificateError) as fault:
        import_custom(factory_draft(), data, NOW, check_fqdn=True)
    assert fault.value.text == (
        "Common Name or SAN:dNSName is not in Fully Qualified Domain Name(FQDN) format."
    )
    qualified = export_pem([issue("ca.example.com").certificate])
    assert import_custom(factory_draft(), qualified, NOW, check_fqdn=True).count == 1


def test_trusted_is_what_is_enabled() -> None:
    draft = set_system_enabled(imported(factory_draft(), ROOT), False)
    assert trusted_authorities(draft) == ()
    assert trusted_authorities(set_custom_enabled(draft, True)) == (ROOT.certificate,)
    both = set_custom_enabled(set_system_enabled(draft, True), True)
    assert ROOT.certificate in trusted_authorities(both)
    assert len(trusted_authorities(both)) > 50
    assert trusted_authorities(set_custom_enabled(both, False)) == trusted_authorities(both)[:-1]


def test_delete_by_fingerprint() -> None:
    draft = imported(factory_draft(), ROOT, MIDDLE)
    fingerprint = ROOT.certificate.fingerprint_sha256
    after = delete_custom(draft, fingerprint)
    assert custom_authorities(after) == (MIDDLE.certificate,)
    with pytest.raises(StateError):
        delete_custom(after, fingerprint)


def test_an_exported_file_reads_back() -> None:
    chain = (ROOT.certificate, MIDDLE.certificate)
    assert read_certificates(export_pem(chain)) == chain
