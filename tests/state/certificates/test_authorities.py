"""The system's list, and what the import of custom authorities takes and refuses."""

from __future__ import annotations

from datetime import timedelta

import certifi
import pytest

from state.certificates import Certificate
from state.certificates.authorities import (
    import_authorities,
    read_authorities,
    system_authorities,
)
from state.errors import CertificateError
from tests.state.certificates.authority import NOW, Issued, Wish, issue, leaf
from tests.state.certificates.conftest import Hierarchy


def test_system_list_is_that_of_certifi() -> None:
    found = system_authorities()
    assert len(found) == certifi.contents().count("BEGIN CERTIFICATE")
    assert all(each.self_signed and each.subject and each.key_text for each in found)
    assert system_authorities() is found


def test_root_and_intermediate_in_any_order(hierarchy: Hierarchy) -> None:
    new = [
        hierarchy.issuing.certificate,
        hierarchy.root.certificate,
        hierarchy.intermediate.certificate,
    ]
    result = import_authorities((), new, NOW)
    assert result.accepted == tuple(new)
    assert result.messages == ()


def test_expired() -> None:
    old = issue("Old CA", wish=Wish(end=NOW - timedelta(seconds=1))).certificate
    result = import_authorities((), [old], NOW)
    assert result.accepted == ()
    assert result.messages == ('Certificate "CN=Old CA" has expired and was not imported.',)


def test_duplicate_of_the_list_and_within_the_file(hierarchy: Hierarchy) -> None:
    root, other = hierarchy.root.certificate, issue("Other Root").certificate
    result = import_authorities([root], [root, other, other], NOW)
    assert result.accepted == (other,)
    assert result.messages == (
        'Certificate "CN=Example Root" already exists and was not imported.',
        'Certificate "CN=Other Root" already exists and was not imported.',
    )


def test_no_authority(hierarchy: Hierarchy) -> None:
    result = import_authorities([hierarchy.root.certificate], [hierarchy.server.certificate], NOW)
    assert result.accepted == ()
    assert result.messages == (
        'Certificate "CN=mail.example.com" is not a certificate authority and was not imported.',
    )


def missing(name: str) -> str:
    return (
        f'The root certificate authority of "CN={name}" is missing. '
        "The certificate was not imported."
    )


def test_root_missing(hierarchy: Hierarchy) -> None:
    issuing, intermediate = hierarchy.issuing.certificate, hierarchy.intermediate.certificate
    result = import_authorities((), [issuing, intermediate], NOW)
    assert result.accepted == ()
    assert result.messages == (missing("Example Issuing CA 1"), missing("Example Intermediate CA"))
    gap = import_authorities((), [issuing, hierarchy.root.certificate], NOW)
    assert gap.accepted == (hierarchy.root.certificate,)
    assert gap.messages == (missing("Example Issuing CA 1"),)


@pytest.mark.parametrize("place", ["existing", "system"])
def test_root_that_is_already_there(hierarchy: Hierarchy, place: str) -> None:
    known, new = [hierarchy.root.certificate], [hierarchy.intermediate.certificate]
    if place == "existing":
        result = import_authorities(known, new, NOW)
    else:
        result = import_authorities((), new, NOW, system=known)
    assert result.accepted == tuple(new)


def test_a_refused_root_is_missing(hierarchy: Hierarchy) -> None:
    old = issue("Old Root", wish=Wish(end=NOW - timedelta(days=1)))
    below = issue("CA below it", old)
    result = import_authorities((), [below.certificate, old.certificate], NOW)
    assert result.accepted == ()
    assert result.messages == (
        'Certificate "CN=Old Root" has expired and was not imported.',
        missing("CA below it"),
    )


def test_an_impostor_of_the_root_is_no_root(hierarchy: Hierarchy) -> None:
    impostor = issue("Example Root", wish=Wish(key=hierarchy.server.key))
    result = import_authorities((), [impostor.certificate, hierarchy.intermediate.certificate], NOW)
    assert result.accepted == (impostor.certificate,)
    assert result.messages == (missing("Example Intermediate CA"),)


def test_fully_qualified_names(hierarchy: Hierarchy) -> None:
    named = issue("ca.example.com").certificate
    assert import_authorities((), [named], NOW, check_fqdn=True).accepted == (named,)
    result = import_authorities((), [named, hierarchy.root.certificate], NOW, check_fqdn=True)
    assert result.accepted == ()
    assert result.messages == (
        "Common Name or SAN:dNSName is not in Fully Qualified Domain Name(FQDN) format.",
    )


def test_the_system_list_can_be_imported_whole() -> None:
    everything = system_authorities()
    now = max(each.not_before for each in everything)
    result = import_authorities((), everything, now)
    expired = [each for each in everything if each.not_after < now]
    assert len(result.accepted) == len(everything) - len(expired)
    again = import_authorities(result.accepted, everything, now)
    assert again.accepted == ()
    assert len(again.messages) == len(everything)


def test_many_intermediates_of_one_root(hierarchy: Hierarchy) -> None:
    """More of them than one search may check signatures."""
    many = [issue(f"CA {n}", hierarchy.root).certificate for n in range(600)]
    assert len(import_authorities([hierarchy.root.certificate], many, NOW).accepted) == 600


def test_file_without_certificates() -> None:
    for data in (b"", b"junk", b"-----BEGIN CERTIFICATE-----\n"):
        with pytest.raises(CertificateError) as caught:
            read_authorities(data)
        assert caught.value.text == "Could not read PEM data from file."


def test_file_of_more_than_a_chain() -> None:
    everything = system_authorities()
    assert read_authorities("".join(each.pem for each in everything).encode()) == everything


def test_leaf_below_a_custom_authority_is_no_authority(hierarchy: Hierarchy) -> None:
    server: Issued = leaf("mx.example.com", hierarchy.root)
    given: list[Certificate] = [hierarchy.root.certificate, server.certificate]
    assert import_authorities((), given, NOW).accepted == (hierarchy.root.certificate,)
