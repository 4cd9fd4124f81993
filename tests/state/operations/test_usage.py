"""Which service uses which certificate profile."""

from __future__ import annotations

import dataclasses

import pytest

from state.errors import StateError
from state.model.certificates import DEMO
from state.model.configuration import Draft
from state.model.interfaces import Interface, Interfaces
from state.model.listeners import Listener, Listeners
from state.operations.usage import (
    LDAP,
    OUTBOUND,
    WEBSECURITY,
    Service,
    assign,
    assignments,
    demo_in_use,
    reassign,
    released,
    services_using,
)
from tests.state.operations.drafts import factory_draft

LISTENER = Service("listener", "InboundMail")
HTTPS = Service("https", "Management")


def shown(draft: Draft) -> list[tuple[str, str]]:
    return [(each.service.label, each.shown) for each in assignments(draft)]


def test_factory_services_in_the_order_of_the_reference() -> None:
    assert shown(factory_draft()) == [
        ("Listener: InboundMail", "Demo"),
        ("Outbound TLS", "Demo"),
        ("HTTPS: Management", "Demo"),
        ("LDAP", "Demo"),
        ("Cisco Web Security Services", "System provided"),
    ]


@pytest.mark.parametrize("service", [LISTENER, OUTBOUND, HTTPS, LDAP, WEBSECURITY])
def test_each_service_is_assigned_by_itself(service: Service) -> None:
    before = factory_draft("partner.com")
    after = assign(before, service, "partner.com")
    assert services_using(after, "partner.com") == (service,)
    assert services_using(before, "partner.com") == ()
    changed = [a for a, b in zip(shown(after), shown(before), strict=True) if a != b]
    assert changed == [(service.label, "partner.com")]


def test_an_interface_without_https_is_no_service() -> None:
    draft = factory_draft("partner.com")
    quiet = Interface(ethernet="Data 1", hostname="mail", https_certificate="partner.com")
    entries = {**draft.interfaces.entries, "Data": quiet}
    draft = draft.write(interfaces=Interfaces(entries=entries))
    assert "HTTPS: Data" not in dict(shown(draft))
    assert services_using(draft, "partner.com") == ()
    assert released(draft, "partner.com").interfaces.entries["Data"].https_certificate == DEMO
    entries["Data"] = dataclasses.replace(quiet, api_https=6443)
    served = draft.write(interfaces=Interfaces(entries=entries))
    assert services_using(served, "partner.com") == (Service("https", "Data"),)
    assert released(served, "partner.com") == served


def test_demo_in_use_until_the_last_service_has_another() -> None:
    draft = factory_draft("partner.com")
    assert demo_in_use(draft)
    draft = reassign(draft, DEMO, "partner.com")
    assert not demo_in_use(draft)
    assert len(services_using(draft, "partner.com")) == 4
    assert demo_in_use(assign(draft, LDAP, DEMO))


def test_all_listeners_are_services() -> None:
    draft = factory_draft("partner.com")
    second = Listener(type="private", interface="Management", certificate="partner.com")
    entries = {**draft.listeners.entries, "OutboundMail": second}
    draft = draft.write(listeners=Listeners(entries=entries))
    assert services_using(draft, "partner.com") == (Service("listener", "OutboundMail"),)


def test_the_system_provided_certificate_is_for_url_filtering_only() -> None:
    draft = assign(factory_draft("partner.com"), WEBSECURITY, "partner.com")
    assert assign(draft, WEBSECURITY, None).websecurity.certificate is None
    with pytest.raises(StateError, match="cannot be blank"):
        assign(draft, LDAP, None)


@pytest.mark.parametrize(
    ("service", "profile", "text"),
    [
        (LDAP, "gone", 'The certificate profile "gone" does not exist.'),
        (Service("listener", "x"), "partner.com", 'The listener "x" does not exist.'),
        (Service("https", "x"), "partner.com", 'The IP interface "x" does not exist.'),
    ],
)
def test_faults(service: Service, profile: str, text: str) -> None:
    with pytest.raises(StateError) as fault:
        assign(factory_draft("partner.com"), service, profile)
    assert fault.value.text == text
