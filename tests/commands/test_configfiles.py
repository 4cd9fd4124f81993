"""showconfig, saveconfig and loadconfig: what a transcript cannot show."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from esatui.commands import loadconfig
from esatui.requests import ReadSecret
from esatui.session import Session
from state.configfile.areas import whole_settings
from state.model.configuration import Draft
from state.model.levels import machine
from state.model.users import User
from tests.commands.dialogues import session_in, talk
from tests.state.strategies import Configured, configurations

Opened = tuple[Session, list[str]]

SAVED = "/configuration/C100V-423A5F1C9B27D4E8A6C1-9F3B7D2E5A10-20240520T100211.xml"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with session_in(tmp_path / "state") as opened:
        yield opened


def files(session: Session) -> Path:
    return session.appliance.configuration_directory


def test_a_full_disk_is_said_and_leaves_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    session, written = opened
    monkeypatch.setattr(os, "fsync", full)
    screen = talk(session, written, ["saveconfig y"])
    assert "could not be written: No space left on device." in screen
    assert "Configuration saved" not in screen
    assert session.failed
    assert list(files(session).iterdir()) == []


def test_the_file_is_what_showconfig_shows(opened: Opened) -> None:
    session, written = opened
    talk(session, written, ["saveconfig n"])
    text = (files(session) / Path(SAVED).name).read_text("ascii")
    assert talk(session, written, ["showconfig 3"]).count(text) == 1


def test_of_two_files_of_one_second_none_is_lost(opened: Opened) -> None:
    session, written = opened
    talk(session, written, ["saveconfig y", "saveconfig n"])
    first, second = sorted(files(session).iterdir())
    assert first.name == Path(SAVED).name
    assert second.name == first.name.replace("T100211", "T100212")
    assert first.read_text() != second.read_text()


def test_the_configuration_is_paged(opened: Opened) -> None:
    session, written = opened
    session.dialogue.rows = 24
    screen = talk(session, written, ["showconfig 1"])
    shown = screen.split("<?xml", 1)[1].split("</config>")[0]
    pages = shown.split("-Press Any Key For More-")
    assert len(pages) > 5
    assert {page.count("\n") for page in pages[1:-1]} == {23}


def test_role_decides(opened: Opened) -> None:
    session, written = opened
    accounts = dict(session.running.users.accounts)
    accounts["olaf"] = replace(accounts["admin"], role="operators")
    accounts["rita"] = replace(accounts["admin"], role="readonly")
    draft = session.draft
    session.update(draft.write(users=replace(draft.users, accounts=accounts)))
    session.candidate.commit()
    for user, refused in {"olaf": ["loadconfig"], "rita": ["loadconfig", "showconfig"]}.items():
        session.login = replace(session.login, user=user)
        for name in refused:
            screen = talk(session, written, [f"{name} 1"])
            assert f'not in the correct access group to use the "{name}" command' in screen


HOSTILE = [
    b"<config><hostname>other.example.com</hostname>",
    b"<config><hostname>other.example.com</hostname><delivery><x/></delivery></config>",
    b"[system]\nhostname = 'other.example.com'\n[delivery]\nconcurrency = 0\n",
    b"\x00" * 100,
    b"\xff\xfe\xfd",
    b"<a>" * 1000,
    b'<!DOCTYPE config [<!ENTITY a "b">]><config><hostname>&a;</hostname></config>',
]


@pytest.mark.parametrize("content", HOSTILE)
def test_a_refused_file_leaves_the_candidate_alone(opened: Opened, content: bytes) -> None:
    session, written = opened
    talk(session, written, ["sethostname pending.example.com"])
    before = session.candidate.draft
    (files(session) / "bad").write_bytes(content)
    screen = talk(session, written, ["loadconfig bad"])
    assert "\nParsing failed: " in screen
    assert session.failed
    assert session.candidate.draft == before
    assert session.candidate.pending


def test_a_file_beyond_the_limit(opened: Opened) -> None:
    session, written = opened
    with (files(session) / "huge").open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    screen = talk(session, written, ["loadconfig huge"])
    assert 'the file "huge" is larger than 33554432 bytes and was not read.' in screen
    assert session.failed


def test_keys_of_a_file_are_stored_with_the_commit_only(opened: Opened, tmp_path: Path) -> None:
    session, written = opened
    talk(session, written, ["saveconfig y 2"])
    content = (files(session) / Path(SAVED).name).read_bytes()
    with session_in(tmp_path / "other") as (other, other_written):
        (files(other) / "config.xml").write_bytes(content)
        keys = tmp_path / "other" / "keys"
        demo = session.running.certificates.profiles["Demo"].key
        stored = {path.name for path in keys.iterdir()}
        assert stored == {f"{demo}.pem"}
        talk(other, other_written, ["loadconfig config.xml", 'commit "other"'])
        assert other.running.certificates == session.running.certificates


def test_accounts_that_are_gone_end_with_the_commit(opened: Opened) -> None:
    session, written = opened
    user = User(
        full_name="x", role="guest", passphrase=session.running.users.accounts["admin"].passphrase
    )
    draft = session.draft
    accounts = {**draft.users.accounts, "guest": user}
    session.update(draft.write(users=replace(draft.users, accounts=accounts)))
    session.candidate.commit()
    (files(session) / "users.toml").write_text(
        '[users.accounts.admin]\nfull_name = "Administrator"\nrole = "admin"\n'
        f'passphrase = "{user.passphrase}"\n'
    )
    talk(session, written, ["loadconfig users.toml", "commit -y"])
    assert set(session.running.users.accounts) == {"admin"}


def test_what_others_commit_while_the_passphrase_is_asked_for_is_not_lost(opened: Opened) -> None:
    session, _ = opened
    stored = session.running.users.accounts["admin"].passphrase
    text = (
        f'[users.accounts.admin]\nfull_name = "Somebody"\nrole = "admin"\npassphrase = "{stored}"\n'
    )
    conversation = loadconfig.load(session, text, ask=True)
    request = conversation.send(None)
    while not isinstance(request, ReadSecret):
        request = conversation.send(request.call())
    with session.appliance.store.begin(replace(session.login, id="2")) as other:
        draft = other.draft
        other.update(draft.write(delivery=replace(draft.delivery, concurrency=77)))
        other.commit("meanwhile")
    request = conversation.send("ironport")
    with pytest.raises(StopIteration):
        conversation.send(request.call())
    assert session.candidate.merge_needed()
    session.candidate.commit("accounts")
    assert session.running.delivery.concurrency == 77
    assert session.running.users.accounts["admin"].full_name == "Somebody"


@given(configurations())
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_from_one_appliance_to_another_and_back_it_is_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, configured: Configured
) -> None:
    directory = tmp_path_factory.mktemp("appliances")

    def drawn(draft: Draft) -> Draft:
        wanted = configured.draft.configuration.settings(configured.draft.level)
        own = draft.configuration.replaced(machine(draft.level.name), wanted)
        return replace(draft, configuration=own, new_keys=configured.keys)

    with session_in(directory / "first", drawn) as (first, written):
        talk(first, written, ["saveconfig n"])
        content = (files(first) / Path(SAVED).name).read_bytes()
    with session_in(directory / "second") as (second, written):
        (files(second) / "config.xml").write_bytes(content)
        screen = talk(second, written, ["loadconfig config.xml", "commit -y", "saveconfig n"])
        assert "Values have been loaded." in screen
        again = (files(second) / Path(SAVED).name).read_bytes()
        assert whole_settings(second.running) == whole_settings(configured.draft)
    assert again == content


def test_the_checkpoint_of_the_state_directory_can_be_loaded(opened: Opened) -> None:
    session, written = opened
    running = session.appliance.store.directory / "running.toml"
    (files(session) / "running.toml").write_bytes(running.read_bytes())
    screen = talk(session, written, ["loadconfig running.toml"])
    assert "No changes detected from current configuration." in screen
    assert not session.failed
