from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from state.certificates.names import HOSTNAME_RULES
from state.errors import StateError
from state.model.configuration import Draft
from state.model.destinations import Delivery
from state.model.interfaces import Interface
from state.model.services import Alerts, Ldap
from state.operations.interfaces import (
    PORT_SERVICES,
    add_interface,
    check_interface_name,
    check_port,
    delete_interface,
    edit_interface,
    interface_named,
    login_interface,
    presents_certificate,
)
from tests.state.operations.drafts import factory_draft

DATA = Interface(ethernet="Data 1", hostname="mail.example.com", ip="192.168.1.1")
SSH = next(service for service in PORT_SERVICES if service.field == "ssh")


def with_data(draft: Draft | None = None) -> Draft:
    return add_interface(draft or factory_draft(), "Data 1", DATA)


def error_of(operation: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(StateError) as caught:
        operation()
    return caught.value.text, caught.value.field


def test_add_edit_delete() -> None:
    added = with_data()
    changed = replace(DATA, ip="192.168.1.2", https=443)
    edited = edit_interface(added, "Data 1", changed)
    assert added.interfaces.entries["Data 1"] == DATA
    assert edited.interfaces.entries["Data 1"] == changed
    assert delete_interface(edited, "Data 1").interfaces == factory_draft().interfaces


def test_a_new_name_is_followed_by_whatever_names_the_interface() -> None:
    draft = factory_draft().write(
        delivery=Delivery(interface="Management"),
        ldap=Ldap(interface="Management"),
        alerts=Alerts(interface="Management"),
    )
    management = interface_named(draft, "Management")
    renamed = edit_interface(draft, "Management", management, "Outside")
    assert list(renamed.interfaces.entries) == ["Outside"]
    assert renamed.listeners.entries["InboundMail"].interface == "Outside"
    assert renamed.delivery.interface == "Outside"
    assert renamed.ldap.interface == "Outside"
    assert renamed.alerts.interface == "Outside"


def test_an_interface_in_use_stays() -> None:
    draft = with_data()
    assert error_of(lambda: delete_interface(draft, "Management")) == (
        'The interface "Management" is used by a listener and cannot be deleted.',
        "interface",
    )
    delivering = draft.write(delivery=Delivery(interface="Data 1"))
    assert error_of(lambda: delete_interface(delivering, "Data 1")) == (
        'The interface "Data 1" is used by mail delivery and cannot be deleted.',
        "interface",
    )


@pytest.mark.parametrize(
    ("interface", "message", "field"),
    [
        (replace(DATA, hostname="bad host"), HOSTNAME_RULES, "hostname"),
        (replace(DATA, hostname=""), "The value cannot be blank.", "hostname"),
        (
            replace(DATA, ip=None),
            "An IP interface must have an IPv4 or an IPv6 address.",
            "ip",
        ),
        (replace(DATA, ip="127.0.0.1"), "The IP cannot start with 127 or 0.", "ip"),
        (replace(DATA, ip="192.168.42.42"), 'The IP interface "Management" has the same address.', "ip"),
        (replace(DATA, prefix=33), "The value must be between 0 and 32.", "prefix"),
        (replace(DATA, prefix6=129), "The value must be between 0 and 128.", "prefix6"),
        (replace(DATA, https=0), "The value must be between 1 and 65535.", "port"),
        (replace(DATA, http=22, ssh=22), "The port 22 is already used by SSH.", "http"),
        (replace(DATA, ethernet="Data 9"), "Unknown option", "ethernet"),
        (
            replace(DATA, https_certificate="gone"),
            'The certificate profile "gone" does not exist.',
            "certificate",
        ),
    ],
)  # fmt: skip
def test_faults(interface: Interface, message: str, field: str) -> None:
    assert error_of(lambda: add_interface(factory_draft(), "Data 1", interface)) == (message, field)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "The value cannot be blank."),
        ("a/b", "Symbols are not allowed in the IP interface name."),
        ("x" * 33, "Symbols are not allowed in the IP interface name."),
        ("Management", 'An IP interface named "Management" already exists.'),
    ],
)
def test_names(name: str, message: str) -> None:
    assert error_of(lambda: check_interface_name(factory_draft(), name)) == (message, "name")
    assert check_interface_name(factory_draft(), " InternalNet ") == "InternalNet"


def test_unknown_interface() -> None:
    message = 'The IP interface "Data 2" does not exist.'
    assert error_of(lambda: delete_interface(factory_draft(), "Data 2")) == (message, "interface")
    assert error_of(lambda: edit_interface(factory_draft(), "Data 2", DATA)) == (
        message,
        "interface",
    )


def test_one_port_one_service() -> None:
    management = interface_named(factory_draft(), "Management")
    assert check_port(management, SSH, "2222") == 2222
    assert check_port(management, SSH, "22") == 22
    assert check_port(management, SSH, "443", PORT_SERVICES[:2]) == 443
    assert error_of(lambda: check_port(management, SSH, "443")) == (
        "The port 443 is already used by HTTPS.",
        "ssh",
    )


def test_which_services_present_the_certificate() -> None:
    assert presents_certificate(interface_named(factory_draft(), "Management"))
    assert not presents_certificate(DATA)
    assert presents_certificate(replace(DATA, quarantine_https=83))
    assert presents_certificate(replace(DATA, api_https=6443))


def test_the_way_in() -> None:
    draft = with_data()
    assert login_interface(draft) == "Management"
    closed = replace(interface_named(draft, "Management"), ssh=None)
    assert login_interface(edit_interface(draft, "Management", closed)) is None
