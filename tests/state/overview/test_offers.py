"""To whom listeners offer STARTTLS."""

from __future__ import annotations

import dataclasses

import pytest

from state.factory import public_host_access
from state.model.certificates import Authorities
from state.model.configuration import Draft
from state.model.listeners import (
    HostAccessTable,
    InboundTls,
    Listener,
    MailFlowPolicy,
    PolicyParameters,
)
from state.operations.listeners import with_listener
from state.operations.usage import Service
from state.overview.certificates import certificate_overview
from state.overview.offers import Offer, offers, own_levels
from state.overview.troubles import Presented, presented
from tests.screens.desks import NOW, appliance_at, desk_at


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    appliance = appliance_at(tmp_path_factory.mktemp("state"))
    draft = desk_at(appliance).draft
    appliance.store.close()
    return draft


def with_tls(hat: HostAccessTable, **levels: InboundTls | None) -> HostAccessTable:
    """Return a table in which policies, and `default`, have these levels."""
    default = hat.default
    policies = dict(hat.policies)
    for name, level in levels.items():
        parameters = PolicyParameters(tls=level)
        if name == "default":
            default = dataclasses.replace(default, tls=level)
        else:
            policies[name] = dataclasses.replace(policies[name], parameters=parameters)
    return dataclasses.replace(hat, default=default, policies=policies)


def listening(draft: Draft, hat: HostAccessTable, certificate: str = "Demo") -> Draft:
    listener = Listener(type="public", interface="Management", certificate=certificate, hat=hat)
    return with_listener(draft, "InboundMail", listener)


INHERITING: dict[str, InboundTls | None] = {"TRUSTED": None, "THROTTLED": None, "ACCEPTED": None}


def offer(draft: Draft, **levels: InboundTls | None) -> Offer:
    return offers(listening(draft, with_tls(public_host_access(), **levels)))["InboundMail"]


def test_factory_offers_it_to_nobody(factory: Draft) -> None:
    found = offer(factory)
    assert found.nobody
    assert found.off
    assert "BLOCKED" not in found.off


def test_the_default_parameters_reach_policies_without_a_level(factory: Draft) -> None:
    found = offer(factory, default="preferred", **INHERITING)
    assert not found.nobody
    assert not found.partly
    assert found.off == ()


def test_a_policy_with_its_own_level_is_not_reached(factory: Draft) -> None:
    assert offer(factory, default="preferred").nobody
    levels = INHERITING | {"default": "preferred", "ACCEPTED": "off"}
    found = offer(factory, **levels)
    assert found.partly
    assert found.off == ("ACCEPTED",)
    assert own_levels(with_tls(public_host_access(), **levels)) == {"ACCEPTED": "off"}
    assert own_levels(with_tls(public_host_access(), **INHERITING)) == {}


def test_one_policy_is_enough(factory: Draft) -> None:
    found = offer(factory, TRUSTED="required")
    assert not found.nobody
    assert found.offering == ("TRUSTED",)


def test_a_policy_that_refuses_or_that_nobody_gets_does_not_count(factory: Draft) -> None:
    hat = with_tls(public_host_access(), BLOCKED="required")
    spare = MailFlowPolicy(rule="ACCEPT", parameters=PolicyParameters(tls="required"))
    hat = dataclasses.replace(hat, policies={**hat.policies, "SPARE": spare})
    assert offers(listening(factory, hat))["InboundMail"].nobody


def test_who_is_verified_needs_an_authority(factory: Draft) -> None:
    assert offer(factory, default="required_verify").unverifiable == ()
    nobody = factory.write(authorities=Authorities(system_enabled=False, custom_enabled=True))
    found = offer(nobody, default="preferred", TRUSTED="required_verify")
    assert found.unverifiable == ("TRUSTED",)


def shown(draft: Draft) -> Presented:
    every = presented(certificate_overview(draft, NOW), offers(draft))
    return next(each for each in every if each.service == Service("listener", "InboundMail"))


def test_a_chosen_certificate_that_nobody_is_shown_is_trouble(factory: Draft) -> None:
    profile = factory.certificates.profiles["Demo"]
    profiles = {**factory.certificates.profiles, "mine": profile}
    draft = factory.write(certificates=dataclasses.replace(factory.certificates, profiles=profiles))
    hat = public_host_access()
    assert shown(listening(draft, hat, "mine")).hidden
    assert not shown(listening(draft, hat)).hidden
    assert not shown(listening(draft, with_tls(hat, TRUSTED="preferred"), "mine")).hidden


def test_demo_with_tls_is_trouble(factory: Draft) -> None:
    hat = public_host_access()
    assert not shown(listening(factory, hat)).troubled
    assert shown(listening(factory, with_tls(hat, TRUSTED="required"))).troubled


def test_only_listeners_have_an_offer(factory: Draft) -> None:
    draft = listening(factory, public_host_access())
    found = presented(certificate_overview(draft, NOW), offers(draft))
    assert [each.service.kind for each in found if each.offer is not None] == ["listener"]
