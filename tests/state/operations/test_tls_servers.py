"""DLP manager and Threat Grid appliance: settings, who is trusted, the certificate in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from state.certificates.authorities import system_authorities
from state.certificates.certificate import Certificate
from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.model.tls_servers import Amp, Dlp, TlsServer
from state.operations.certificates import delete_profile
from state.operations.tls_servers import (
    check_server_host,
    read_authority,
    set_amp,
    set_dlp,
    trusted_for,
)
from state.operations.usage import AMP, DLP, assign, assignments, released, services_using
from state.validation.tls_servers import tls_server_faults
from tests.state.operations.drafts import factory_draft
from tests.state.strategies import materials

SELF_SIGNED = materials()[0].profile.certificate
SERVER = TlsServer(host="dlp.example.com", certificate="partner.com")
PRIVATE = Amp(analysis=True, analysis_server="PRIVATE", server=SERVER)


def managed(**changes: Any) -> Draft:
    dlp = Dlp(enabled=True, server=replace(SERVER, **changes))
    return set_dlp(factory_draft("partner.com"), dlp)


def labels(draft: Draft) -> list[str]:
    return [each.service.label for each in assignments(draft)]


def test_ports() -> None:
    assert Dlp().server.port == 20000
    assert Amp().server.port == 443


def test_a_service_while_it_is_enabled() -> None:
    factory = factory_draft("partner.com")
    assert not {DLP.label, AMP.label} & set(labels(factory))
    both = set_amp(managed(), PRIVATE)
    assert labels(both)[-2:] == ["RSA Enterprise Manager", "Threat Grid Appliance"]
    assert services_using(both, "partner.com") == (DLP, AMP)
    cloud = set_amp(both, replace(PRIVATE, analysis_server="EUROPE"))
    off = set_amp(both, replace(PRIVATE, analysis=False))
    assert services_using(cloud, "partner.com") == services_using(off, "partner.com") == (DLP,)


def test_a_certificate_in_use_is_not_deleted() -> None:
    with pytest.raises(StateError) as error:
        delete_profile(set_amp(managed(), PRIVATE), "partner.com")
    assert error.value.text.splitlines()[1:] == [
        "It is assigned to the following services:",
        "  RSA Enterprise Manager",
        "  Threat Grid Appliance",
    ]


def test_what_is_off_lets_a_certificate_go() -> None:
    draft = set_dlp(factory_draft("partner.com"), Dlp(server=SERVER))
    assert released(draft, "partner.com").dlp.server.certificate == DEMO
    assert released(managed(), "partner.com") == managed()


@pytest.mark.parametrize("service", [DLP, AMP])
def test_assignment(service: Any) -> None:
    draft = assign(set_amp(managed(certificate=DEMO), PRIVATE), service, "partner.com")
    assert service in services_using(draft, "partner.com")
    with pytest.raises(StateError, match="cannot be blank"):
        assign(draft, service, None)


def test_a_deleted_profile_that_is_still_named() -> None:
    draft = set_amp(managed(), PRIVATE)
    without = {DEMO: draft.certificates.profiles[DEMO]}
    broken = draft.write(certificates=replace(draft.certificates, profiles=without))
    texts = [fault.text for fault in tls_server_faults(broken)]
    gone = 'certificate: The certificate profile "partner.com" does not exist.'
    assert texts == [
        f"RSA Enterprise Manager: Server, {gone}",
        f"Threat Grid Appliance, {gone}",
    ]


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"host": None}, "host", "The value cannot be blank."),
        ({"host": "a b"}, "host", "The value must be a hostname or an IP address."),
        ({"port": 0}, "port", "The value must be between 1 and 65535."),
        ({"certificate": "gone"}, "certificate", 'The certificate profile "gone" does not exist.'),
        ({"trust": "own"}, "authority", "No certificate authority has been uploaded"),
    ],
)
def test_faults(changes: dict[str, Any], field: str, text: str) -> None:
    with pytest.raises(StateError) as error:
        managed(**changes)
    assert error.value.field == field
    assert error.value.text.startswith(text)
    with pytest.raises(StateError):
        set_amp(factory_draft("partner.com"), replace(PRIVATE, server=replace(SERVER, **changes)))


def test_an_authority_that_is_none() -> None:
    draft = managed(trust="own", authority=SELF_SIGNED)
    for text in ("x", SELF_SIGNED * 2):
        server = replace(draft.dlp.server, authority=text)
        edited = draft.write(dlp=replace(draft.dlp, server=server))
        (fault,) = tls_server_faults(edited)
        assert (fault.path, fault.field) == (("dlp", "server"), "authority")


def test_hosts() -> None:
    assert check_server_host(" DLP.Example.com ") == "dlp.example.com"
    assert check_server_host("2001:DB8::1") == "2001:db8::1"
    for text in ("", "a_-", "10.0.0.1:443"):
        with pytest.raises(StateError):
            check_server_host(text)


def test_authorities_that_are_read() -> None:
    assert read_authority(SELF_SIGNED.encode()) == SELF_SIGNED
    with pytest.raises(StateError, match="Exactly one certificate is expected"):
        read_authority(SELF_SIGNED * 2)
    with pytest.raises(StateError, match="Invalid certificate"):
        read_authority("nothing")


def test_who_is_trusted() -> None:
    draft = managed(authority=SELF_SIGNED)
    server = draft.dlp.server
    own = Certificate.from_pem(SELF_SIGNED)
    assert tuple(trusted_for(draft, server)) == system_authorities()
    assert list(trusted_for(draft, replace(server, trust="own"))) == [own]
    listed = replace(draft.authorities, custom={own.fingerprint_sha256: own.pem})
    for enabled in (True, False):
        there = draft.write(authorities=replace(listed, custom_enabled=enabled))
        found = list(trusted_for(there, replace(server, trust="custom")))
        assert found == ([own] if enabled else [])
    off = draft.write(authorities=replace(draft.authorities, system_enabled=False))
    assert list(trusted_for(off, server)) == []
