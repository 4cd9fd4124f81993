"""Drafts to operate on: the factory's settings with certificates that cost nothing to make."""

from __future__ import annotations

from state.factory import inbound_listener, management_interface
from state.model.certificates import DEMO, CertificateProfile, Certificates
from state.model.configuration import Configuration, Draft, Settings
from state.model.destinations import BounceProfile, Bounces
from state.model.interfaces import Interfaces
from state.model.levels import machine
from state.model.listeners import Listeners

SERIAL = "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10"


def factory_draft(*profiles: str, bounces: tuple[str, ...] = ()) -> Draft:
    """Return a draft of a factory appliance that also has these certificate and bounce profiles."""
    certificates = {
        name: CertificateProfile(certificate=f"certificate of {name}", key="0" * 64)
        for name in (*profiles, DEMO)
    }
    settings = Settings(
        interfaces=Interfaces(entries={"Management": management_interface()}),
        listeners=Listeners(entries={"InboundMail": inbound_listener()}),
        certificates=Certificates(profiles=certificates),
        bounces=Bounces(profiles={name: BounceProfile() for name in ("Default", *bounces)}),
    )
    return Draft(Configuration(machines={SERIAL: settings}), machine(SERIAL))
