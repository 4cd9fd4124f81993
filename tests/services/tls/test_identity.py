"""Certificates, keys and settings that cannot be used, and the profile that stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esatui.services.tls.client import ClientTls
from esatui.services.tls.identity import TlsUnavailable, load_identity
from esatui.services.tls.server import ServerTls
from state.model.certificates import Certificates
from state.model.services import SslService
from tests.services.tls.appliances import Lab


def test_a_missing_profile_is_replaced_by_demo(lab: Lab) -> None:
    view = lab.verifying(certificates=Certificates(profiles={"Demo": lab.profile("selfsigned")}))
    identity = load_identity(view, "partner.com", lab.load_key)
    assert identity.profile == "Demo"
    assert identity.alert == 'Certificate "partner.com" is not available. Using "Demo".'
    assert load_identity(view, "Demo", lab.load_key).alert is None
    with pytest.raises(TlsUnavailable, match=r'^Certificate "x" is not available\.$'):
        load_identity(lab.verifying(), "x", lab.load_key)


def test_what_cannot_be_used(lab: Lab) -> None:
    sound, other = lab.profile("valid-p256"), lab.profile("valid-rsa2048")
    faulty = {
        "The private key is missing": replace(sound, key="0" * 64),
        "does not match": replace(sound, key=other.key),
        "Invalid certificate": replace(sound, certificate="nothing"),
        "Invalid certificate...": replace(sound, intermediates=("nothing",)),
    }
    for words, profile in faulty.items():
        with pytest.raises(TlsUnavailable, match=words):
            ServerTls.for_listener(lab.view(profile), "InboundMail", lab.load_key)
        with pytest.raises(TlsUnavailable, match=words):
            ClientTls.from_view(lab.view(profile), lab.load_key)


@pytest.mark.parametrize("ssl", [SslService(ciphers="NOTHING"), SslService(method="sslv2")])
def test_settings_that_no_library_takes(lab: Lab, ssl: SslService) -> None:
    with pytest.raises(TlsUnavailable, match="unusable"):
        lab.server(ssl=ssl)
    with pytest.raises(TlsUnavailable, match="unusable"):
        lab.client(ssl=ssl)


def test_the_key_of_a_lying_loader(lab: Lab) -> None:
    sound, other = lab.profile("valid-p256"), lab.profile("valid-rsa2048")
    with pytest.raises(TlsUnavailable, match="does not match"):
        load_identity(lab.view(sound), "partner.com", lambda _: lab.keys[other.key])
    with pytest.raises(TlsUnavailable, match="Invalid private key"):
        load_identity(lab.view(sound), "partner.com", lambda _: "nothing")
