"""Who may use what: every role by every command, operation and batch form that is declared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from esatui.appliance import Appliance
from esatui.batch import BatchForm
from esatui.menu import Operation
from esatui.registry import Command, all_commands
from esatui.session import Session
from esatui.transcript.factory import open_factory
from esatui.transcript.header import CLOCK
from state.model.users import Role
from state.store import Login
from tests.roles.people import ROLES, sample, session_of, typed, with_roles

COMMANDS = {command.name: command for command in all_commands()}
OPERATIONS = [
    (command, operation)
    for command in COMMANDS.values()
    if command.menu is not None
    for operation in command.menu.operations
]
FORMS = [(command, form) for command in COMMANDS.values() for form in command.forms]


@pytest.fixture(scope="module")
def appliance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    opened = open_factory(tmp_path_factory.mktemp("roles"), seed=1, moment=CLOCK)
    with opened.store:
        login = Login(id="1", user="admin", remote="192.168.42.10", started=CLOCK)
        with opened.store.begin(login, record=False) as candidate:
            candidate.update(with_roles(candidate.draft))
            candidate.commit("prepared")
        yield opened


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_bare_command(appliance: Appliance, command: Command, role: Role) -> None:
    if command.run is None:
        return
    shown, pending = typed(appliance, role, [command.name])
    allowed = role in command.access and (not command.changes or command.may_change(role))
    assert (command.refusal in shown) is not allowed
    assert not pending


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("command", "operation"), OPERATIONS, ids=[f"{c.name} {o.keyword}" for c, o in OPERATIONS]
)
def test_operation(
    appliance: Appliance, command: Command, operation: Operation[Session], role: Role
) -> None:
    shown, pending = typed(appliance, role, [command.name, operation.keyword])
    allowed = role in command.access and (not operation.changes or command.may_change(role))
    assert not pending or allowed
    line = f"- {operation.keyword} - "
    if allowed:
        assert command.refusal not in shown
    elif role in command.access:
        assert line not in shown
        assert command.refusal in shown or "Unknown option" in shown
    else:
        assert line not in shown
        assert command.refusal in shown


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("command", "form"), FORMS, ids=[f.syntax for _, f in FORMS])
def test_batch_form(appliance: Appliance, command: Command, form: BatchForm, role: Role) -> None:
    line = sample(form)
    matched = command.match(line.split()[1:])
    assert matched is not None
    assert matched[0] is form
    shown, pending = typed(appliance, role, [line])
    allowed = role in command.access and (not form.changes or command.may_change(role))
    assert (command.refusal in shown) is not allowed
    assert not pending or allowed


@pytest.mark.parametrize("role", ROLES)
def test_nothing_becomes_pending_behind_the_declarations(appliance: Appliance, role: Role) -> None:
    """An operation that is declared wrongly still cannot change anything."""
    for command in COMMANDS.values():
        with session_of(appliance, role) as (session, _):
            session.command = command
            assert (session.refusal() is None) is command.may_change(role)


def test_who_may_change_is_among_those_who_may_open() -> None:
    for command in COMMANDS.values():
        assert "admin" in command.access, command.name
        assert command.may_change("admin"), command.name


def test_read_only_roles_change_nothing_but_their_own_passphrase() -> None:
    roles: tuple[Role, ...] = ("readonly", "guest", "technician", "helpdesk")
    for role in roles:
        for command in COMMANDS.values():
            if command.changes and command.may_change(role):
                assert command.name == "passphrase"
