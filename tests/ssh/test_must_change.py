"""A passphrase that has to be changed at the next login."""

import dataclasses
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from state.store import Login
from tests.ssh.appliances import MOMENT, PASSPHRASE
from tests.ssh.clients import Clients

MUST = b"Your passphrase must be changed before you can go on."


@pytest.fixture(autouse=True)
def demanded(appliance: Appliance) -> None:
    login = Login(id="demand", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        admin = dataclasses.replace(users.accounts["admin"], must_change=True)
        changed = dataclasses.replace(users, accounts={**users.accounts, "admin": admin})
        candidate.update(candidate.draft.write(users=changed))
        candidate.commit()


def test_changed_at_login(clients: Clients) -> None:
    new = b"correct horse"
    done = clients.ssh(data=b"\n".join([PASSPHRASE.encode(), new, new, b"whoami", b"quit", b""]))
    assert done.returncode == 0
    assert done.stdout.count(MUST) == 1
    assert b"Passphrase changed." in done.stdout
    assert b"Username: admin" in done.stdout
    assert new not in done.stdout
    methods = ["PreferredAuthentications=password", "NumberOfPasswordPrompts=1"]
    for passphrase, status in ((new.decode(), 0), (PASSPHRASE, 255)):
        environment = clients.with_passphrase(passphrase)
        done = clients.ssh("version", more=methods, environment=environment)
        assert done.returncode == status


@pytest.mark.parametrize("answers", [b"", b"wrong\n", b"wrong\nwhoami\n"])
def test_not_changed_no_session(clients: Clients, answers: bytes) -> None:
    done = clients.ssh(data=answers)
    assert MUST in done.stdout
    assert b"mail.example.com>" not in done.stdout
    assert b"Username" not in done.stdout


def test_neither_batch_lines_nor_copies(clients: Clients, tmp_path: Path) -> None:
    done = clients.ssh("version")
    assert (done.returncode, done.stdout) == (1, b"\n" + MUST + b"\n")
    (tmp_path / "a").write_text("a")
    refused = clients.scp(str(tmp_path / "a"), ":")
    assert refused.returncode == 1
    assert MUST in refused.stderr
