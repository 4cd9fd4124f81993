"""What is pending, as a tree."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from state.changes import Change
from state.clock import FrozenClock
from state.errors import StateError
from state.model.certificates import CertificateProfile
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.objects import path_at
from state.overview.changes import differences, part_undone, title
from state.overview.tree import area_of, branches, nodes, only
from state.store.merge import Collision
from state.store.revision import Conflict, Login, PendingChanges
from tests.screens.desks import appliance_at, desk_at

NOW = datetime(2024, 5, 20, 10, 2, 11, tzinfo=UTC)
ME = Login(id="1", user="admin", remote="local", started=NOW)
OTHER = Login(id="2", user="kim", remote="192.0.2.7", started=NOW)
AREAS = ("system", "destinations", "listeners", "ldap")


def change(area: str, name: str) -> Change:
    return Change(("machines", "M", area, "entries", name), None, Destination())


CHANGES = st.lists(
    st.builds(change, st.sampled_from(AREAS), st.text("abc", min_size=1, max_size=3)),
    max_size=20,
    unique_by=lambda each: each.path,
)


@given(CHANGES, CHANGES, st.sets(st.integers(0, 19)))
def test_each_change_is_there_once(
    own: list[Change], theirs: list[Change], in_conflict: set[int]
) -> None:
    conflict = Conflict(label="x", user="lee", time=NOW)
    collisions = [Collision(each, conflict) for i, each in enumerate(own) if i in in_conflict]
    pending = [
        PendingChanges(login=login, base=0, changes=tuple(changes))
        for login, changes in ((ME, own), (OTHER, theirs))
    ]
    found = branches(ME, own, collisions, pending)
    assert [each.login for each in found] == [
        login for login, changes in ((ME, own), (OTHER, theirs)) if changes
    ]
    every = [node for branch in found for node in nodes(branch)]
    keys = [node.key for node in every]
    assert len(set(keys)) == len(keys)
    for place, node in enumerate(every):
        parent = next((each for each in every[:place] if each.key == node.parent), None)
        assert (parent is None) == (node.kind == "login")
        assert parent is None or parent.depth == node.depth - 1
    for login, changes in ((ME, own), (OTHER, theirs)):
        shown = [node.change for node in every if node.login == login and node.change]
        assert sorted(each.path for each in shown) == sorted(each.path for each in changes)
        areas = [node for node in every if node.login == login and node.kind == "area"]
        assert sum(node.count for node in areas) == len(changes)
    marked = {node.change.path for node in every if node.change and node.collision}
    assert marked == {each.change.path for each in collisions}
    objects = [node for node in every if node.login == ME and node.kind == "object"]
    if collisions:
        assert objects[0].collision is not None


def test_areas() -> None:
    assert area_of(("machines", "M", "system")) == "system"
    assert area_of(("groups", "G", "ssl", "gui")) == "ssl"
    assert area_of(("cluster", "users")) == "users"
    assert area_of(("membership", "M")) == "cluster"
    assert area_of(("machines", "M")) == "cluster"
    assert area_of(()) == "cluster"


def test_one_setting_of_a_change() -> None:
    path = ("machines", "M", "system")
    both = Change(path, {"hostname": "a", "model": "b"}, {"hostname": "c", "model": "d"})
    assert only(both, "model") == Change(path, {"model": "b"}, {"model": "d"})
    assert only(both, "other") is both
    added = change("destinations", "a")
    assert only(added, "tls") is added


def test_certificates_are_told_by_name_and_validity_not_by_a_hash() -> None:
    authority = LabAuthority(SeededKeys(1), FrozenClock(NOW)).root("Lab Root CA")
    pem = authority.certificate.pem
    digest = "ab" * 32
    added = Change(("machines", "M", "authorities", "custom", digest), None, pem)
    assert title(added).startswith("Certificate Authority: Lab Root CA (2024-05-19 - ")
    (found,) = differences(added)
    assert found.new == title(added).partition(": ")[2]
    assert (
        title(dataclasses.replace(added, new="no PEM")) == f"Certificate Authority: {digest[:16]}"
    )
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert title(dataclasses.replace(added, new=broken)) == f"Certificate Authority: {digest[:16]}"


def test_a_part_is_not_undone_where_the_rest_does_not_go_without_it(tmp_path: Path) -> None:
    appliance = appliance_at(tmp_path)
    desk = desk_at(appliance)
    lab = LabAuthority(SeededKeys(1), FrozenClock(NOW))
    one, two = (lab.root("mail.example.com").certificate for _ in range(2))
    first, second = (
        CertificateProfile(certificate=each.pem, key=each.key_id) for each in (one, two)
    )

    def having(draft: Draft, profile: CertificateProfile) -> Draft:
        profiles = {**draft.certificates.profiles, "mine": profile}
        return draft.write(certificates=dataclasses.replace(draft.certificates, profiles=profiles))

    before, after = having(desk.draft, first), having(desk.draft, second)
    path = path_at(before.level, "certificates", "profiles", "mine")
    part = Change(path, {"key": first.key}, {"key": second.key})
    assert one.key_id != two.key_id
    with pytest.raises(StateError, match="Certificate: mine"):
        part_undone(after, before.configuration, part)
    desk.candidate.close()
    appliance.store.close()
