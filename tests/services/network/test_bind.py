"""What is bound for the addresses of the appliance."""

from __future__ import annotations

import pytest

from esatui.services.network.address import Address
from esatui.services.network.bind import AddressMap
from state.errors import StateError
from state.model.configuration import Configuration, Settings, View
from state.model.interfaces import Interface, Interfaces


def view(*names: str) -> View:
    entries = {
        name: Interface(ethernet="Management", hostname="mail.example.com") for name in names
    }
    settings = Settings(interfaces=Interfaces(entries=entries))
    return View.of_machine(Configuration(machines={"S": settings}), "S")


def test_each_interface_has_an_address_of_loopback() -> None:
    addresses = AddressMap({})
    seen = view("Data 2", "Management", "Data 1")
    assert addresses.bound(seen, "Management", 25) == Address("127.0.0.1", 10025)
    assert addresses.bound(seen, "Data 1", 25) == Address("127.0.0.2", 10025)
    assert addresses.bound(seen, "Data 2", 443) == Address("127.0.0.3", 10443)
    assert addresses.source(seen, "Data 2") == "127.0.0.3"


def test_the_first_interface_stays_where_it_is_when_others_come() -> None:
    addresses = AddressMap({})
    alone, with_others = view("Management"), view("A", "Management")
    assert addresses.bound(alone, "Management", 25) == addresses.bound(
        with_others, "Management", 25
    )


def test_many_interfaces() -> None:
    names = [f"I{number:03}" for number in range(300)]
    found = {AddressMap({}).source(view(*names), name) for name in names}
    assert len(found) == 300
    assert "127.0.1.44" in found


def test_ports_that_have_none_above_them_stay() -> None:
    addresses = AddressMap({})
    assert addresses.bound(view("A"), "A", 55535).port == 65535
    assert addresses.bound(view("A"), "A", 55536).port == 55536


def test_entries_of_the_settings_file_win() -> None:
    addresses = AddressMap({"Data 1:25": "127.0.0.9:2525", "Data 1:443": "[::1]:8443"})
    seen = view("Data 1")
    assert addresses.bound(seen, "Data 1", 25) == Address("127.0.0.9", 2525)
    assert addresses.bound(seen, "Data 1", 443) == Address("::1", 8443)
    assert addresses.bound(seen, "Data 1", 80) == Address("127.0.0.1", 10080)


def test_free_ports() -> None:
    addresses = AddressMap({"ports": "ephemeral", "A:443": "127.0.0.1:8443"})
    assert addresses.bound(view("A"), "A", 25) == Address("127.0.0.1", 0)
    assert addresses.bound(view("A"), "A", 443) == Address("127.0.0.1", 8443)


def test_an_interface_that_does_not_exist() -> None:
    with pytest.raises(StateError) as fault:
        AddressMap({}).bound(view("A"), "B", 25)
    assert fault.value.text == 'There is no IP interface "B".'


@pytest.mark.parametrize(
    "target", ["", "25", "localhost:25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:25",
               "[127.0.0.1]:25", "127.0.0.1:2٥", "127.0.0.1:-1", "[::1]"]
)  # fmt: skip
def test_entries_that_are_no_address(target: str) -> None:
    with pytest.raises(StateError, match="no address with a port"):
        AddressMap({"A:25": target})


def test_addresses_as_text() -> None:
    for text in ("127.0.0.1:25", "[::1]:25", "[2001:db8::1]:0"):
        assert str(Address.parse(text)) == text
