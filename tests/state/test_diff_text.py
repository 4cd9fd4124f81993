"""Differences as people read them."""

import dataclasses

import pytest

from state.diff_text import diff_text
from state.model.configuration import Draft
from state.model.destinations import Destination
from state.model.services import LdapServer
from tests.state.store.appliances import begin, new_directory, open_store


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    with open_store(new_directory(tmp_path_factory.mktemp("diff"))) as store:
        return begin(store).draft


def text_of(old: Draft, new: Draft) -> str:
    from state.diff import diff

    return diff_text(diff(old.configuration, new.configuration))


def test_nothing(draft: Draft) -> None:
    assert text_of(draft, draft) == ""


def test_added_changed_removed(draft: Draft) -> None:
    table = draft.destinations
    old = draft.write(
        destinations=dataclasses.replace(
            table, entries={"a.example": Destination(tls="off"), "b.example": Destination()}
        )
    )
    new = draft.write(
        destinations=dataclasses.replace(
            table,
            send_tls_alert=True,
            entries={
                "a.example": Destination(tls="required", concurrency=5),
                "c.example": Destination(bounce_verification=True),
            },
        )
    )
    assert text_of(old, new) == (
        "~ Destination Controls: Global Settings\n"
        "    send_tls_alert: no -> yes\n"
        "- Destination Controls: b.example\n"
        "~ Destination Controls: a.example\n"
        "    concurrency: - -> 5\n"
        "    tls: off -> required\n"
        "+ Destination Controls: c.example\n"
        "    bounce_verification: yes"
    )


def test_secrets_are_masked(draft: Draft) -> None:
    admin = dataclasses.replace(draft.users.accounts["admin"], passphrase="scrypt$secret")
    server = LdapServer(hosts=("ldap.example",), bind_passphrase="topsecret")
    new = draft.write(
        users=dataclasses.replace(draft.users, accounts={"admin": admin}),
        ldap=dataclasses.replace(draft.ldap, servers={"main": server}),
    )
    text = text_of(draft, new)
    assert "passphrase: ***** -> *****" in text
    assert "bind_passphrase: *****" in text
    assert "secret" not in text
    assert "scrypt" not in text_of(new, draft)


def test_certificates_are_shown_by_subject(draft: Draft) -> None:
    demo = draft.certificates.profiles["Demo"]
    profile = dataclasses.replace(demo, csr="-----BEGIN CERTIFICATE REQUEST-----\nAA==\n")
    profiles = {**draft.certificates.profiles, "partner.com": profile}
    text = text_of(
        draft,
        draft.write(certificates=dataclasses.replace(draft.certificates, profiles=profiles)),
    )
    assert "+ Certificate: partner.com" in text
    assert "CN=Cisco Appliance Demo Certificate (" in text
    assert "csr: (certificate request)" in text
    assert "BEGIN" not in text


def test_control_characters_do_not_reach_the_terminal(draft: Draft) -> None:
    new = draft.write(
        adminaccess=dataclasses.replace(draft.adminaccess, banner="red \x1b[31m\nand \x9b31m")
    )
    text = text_of(draft, new)
    assert text.splitlines()[1] == r"    banner: - -> 'red \x1b[31m\nand \x9b31m'"


def test_order_of_lists(draft: Draft) -> None:
    new = draft.write(
        adminaccess=dataclasses.replace(draft.adminaccess, allowed=("192.0.2.1", "192.0.2.2"))
    )
    assert "allowed: - -> 192.0.2.1, 192.0.2.2" in text_of(draft, new)


def test_names_of_objects_are_harmless_too(draft: Draft) -> None:
    entries = {"\x1b[31m": Destination(concurrency=1)}
    new = draft.write(destinations=dataclasses.replace(draft.destinations, entries=entries))
    assert "\x1b" not in text_of(draft, new)
