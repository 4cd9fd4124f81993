"""What other processes see of a candidate in a conflict."""

from state.store import Candidate, Store
from tests.state.store.appliances import begin, set_destination


def test_an_edit_of_what_somebody_else_has_removed_hides_nothing_else(store: Store) -> None:
    first, second = begin(store), begin(store)
    set_destination(first, "a.example", 1)
    first.commit()
    set_destination(first, "a.example", 2)
    set_destination(first, "b.example", 3)
    set_destination(second, "a.example", None)
    second.commit()
    assert [conflict.user for conflict in first.conflicts()] == ["admin"]
    shown = {change.path[-1] for pending in store.pending() for change in pending.changes}
    assert shown == {"b.example"}
    assert not store.troubles


def test_it_is_gone_with_the_candidate(store: Store, candidate: Candidate) -> None:
    set_destination(candidate, "a.example", 1)
    assert len(store.pending()) == 1
    candidate.close()
    assert store.pending() == ()
