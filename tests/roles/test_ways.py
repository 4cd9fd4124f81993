"""A change from question to commit over ssh: made by those who may, refused to all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esatui.transcript.fixtures import SshAppliance
from esatui.transcript.header import CLOCK
from state.model.configuration import View
from state.model.users import Role
from state.store import Login
from tests.roles.people import ROLES, with_roles

CHANGERS: tuple[Role, ...] = ("admin", "operators")
REFUSED = 'You are not in the correct access group to use the "{}" command.'


def as_role(appliance: SshAppliance, role: Role) -> SshAppliance:
    store = appliance.appliance.appliance.store
    login = Login(id="1", user="admin", remote="192.168.42.10", started=CLOCK)
    with store.begin(login, record=False) as candidate:
        candidate.update(with_roles(candidate.draft))
        candidate.commit("prepared")
    return replace(appliance, user=role)


def running(appliance: SshAppliance) -> View:
    store = appliance.appliance.appliance.store
    return View.of_machine(store.refresh().configuration, store.settings.serial)


@pytest.mark.parametrize("role", ROLES)
def test_exec(ssh_appliance: SshAppliance, role: Role) -> None:
    client = as_role(ssh_appliance, role)
    done = client.ssh('setgateway 192.168.42.9; commit "by exec"', check=False)
    if role in CHANGERS:
        assert (done.returncode, done.stdout.strip()) == (0, "")
        assert running(client).system.gateway == "192.168.42.9"
    else:
        assert done.returncode == 1
        assert done.stdout.strip() == REFUSED.format("setgateway")
        assert running(client).system.gateway == "192.168.42.1"


@pytest.mark.parametrize("role", ROLES)
def test_shell(ssh_appliance: SshAppliance, role: Role) -> None:
    client = as_role(ssh_appliance, role)
    typed = 'destconfig\nnew\nexample.com\n\n\n\n\n\n\n\n\n\n\n\ncommit "by shell"\nquit\n'
    shown = client.ssh(typed=typed).stdout
    present = "example.com" in running(client).destinations.entries
    assert present is (role in CHANGERS)
    assert (REFUSED.format("destconfig") in shown) is not present


@pytest.mark.parametrize("role", ROLES)
def test_what_everybody_may_see(ssh_appliance: SshAppliance, role: Role) -> None:
    assert "Serial #:" in as_role(ssh_appliance, role).ssh("version").stdout
