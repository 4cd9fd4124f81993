"""Operations on listeners, LDAP, URL filtering and delivery."""

from __future__ import annotations

import pytest

from state.errors import StateError
from state.model.certificates import DEMO
from state.model.destinations import Delivery
from state.model.services import Ldap, UrlList, WebSecurity
from state.operations.delivery import set_delivery
from state.operations.ldap import set_options
from state.operations.listeners import default_tls, listener_named, use_certificate
from state.operations.websecurity import (
    set_filtering,
    set_tracking,
    use_client_certificate,
    use_url_list,
)
from tests.state.operations.drafts import factory_draft

NO_PROFILE = 'The certificate profile "gone" does not exist.'
NO_INTERFACE = 'The IP interface "Data 2" does not exist.'


def test_the_certificate_of_a_listener() -> None:
    draft = use_certificate(factory_draft("partner.com"), "InboundMail", "partner.com")
    assert listener_named(draft, "InboundMail").certificate == "partner.com"
    with pytest.raises(StateError, match=f"^{NO_PROFILE}$"):
        use_certificate(draft, "InboundMail", "gone")
    with pytest.raises(StateError, match=r'^The listener "Other" does not exist.$'):
        use_certificate(draft, "Other", "partner.com")
    with pytest.raises(StateError, match=r'^The listener "Other" does not exist.$'):
        listener_named(draft, "Other")


def test_the_factory_listener_uses_no_tls() -> None:
    assert default_tls(listener_named(factory_draft(), "InboundMail")) == "off"


def test_options_of_ldap() -> None:
    draft = set_options(
        factory_draft("partner.com"),
        interface="Management",
        silent_group_failure=False,
        certificate="partner.com",
        validate_server=False,
    )
    assert draft.ldap == Ldap(
        interface="Management",
        silent_group_failure=False,
        certificate="partner.com",
        validate_server=False,
    )


@pytest.mark.parametrize(
    ("interface", "certificate", "message"),
    [("Data 2", DEMO, NO_INTERFACE), (None, "gone", NO_PROFILE)],
)
def test_faults_of_ldap(interface: str | None, certificate: str, message: str) -> None:
    with pytest.raises(StateError, match=f"^{message}$"):
        set_options(
            factory_draft(),
            interface=interface,
            silent_group_failure=True,
            certificate=certificate,
            validate_server=True,
        )


def test_url_filtering() -> None:
    lists = {"urllist_1": UrlList(urls=("example.com",))}
    draft = factory_draft("partner.com").write(websecurity=WebSecurity(url_lists=lists))
    draft = set_filtering(draft, enabled=True)
    draft = set_tracking(draft, tracking=True)
    draft = use_url_list(draft, "urllist_1")
    draft = use_client_certificate(draft, "partner.com")
    assert draft.websecurity == WebSecurity(
        enabled=True,
        tracking=True,
        url_list="urllist_1",
        certificate="partner.com",
        url_lists=lists,
    )
    assert use_client_certificate(draft, None).websecurity.certificate is None
    disabled = set_filtering(draft, enabled=False).websecurity
    assert (disabled.enabled, disabled.certificate) == (False, "partner.com")


def test_faults_of_url_filtering() -> None:
    with pytest.raises(StateError, match=r'^The URL list "gone" does not exist.$'):
        use_url_list(factory_draft(), "gone")
    with pytest.raises(StateError, match=f"^{NO_PROFILE}$"):
        use_client_certificate(factory_draft(), "gone")


def test_delivery() -> None:
    delivery = Delivery(
        interface="Management", possible_delivery=False, concurrency=1, tls_concurrency=50_000
    )
    assert set_delivery(factory_draft(), delivery).delivery == delivery


@pytest.mark.parametrize(
    ("delivery", "message", "field"),
    [
        (Delivery(interface="Data 2"), NO_INTERFACE, "interface"),
        (Delivery(concurrency=0), "The value must be between 1 and 50000.", "concurrency"),
        (
            Delivery(tls_concurrency=50_001),
            "The value must be between 1 and 50000.",
            "tls_concurrency",
        ),
    ],
)
def test_faults_of_delivery(delivery: Delivery, message: str, field: str) -> None:
    with pytest.raises(StateError) as caught:
        set_delivery(factory_draft(), delivery)
    assert (caught.value.text, caught.value.field) == (message, field)
