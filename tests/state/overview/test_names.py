"""The names where a certificate is presented, and why one is not known."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from esatui.lab.wish import Wish
from state.certificates.certificate import Certificate
from state.clock import FrozenClock
from state.model.configuration import Draft
from state.model.listeners import RecipientAccess
from state.operations.listeners import with_listener
from state.operations.rat import add_entries, clear_entries
from state.overview.names import Exchangers, exchangers, host_match, name_match, receiving_domains
from tests.screens.desks import NOW
from tests.state.operations.drafts import factory_draft

NAME = "InboundMail"
DRAFT = clear_entries(factory_draft(), NAME)
HOST = DRAFT.interfaces.entries[DRAFT.listeners.entries[NAME].interface].hostname
TAKEN, REJECTED = RecipientAccess(), RecipientAccess(accept=False)


@cache
def certificate(*names: str) -> Certificate:
    wish = Wish(common_name=names[0], dns_names=names)
    return LabAuthority(SeededKeys(1), FrozenClock(NOW)).issue(wish, None).certificate


def private(draft: Draft) -> Draft:
    entry = dataclasses.replace(draft.listeners.entries[NAME], type="private")
    return with_listener(draft, NAME, entry)


@pytest.mark.parametrize(
    ("status", "records", "known"),
    [
        ("found", ("10 MX1.example.com.", "20 mx2.example.com."), "found"),
        ("found", ("0 .",), "null"),
        ("no data", (), "none"),
        ("nxdomain", (), "none"),
        ("failure", (), "failure"),
    ],
)
def test_what_an_answer_says(status: str, records: tuple[str, ...], known: str) -> None:
    found = exchangers("example.com", status, records, "timeout" if status == "failure" else "")
    assert found.known == known
    assert found.hosts == (("mx1.example.com", "mx2.example.com") if known == "found" else ())
    assert found.reason == ("timeout" if known == "failure" else "")


def test_domains_are_those_that_mail_is_taken_for() -> None:
    draft = add_entries(DRAFT, NAME, ["example.com", ".example.com", "joe@", "[192.0.2.1]"], TAKEN)
    draft = add_entries(draft, NAME, ["example.net"], REJECTED)
    assert receiving_domains(draft, NAME) == ("example.com",)
    assert receiving_domains(private(draft), NAME) == ()


def test_all_three_names_agree_or_not() -> None:
    draft = add_entries(DRAFT, NAME, ["example.com", "example.net"], TAKEN)
    answers = {
        "example.com": Exchangers("example.com", "found", (HOST,)),
        "example.net": Exchangers("example.net", "failure", reason="timeout"),
    }
    match = name_match(draft, NAME, certificate(HOST), answers, 5)
    assert match.agrees
    assert match.exchangers == (HOST,)
    assert (match.exchangers_are_hostname, match.certificate_has_exchangers) == (True, True)
    assert [each.known for each in match.domains] == ["found", "failure"]
    answers["example.net"] = Exchangers("example.net", "found", ("other.example",))
    match = name_match(draft, NAME, certificate(HOST), answers, 5)
    assert (match.exchangers_are_hostname, match.certificate_has_exchangers) == (False, False)
    assert not match.agrees
    # Only so many are looked at.
    assert name_match(draft, NAME, certificate(HOST), answers, 1).agrees


def test_what_was_not_looked_up_is_not_known() -> None:
    draft = add_entries(DRAFT, NAME, ["example.com"], TAKEN)
    match = name_match(draft, NAME, certificate("x.example"), {}, 5)
    assert [each.known for each in match.domains] == ["asking"]
    assert match.exchangers_are_hostname is match.certificate_has_exchangers is None
    assert not match.certificate_has_hostname
    alone = name_match(private(draft), NAME, certificate(HOST), {}, 5)
    assert (alone.private, alone.domains, alone.agrees) == (True, (), True)


def test_https_presents_a_certificate_for_its_interface() -> None:
    assert host_match(DRAFT, "Management", certificate(f"*.{HOST.partition('.')[2]}")).agrees
    match = host_match(DRAFT, "Management", certificate("x.example"))
    assert (match.hostname, match.agrees) == (HOST, False)
