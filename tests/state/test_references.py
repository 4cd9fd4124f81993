"""What names what: the factory appliance names nothing that is not there."""

import dataclasses

import pytest

from state.model.configuration import Configuration, Draft
from state.model.destinations import Destination
from state.model.levels import Level
from state.model.tls_servers import Amp, Dlp, TlsServer
from state.references import Reference, broken
from tests.state.store.appliances import SERIAL, begin, new_directory, open_store

MACHINE = ("machines", SERIAL)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    with open_store(new_directory(tmp_path_factory.mktemp("references"))) as store:
        return begin(store).draft


def test_factory(draft: Draft) -> None:
    assert broken(draft.configuration) == set()


def test_certificates(draft: Draft) -> None:
    without = draft.write(certificates=dataclasses.replace(draft.certificates, profiles={}))
    target = (*MACHINE, "certificates", "profiles", "Demo")
    assert broken(without.configuration) == {
        Reference((*MACHINE, *source), target)
        for source in (
            ("listeners", "entries", "InboundMail"),
            ("interfaces", "entries", "Management"),
            ("destinations",),
            ("ldap",),
            ("dlp", "server"),
            ("amp", "server"),
        )
    }


def test_interfaces_and_lists(draft: Draft) -> None:
    edited = draft.write(
        delivery=dataclasses.replace(draft.delivery, interface="gone"),
        alerts=dataclasses.replace(draft.alerts, interface="Management"),
        websecurity=dataclasses.replace(draft.websecurity, url_list="gone", certificate="gone"),
        dlp=Dlp(server=TlsServer(certificate="gone")),
        amp=Amp(server=TlsServer(certificate="gone")),
        destinations=dataclasses.replace(
            draft.destinations, entries={"a.example": Destination(bounce_profile="gone")}
        ),
    )
    assert {reference.target[2:] for reference in broken(edited.configuration)} == {
        ("interfaces", "entries", "gone"),
        ("websecurity", "url_lists", "gone"),
        ("certificates", "profiles", "gone"),
        ("bounces", "profiles", "gone"),
    }


def test_default_bounce_profile_needs_no_entry(draft: Draft) -> None:
    edited = draft.write(bounces=dataclasses.replace(draft.bounces, profiles={}))
    assert broken(edited.configuration) == set()


def test_host_access_table(draft: Draft) -> None:
    listener = draft.listeners.entries["InboundMail"]
    hat = dataclasses.replace(
        listener.hat,
        policies={name: each for name, each in listener.hat.policies.items() if name != "BLOCKED"},
        order=("NOBODY", *listener.hat.order),
    )
    entries = {"InboundMail": dataclasses.replace(listener, hat=hat)}
    edited = draft.write(listeners=dataclasses.replace(draft.listeners, entries=entries))
    path = (*MACHINE, "listeners", "entries", "InboundMail", "hat")
    assert broken(edited.configuration) == {
        Reference((*path, "groups", "BLOCKED_LIST"), (*path, "policies", "BLOCKED")),
        Reference(path, (*path, "groups", "NOBODY")),
    }


def test_paths_lead_through_the_level_that_sets_an_area(draft: Draft) -> None:
    machine = draft.configuration.machines[SERIAL]
    shared = dataclasses.replace(
        machine, certificates=dataclasses.replace(draft.certificates, profiles={})
    )
    configuration = Configuration(
        machines={SERIAL: dataclasses.replace(machine, certificates=None, ldap=None)},
        groups={"Main_Group": dataclasses.replace(shared, ldap=None)},
        membership={SERIAL: "Main_Group"},
        cluster_name="americas",
        cluster=machine,
    )
    found = broken(configuration)
    assert (
        Reference(("cluster", "ldap"), ("groups", "Main_Group", "certificates", "profiles", "Demo"))
        in found
    )
    view = Draft(configuration, Level("machine", SERIAL))
    assert view.certificates.profiles == {}
