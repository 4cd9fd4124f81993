"""Changes that are right each by itself and claim the same thing together."""

from dataclasses import replace

import pytest

from state.model.configuration import Draft
from state.model.interfaces import Interface
from state.operations.interfaces import add_interface, edit_interface
from state.operations.listeners import NewListener, add_listener, delete_listener
from state.references import broken, clashes
from state.store import Candidate, ConflictError, Store
from tests.state.store.appliances import begin, destinations, set_destination


def with_listener(draft: Draft, name: str) -> Draft:
    new = NewListener(type="private", interface="Management", port=2525, entries=("10.0.0.1",))
    return add_listener(draft, name, new)


def moved(draft: Draft, address: str) -> Draft:
    interface = draft.interfaces.entries["Management"]
    return edit_interface(draft, "Management", replace(interface, ip=address))


def test_one_port_for_two_listeners(store: Store, candidate: Candidate) -> None:
    other = begin(store, "other")
    candidate.update(with_listener(candidate.draft, "Mine"))
    set_destination(candidate, "a.example", 1)
    other.update(with_listener(other.draft, "Theirs"))
    other.commit()
    assert not candidate.merge_needed()
    with pytest.raises(ConflictError) as caught:
        candidate.commit()
    assert [(c.label, c.user) for c in caught.value.conflicts] == [("Listener: Theirs", "other")]
    assert set(candidate.draft.listeners.entries) == {"InboundMail", "Theirs"}
    assert destinations(candidate.draft) == {"a.example": 1}


def test_an_address_that_is_free_only_with_what_is_set_aside(
    store: Store, candidate: Candidate
) -> None:
    other = begin(store, "other")
    address = candidate.draft.interfaces.entries["Management"].ip
    candidate.update(moved(candidate.draft, "192.0.2.1"))
    new = Interface(ethernet="Data 1", hostname="b.example.com", ip=address)
    candidate.update(add_interface(candidate.draft, "Second", new))
    other.update(moved(other.draft, "192.0.2.2"))
    other.update(moved(other.draft, "192.0.2.3"))
    other.commit()
    assert [c.label for c in candidate.conflicts()] == ["IP Interface: Management"]
    # The freed address can be kept: the other has freed it, too.
    assert candidate.draft.interfaces.entries["Second"].ip == address
    assert clashes(candidate.draft.configuration) == set()


def test_an_address_that_is_not_free_without_what_is_set_aside(
    store: Store, candidate: Candidate
) -> None:
    other = begin(store, "other")
    management = candidate.draft.interfaces.entries["Management"]
    candidate.update(moved(candidate.draft, "192.0.2.1"))
    new = Interface(ethernet="Data 1", hostname="b.example.com", ip=management.ip)
    candidate.update(add_interface(candidate.draft, "Second", new))
    other.update(
        edit_interface(other.draft, "Management", replace(management, hostname="c.example.com"))
    )
    other.commit()
    assert [c.label for c in candidate.conflicts()] == ["IP Interface: Management"]
    assert set(candidate.draft.interfaces.entries) == {"Management"}
    assert len(candidate.changes()) == 2


def test_a_port_that_is_not_free_without_what_is_set_aside(
    store: Store, candidate: Candidate
) -> None:
    other = begin(store, "other")
    candidate.update(delete_listener(candidate.draft, "InboundMail"))
    new = NewListener(type="private", interface="Management", port=25, entries=("10.0.0.1",))
    candidate.update(add_listener(candidate.draft, "Second", new))
    # Theirs is about something inside of what is mine to remove.
    inbound = other.draft.listeners.entries["InboundMail"]
    entries = {"InboundMail": replace(inbound, rat={})}
    other.update(other.draft.write(listeners=replace(other.draft.listeners, entries=entries)))
    other.commit()
    assert [c.label for c in candidate.conflicts()] == ["Listener: InboundMail"]
    assert set(candidate.draft.listeners.entries) == {"InboundMail"}
    assert clashes(candidate.draft.configuration) == set()


def test_what_uses_something_that_is_set_aside(store: Store, candidate: Candidate) -> None:
    other = begin(store, "other")
    management = candidate.draft.interfaces.entries["Management"]
    candidate.update(moved(candidate.draft, "192.0.2.1"))
    new = Interface(ethernet="Data 1", hostname="b.example.com", ip=management.ip)
    candidate.update(add_interface(candidate.draft, "Second", new))
    delivery = replace(candidate.draft.delivery, interface="Second")
    candidate.update(candidate.draft.write(delivery=delivery))
    other.update(
        edit_interface(other.draft, "Management", replace(management, hostname="c.example.com"))
    )
    other.commit()
    labels = [c.label for c in candidate.conflicts()]
    assert labels == ["IP Interface: Management", "IP Interface: Second"]
    assert broken(candidate.draft.configuration) == set()
    assert candidate.draft.delivery.interface is None


def test_nothing_clashes_at_the_factory(candidate: Candidate) -> None:
    assert clashes(candidate.draft.configuration) == set()
