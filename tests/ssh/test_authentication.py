"""Who gets in, how, and what the journal says about it."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
from pathlib import Path

import asyncssh
import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import BackgroundServer, background_server
from esatui.ssh.limits import Limits
from esatui.throttle import Rule
from state.clock import FrozenClock
from state.store import Login
from tests.ssh.appliances import PASSPHRASE, set_access
from tests.ssh.clients import Clients, run
from tests.ssh.python_client import until

PASSWORD = ("PreferredAuthentications=password", "NumberOfPasswordPrompts=1")
KEYBOARD = ("PreferredAuthentications=keyboard-interactive", "NumberOfPasswordPrompts=1")
REFUSED = b"Permission denied (publickey,keyboard-interactive,password)."


def events(appliance: Appliance, *kinds: str) -> list[tuple[str, str, str, dict[str, object]]]:
    found, _ = appliance.store.journal.read()
    return [(e.type, e.user, e.remote, dict(e.data)) for e in found if e.type in kinds]


@pytest.mark.parametrize("methods", [PASSWORD, KEYBOARD])
def test_passphrase(clients: Clients, methods: tuple[str, ...]) -> None:
    done = clients.ssh("version", more=methods, environment=clients.with_passphrase(PASSPHRASE))
    assert done.returncode == 0, done.stderr
    assert b"Current Version" in done.stdout


@pytest.mark.parametrize("methods", [PASSWORD, KEYBOARD])
@pytest.mark.parametrize(
    ("user", "passphrase"),
    [("admin", "wrong"), ("nobody", PASSPHRASE), ("gone", PASSPHRASE), ("admin", "")],
)
def test_refused(
    clients: Clients,
    appliance: Appliance,
    methods: tuple[str, ...],
    user: str,
    passphrase: str,
) -> None:
    client = dataclasses.replace(clients, user=user)
    done = client.ssh("version", more=methods, environment=client.with_passphrase(passphrase))
    assert done.returncode == 255
    assert done.stdout == b""
    assert REFUSED in done.stderr
    failed = ("login failed", user, "127.0.0.1", {"connection": "SSH", "reason": "passphrase"})
    assert events(appliance, "login failed", "authenticated", "login") == [failed]


@pytest.mark.parametrize("user", ["nobody", "gone"])
def test_key_of_nobody_is_refused(clients: Clients, user: str) -> None:
    done = dataclasses.replace(clients, user=user).ssh(
        "version", more=["PreferredAuthentications=publickey"]
    )
    assert done.returncode == 255
    assert REFUSED in done.stderr


def test_account_that_is_disabled_by_a_commit(clients: Clients, appliance: Appliance) -> None:
    assert clients.ssh("version").returncode == 0
    login = Login(id="x", user="admin", remote="local", started=appliance.clock.now())
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        disabled = dataclasses.replace(users.accounts["admin"], enabled=False)
        accounts = {**users.accounts, "admin": disabled}
        candidate.update(candidate.draft.write(users=dataclasses.replace(users, accounts=accounts)))
        candidate.commit()
    assert clients.ssh("version", more=["PasswordAuthentication=no"]).returncode == 255


def test_names_cannot_reach_the_terminal_or_a_path(clients: Clients, appliance: Appliance) -> None:
    before = sorted(path.name for path in appliance.store.directory.iterdir())
    for user in ("../../x", "\x1b[31mred", "a" * 800, "admin\n", "", "ADMIN", "관리자"):
        client = dataclasses.replace(clients, user=user)
        words = ["ssh", "-l", user, *client.options(*PASSWORD), client.address.host, "version"]
        assert run(words, environment=client.with_passphrase(PASSPHRASE)).returncode == 255
    assert sorted(path.name for path in appliance.store.directory.iterdir()) == before
    for path in (appliance.store.directory / "journal").iterdir():
        assert b"\x1b" not in path.read_bytes()


def test_journal_of_a_session(
    server: BackgroundServer, clients: Clients, appliance: Appliance
) -> None:
    clients.ssh(data=b"quit\n")
    asyncio.run(until(server, lambda running: not running.hub.connections))
    found = events(appliance, "authenticated", "login", "logout", "disconnected")
    assert [(kind, user, remote) for kind, user, remote, _ in found] == [
        ("authenticated", "admin", "127.0.0.1"),
        ("login", "admin", "127.0.0.1"),
        ("logout", "admin", "127.0.0.1"),
        ("disconnected", "admin", "127.0.0.1"),
    ]
    assert found[0][3] == {"connection": "SSH", "method": "publickey", "privilege": "admin"}
    assert found[3][3] == {"connection": "SSH", "reason": "closed"}


def test_banner_comes_before_authentication(clients: Clients, appliance: Appliance) -> None:
    set_access(appliance, banner="Keep out.\nThis means you, 관리자.\n")
    environment = clients.with_passphrase("wrong")
    done = clients.ssh("version", more=[*PASSWORD, "LogLevel=INFO"], environment=environment)
    assert done.returncode == 255
    said = done.stderr.decode()
    assert "\nKeep out.\nThis means you, 관리자.\nadmin@127.0.0.1: Permission denied" in said
    assert clients.ssh("version").stdout.startswith(b"\nCurrent Version")


def test_addresses(clients: Clients, appliance: Appliance) -> None:
    set_access(appliance, mode="RESTRICT", allowed=("192.168.42.0/24",))
    assert clients.ssh("version").returncode == 255
    set_access(appliance, mode="RESTRICT", allowed=("192.168.42.0/24", "127.0.0.1"))
    assert clients.ssh("version").returncode == 0


def test_lock_out_by_the_clock(appliance: Appliance, tmp_path: Path, key: Path) -> None:
    clock = appliance.clock
    assert isinstance(clock, FrozenClock)
    directory = tmp_path / "client"
    directory.mkdir()
    rule = Rule(delay=0.0, attempts=3, lock=900.0)
    with background_server(appliance, rule=rule) as server:
        clients = Clients(server.address, directory, key)

        def log_in(passphrase: str) -> bool:
            environment = clients.with_passphrase(passphrase)
            return clients.ssh("version", more=PASSWORD, environment=environment).returncode == 0

        assert not any(log_in("wrong") for _ in range(3))
        assert not log_in(PASSPHRASE)
        # Keys cannot be guessed, so they are not locked.
        assert clients.ssh("version").returncode == 0
        clock.advance(899)
        assert not log_in(PASSPHRASE)
        clock.advance(2)
        assert log_in(PASSPHRASE)
    reasons = [data["reason"] for *_, data in events(appliance, "login failed")]
    assert reasons == ["passphrase"] * 3 + ["locked"] * 2


def test_too_many_passphrases_on_one_connection(
    clients: Clients, server: BackgroundServer, appliance: Appliance
) -> None:
    tries: list[str] = []

    class Guesser(asyncssh.SSHClient):
        def password_auth_requested(self) -> str:
            tries.append("guess")
            return "guess"

    async def guess() -> None:
        with pytest.raises(asyncssh.DisconnectError) as ended:
            await asyncssh.connect(
                *server.address,
                client_factory=Guesser,
                username="admin",
                known_hosts=None,
                client_keys=None,
                config=None,
                preferred_auth="password",
            )
        assert ended.value.reason == "Too many authentication failures"

    asyncio.run(guess())
    assert len(tries) == 7
    assert len(events(appliance, "login failed")) == 6


def test_a_connection_that_does_not_log_in_is_closed(
    appliance: Appliance,
) -> None:
    with (
        background_server(appliance, limits=Limits(login_time=0.2)) as server,
        socket.create_connection(server.address) as silent,
    ):
        silent.settimeout(20)
        assert silent.recv(16) == b"SSH-2.0-esatui\r\n"
        while silent.recv(4096):
            pass
        assert server.ask(lambda running: len(running.hub.connections)) == 0
