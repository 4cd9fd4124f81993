"""What a role may not do is refused by ssh as well: in the shell, by exec, by scp."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import asyncssh
import pytest

from esatui.menu import Operation
from esatui.registry import OPERATORS, READERS, all_commands
from esatui.transcript.fixtures import SshAppliance
from esatui.transcript.header import CLOCK
from state.model.users import Role
from state.store import Login
from tests.roles.people import ROLES, sample
from tests.roles.ways import Way, ways
from tests.roles.world import prepared

VOLATILE = {"logs", "journal", "logins", "pending"}
"""What every login leaves behind."""


@pytest.fixture(autouse=True)
def everything_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let conditions of operations be fulfilled; the server runs in this process."""
    monkeypatch.setattr(Operation, "offered", lambda self, context: True)


def as_role(appliance: SshAppliance, role: Role) -> SshAppliance:
    """Prepare the appliance, and return it for clients of this role."""
    store = appliance.appliance.appliance.store
    login = Login(id="1", user="admin", remote="192.168.42.10", started=CLOCK)
    with store.begin(login, record=False) as candidate:
        candidate.update(prepared(candidate.draft))
        candidate.commit("prepared")
    return replace(appliance, user=role)


def kept(appliance: SshAppliance) -> dict[str, str]:
    """Return what is on the disk of the appliance: configuration, keys, files, modes."""
    directory = appliance.appliance.appliance.store.directory
    return {
        str(path.relative_to(directory)): sha256(path.read_bytes()).hexdigest()
        for path in directory.rglob("*")
        if path.is_file() and path.relative_to(directory).parts[0] not in VOLATILE
    }


def refused_forms(role: Role) -> Iterator[tuple[str, str]]:
    """Yield batch lines that the role may not use, with the words of the refusal."""
    for command in all_commands():
        for form in command.forms:
            if role not in command.access or (form.changes and not command.may_change(role)):
                yield sample(form), command.refusal


def refused_ways(role: Role) -> Iterator[tuple[Way, tuple[str, ...]]]:
    """Yield operations that the role may not use, with what is typed until it is refused.

    In a command that it may open, that is the first operation on the way that changes something.
    """
    for way in ways():
        if role not in way.command.access:
            yield way, (way.command.name,)
        elif way.changes and not way.command.may_change(role):
            first = next(each for each in way.operations if each.changes)
            end = way.operations.index(first) + 1
            yield way, Way(way.command, way.operations[:end]).typed


async def execute(
    connection: asyncssh.SSHClientConnection, line: str, typed: Sequence[str] = ()
) -> tuple[int | None, str]:
    """Run a line by exec; return its status and what it has written."""
    done = await connection.run(line, input="".join(f"{each}\n" for each in typed), timeout=60)
    return done.exit_status, str(done.stdout)


@pytest.mark.parametrize("role", ROLES)
def test_exec(ssh_appliance: SshAppliance, role: Role) -> None:
    """Each batch form and each operation that the role may not use, one exec request each."""
    client = as_role(ssh_appliance, role)
    before = kept(client)
    found: list[str] = []

    async def main() -> None:
        async with asyncssh.connect(
            client.host,
            client.port,
            username=role,
            password=client.passphrase,
            known_hosts=None,
            config=None,
            client_keys=None,
        ) as connection:
            for line, refusal in refused_forms(role):
                status, shown = await execute(connection, line)
                if (status, shown.strip()) != (1, refusal):
                    found.append(f"{line}: {status} {shown}")
            for way, (command, *typed) in refused_ways(role):
                if way.command.run is None or way.command.clustered:
                    continue
                _, shown = await execute(connection, command, typed)
                if way.command.refusal not in shown:
                    found.append(f"{way}: {shown}")

    asyncio.run(main())
    assert found == []
    assert kept(client) == before


@pytest.mark.parametrize("role", ROLES)
def test_shell(ssh_appliance: SshAppliance, role: Role) -> None:
    """Each operation that the role may not use, all in one session of OpenSSH's client."""
    client = as_role(ssh_appliance, role)
    before = kept(client)
    expected: Counter[str] = Counter()
    lines: list[str] = []
    for way, typed in refused_ways(role):
        expected[way.command.refusal] += 1
        # Enter leaves a menu; at the main prompt it means nothing.
        lines += [*typed, *("" for _ in way.words)]
    shown = client.ssh(typed="".join(f"{line}\n" for line in [*lines, "quit"])).stdout
    said = Counter(line for line in shown.splitlines() if line in expected)
    assert said == expected
    assert kept(client) == before


@pytest.mark.parametrize("role", ROLES)
def test_scp(ssh_appliance: SshAppliance, role: Role, tmp_path: Path) -> None:
    """Files go in and out for those who may change something; logs go out for those who read."""
    client = as_role(ssh_appliance, role)
    (client.appliance.configuration_directory / "there.txt").write_text("from inside\n")
    (tmp_path / "new.txt").write_text("from outside\n")
    before = kept(client)
    changes, reads = role in OPERATORS, role in READERS
    for target in (":/configuration/new.txt", ":new.txt", ":/configuration/there.txt"):
        done = client.scp(str(tmp_path / "new.txt"), target, check=False)
        assert (done.returncode == 0) is changes, target
    done = client.scp(str(tmp_path / "new.txt"), ":/system_logs/new.txt", check=False)
    assert done.returncode != 0
    assert (kept(client) != before) is changes
    sources = {":/configuration/there.txt": changes, ":/system_logs/system.current": reads}
    for source, allowed in sources.items():
        done = client.scp(source, str(tmp_path / "copy"), check=False)
        assert (done.returncode == 0) is allowed, source
