"""Appliances in which every menu has something to offer: one alone, one in a cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from esatui.appliance import Appliance
from esatui.transcript.factory import open_factory
from esatui.transcript.header import CLOCK
from state.model.configuration import Draft
from state.model.dictionaries import Dictionary, DictionaryWord
from state.model.services import LdapServer
from state.store import Login
from tests.roles.people import typed, with_roles

CREATE_CLUSTER = ("clusterconfig", "2", "americas", "1", "1", "")


def prepared(draft: Draft) -> Draft:
    """Return `draft` with an account for each role, and what `ways.QUESTIONS` chooses."""
    draft = with_roles(draft)
    words = {"word": DictionaryWord(weight=1)}
    server = LdapServer(hosts=("ldap.example.com",))
    return draft.write(
        dictionaries=replace(draft.dictionaries, entries={"words": Dictionary(words=words)}),
        ldap=replace(draft.ldap, servers={"PublicLDAP": server}),
    )


def appliance_at(directory: Path) -> Appliance:
    """Make an appliance that stands alone."""
    appliance = open_factory(directory, seed=1, moment=CLOCK)
    login = Login(id="1", user="admin", remote="192.168.42.10", started=CLOCK)
    with appliance.store.begin(login, record=False) as candidate:
        candidate.update(prepared(candidate.draft))
        candidate.commit("prepared")
    return appliance


def clustered_at(directory: Path) -> Appliance:
    """Make an appliance that is alone in its cluster."""
    appliance = appliance_at(directory)
    shown, _ = typed(appliance, "admin", CREATE_CLUSTER)
    assert "New cluster committed" in shown, shown
    return appliance
