"""The factory appliance, as the CLI reference has it (1.1, 7.5, 10, 11, 13)."""

from datetime import UTC, datetime

import pytest

from state.certificates import Certificate, PooledKeyMaker, read_private_key
from state.clock import FrozenClock
from state.factory import factory_configuration, private_host_access
from state.model.configuration import View
from state.model.listeners import DEFAULT_PARAMETERS
from state.passphrases import verify_passphrase
from state.settings import ApplianceSettings

MOMENT = datetime(2024, 5, 17, 6, 40, 12, tzinfo=UTC)
SETTINGS = ApplianceSettings(install_date=MOMENT)


@pytest.fixture(scope="module")
def made() -> tuple[View, dict[str, str]]:
    configuration, keys = factory_configuration(
        SETTINGS, PooledKeyMaker(1), FrozenClock(MOMENT), bytes
    )
    return View.of_machine(configuration, SETTINGS.serial), keys


@pytest.fixture
def view(made: tuple[View, dict[str, str]]) -> View:
    return made[0]


def test_every_area_is_set_at_the_machine(view: View) -> None:
    (machine,) = view.configuration.machines.values()
    assert list(view.configuration.machines) == [SETTINGS.serial]
    assert [name for name in machine.__slots__ if getattr(machine, name) is None] == []
    assert view.configuration.cluster is None


def test_demo_is_the_only_certificate(made: tuple[View, dict[str, str]]) -> None:
    view, keys = made
    (demo,) = view.certificates.profiles.values()
    assert list(view.certificates.profiles) == ["Demo"]
    certificate = Certificate.from_pem(demo.certificate)
    assert certificate.self_signed
    assert certificate.key_id == demo.key
    assert list(keys) == [demo.key]
    assert read_private_key(keys[demo.key]).matches(certificate)
    assert demo.intermediates == ()


def test_demo_is_assigned_everywhere(view: View) -> None:
    assert view.destinations.certificate == "Demo"
    assert view.ldap.certificate == "Demo"
    assert view.listeners.entries["InboundMail"].certificate == "Demo"
    assert view.interfaces.entries["Management"].https_certificate == "Demo"
    assert view.websecurity.certificate is None


def test_interface(view: View) -> None:
    (interface,) = view.interfaces.entries.values()
    assert (interface.ip, interface.prefix, interface.hostname) == (
        "192.168.42.42",
        24,
        "mail.example.com",
    )
    assert (interface.ssh, interface.http, interface.https) == (22, 80, 443)
    assert interface.ftp is interface.telnet is interface.ccs is None


def test_listener(view: View) -> None:
    listener = view.listeners.entries["InboundMail"]
    assert (listener.type, listener.interface, listener.port) == ("public", "Management", 25)
    assert [entry.accept for entry in listener.rat.values()] == [True, False]
    assert list(listener.rat) == ["example.com", "ALL"]


def test_host_access_table(view: View) -> None:
    table = view.listeners.entries["InboundMail"].hat
    assert [
        (name, table.groups[name].senders, table.groups[name].policy) for name in table.order
    ] == [
        ("ALLOWED_LIST", (), "TRUSTED"),
        ("BLOCKED_LIST", ("sbrs[-10.0:-3.0]",), "BLOCKED"),
        ("SUSPECTLIST", ("sbrs[-3.0:-1.0]",), "THROTTLED"),
        ("UNKNOWNLIST", ("sbrs[-1.0:10.0]", "sbrs[none]"), "ACCEPTED"),
        ("ALL", (), "ACCEPTED"),
    ]
    assert {name: policy.rule for name, policy in table.policies.items()} == {
        "BLOCKED": "REJECT",
        "TRUSTED": "ACCEPT",
        "THROTTLED": "ACCEPT",
        "ACCEPTED": "ACCEPT",
    }
    assert set(table.order) == set(table.groups)
    assert table.default == DEFAULT_PARAMETERS
    assert table.policies["TRUSTED"].parameters.max_recipients == 5000
    assert table.policies["THROTTLED"].parameters.max_messages == 1


def test_private_listener_table() -> None:
    table = private_host_access()
    assert [(name, table.groups[name].policy) for name in table.order] == [
        ("RELAYLIST", "RELAYED"),
        ("ALL", "BLOCKED"),
    ]


def test_no_tls_anywhere(view: View) -> None:
    policies = view.listeners.entries["InboundMail"].hat.policies.values()
    assert {policy.parameters.tls for policy in policies} <= {"off", None}
    assert view.destinations.default.tls == "off"
    assert view.destinations.entries == {}


def test_account(view: View) -> None:
    (admin,) = view.users.accounts.values()
    assert list(view.users.accounts) == ["admin"]
    assert (admin.full_name, admin.role, admin.must_change) == ("Administrator", "admin", False)
    assert verify_passphrase("ironport", admin.passphrase)


def test_the_rest(view: View) -> None:
    assert list(view.bounces.profiles) == ["Default"]
    assert view.alerts.recipients == {}
    assert not view.alerts.autosupport
    assert view.ssl.gui == view.ssl.inbound == view.ssl.outbound
    assert view.rollback.enabled
    assert view.system.hostname == "mail.example.com"
    assert view.system.timezone == "GMT"
