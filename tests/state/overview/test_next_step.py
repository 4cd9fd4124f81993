"""What has to be done next with a certificate, from its request until services present it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.lab.ca import LabAuthority
from esatui.lab.keys import SeededKeys
from screens.desk import Desk
from state.certificates.request import Subject
from state.clock import FrozenClock
from state.operations.certificates import NewCertificate, create_profile, update_profile
from state.operations.usage import OUTBOUND, assign
from state.overview.certificates import Step, missing_issuer, next_step, overviews
from tests.screens.desks import NOW, appliance_at, desk_at

NAME = "mail2024"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    appliance = appliance_at(tmp_path / "state")
    yield desk_at(appliance)
    appliance.store.close()


def step(desk: Desk, name: str = NAME) -> Step | None:
    profile = desk.draft.certificates.profiles[name]
    return next_step(overviews(desk.draft, NOW)(name), profile, desk.running)


def test_from_the_request_to_the_services(desk: Desk) -> None:
    authority = LabAuthority(SeededKeys(1), FrozenClock(NOW))
    issuing = authority.intermediate("Example Issuing CA", authority.root("Example Root CA"))
    subject = Subject("mail.example.com", "Example", "Mail", "Seoul", "Seoul", "KR")
    new, key = NewCertificate(subject=subject, days=365), desk.key_maker.rsa(1024)
    desk.submit(lambda draft: create_profile(draft, NAME, new, key, now=NOW, serial_number=1))
    assert step(desk) == "commit request"
    desk.candidate.commit("")
    assert step(desk) == "sign"

    request = desk.draft.certificates.profiles[NAME].csr
    assert request is not None
    signed = authority.sign_request(request, issuing)
    desk.submit(lambda draft: update_profile(draft, NAME, signed, ()))
    assert step(desk) == "complete"
    assert missing_issuer(overviews(desk.draft, NOW)(NAME)) == "Example Issuing CA"

    desk.submit(lambda draft: update_profile(draft, NAME, signed, [issuing.certificate]))
    assert step(desk) == "assign"
    assert missing_issuer(overviews(desk.draft, NOW)(NAME)) is None
    desk.submit(lambda draft: assign(draft, OUTBOUND, NAME))
    assert step(desk) == "commit"
    desk.candidate.commit("")
    assert step(desk) is None
    # Services that are taken away are a change, too.
    desk.submit(lambda draft: assign(draft, OUTBOUND, "Demo"))
    assert step(desk) == "assign"


def test_nothing_has_to_be_done_with_the_demo_certificate(desk: Desk) -> None:
    assert step(desk, "Demo") is None
