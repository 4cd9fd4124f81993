"""Nothing of the model is missing from the file, and nothing secret is shown in it."""

from collections.abc import Iterator
from typing import get_args

import pytest

from state.configfile.areas import AREAS, all_records, element_of, to_elements, whole_settings
from state.configfile.elements import Element
from state.configfile.passphrases import SECRETS
from state.configfile.schema import Record
from state.model.configuration import Settings
from state.model.listeners import PolicyParameters
from state.shape import is_data_class, shape_of
from state.validation.ranges import RANGES
from tests.state.strategies import factory

RECORDS = {record.kind: record for record in all_records()}


def data_classes(kind: type = Settings) -> Iterator[type]:
    """Yield every data class below the settings of a level."""
    shape = shape_of(kind)
    for inner in (*shape.nested.values(), *shape.tables.values()):
        if is_data_class(inner):
            yield inner
            yield from data_classes(inner)


MODEL = sorted(set(data_classes()), key=lambda kind: kind.__name__)


def test_every_area_has_its_elements() -> None:
    assert sorted(each.area for each in AREAS) == sorted(shape_of(Settings).nested)


@pytest.mark.parametrize("kind", MODEL)
def test_every_field_has_one_element(kind: type) -> None:
    attributes = [name for part in RECORDS[kind].parts for name in part.attributes]
    assert sorted(attributes) == sorted(shape_of(kind).types)


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda record: record.kind.__name__)
def test_no_element_stands_for_two_things(record: Record) -> None:
    elements = [name for part in record.parts for name in part.elements]
    assert len(elements) == len(set(elements))


def test_elements_of_the_root_are_different() -> None:
    elements = [name for each in AREAS for name in each.elements]
    assert len(elements) == len(set(elements))


@pytest.mark.parametrize("kind", MODEL)
def test_every_number_has_a_range(kind: type) -> None:
    types = shape_of(kind).types
    numbers = {name for name, hint in types.items() if hint is int or int in get_args(hint)}
    assert set(RANGES.get(kind, {})) == numbers


def test_every_passphrase_and_key_is_known_as_a_secret() -> None:
    secret = {
        (kind.__name__, name)
        for kind in MODEL
        for name in shape_of(kind).types
        if name == "key" or name.endswith("passphrase")
    }
    assert secret == {
        ("CertificateProfile", "key"),
        ("LdapServer", "bind_passphrase"),
        ("User", "passphrase"),
    }
    assert {(each.area, each.table, each.field) for each in SECRETS} == {
        ("certificates", "profiles", "key"),
        ("ldap", "servers", "bind_passphrase"),
        ("users", "accounts", "passphrase"),
    }


def test_elements_of_the_root_stand_in_the_order_of_the_reference() -> None:
    root = to_elements(whole_settings(factory()[0]))
    assert [element.name for element in root.children] == [
        "hostname",
        "default_gateway",
        "timezone",
        "interfaces",
        "dns",
        "certificates",
        "custom_ca_enabled",
        "system_ca_enabled",
        "custom_ca",
        "crl_sources",
        "crl_listener_enabled",
        "crl_delivery_enabled",
        "crl_gui_enabled",
        "ssl",
        "listeners",
        "delivery",
        "destinations",
        "smtp_routes",
        "bounce_profiles",
        "ldap",
        "websecurity",
        "enterprise_manager",
        "amp",
        "alerts",
        "adminaccess",
        "users",
        "logs",
        "dictionaries",
        "updates",
        "rollback",
    ]


def test_an_interface_is_written_as_the_reference_says() -> None:
    root = to_elements(whole_settings(factory()[0]))
    interface = root.by_name()["interfaces"][0].children[0]
    assert interface.name == "interface"
    values = {child.name: child.text for child in interface.children}
    assert list(values)[:3] == ["interface_name", "ip", "netmask"]
    assert values["netmask"] == "255.255.255.0"
    assert values["phys_interface"] == "Management"
    assert values["https_certificate"] == "Demo"
    assert (values["ssh_port"], values["http_port"], values["https_port"]) == ("22", "80", "443")
    assert "ftp_port" not in values


def test_destinations_have_the_keys_of_the_import_file() -> None:
    root = to_elements(whole_settings(factory()[0]))
    destinations = root.by_name()["destinations"][0]
    assert [child.name for child in destinations.children] == [
        "certificate",
        "send_tls_req_alert",
        "default",
        "destination",
    ]
    default = {child.name: child.text for child in destinations.by_name()["default"][0].children}
    assert default["table_tls"] == "off"
    assert default["max_host_concurrency"] == "500"
    assert default["limit_type"] == "host"


def test_settings_are_named_as_in_the_file() -> None:
    assert element_of(PolicyParameters, "max_messages") == "max_msgs_per_session"
    assert element_of(PolicyParameters, "unknown") == "unknown"
    assert element_of(Element, "text") == "text"
