"""A server in this process, on loopback, and OpenSSH's clients for it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import BackgroundServer, background_server
from esatui.throttle import Rule
from tests.ssh.appliances import appliance_with
from tests.ssh.clients import Clients

QUICK = Rule(delay=0.01, longest_delay=0.02)
"""Refusals are delayed, but nobody has to wait for them here."""


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private key of the clients, made by OpenSSH."""
    path = tmp_path_factory.mktemp("key") / "id_ed25519"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a comment", "-f", str(path)],
        check=True,
    )
    return path


@pytest.fixture
def appliance(tmp_path: Path, key: Path) -> Iterator[Appliance]:
    """An appliance with the accounts of `appliance_with`."""
    made = appliance_with(tmp_path / "state", key.with_suffix(".pub").read_text())
    yield made
    made.store.close()


@pytest.fixture
def server(appliance: Appliance) -> Iterator[BackgroundServer]:
    """A server of `appliance`."""
    with background_server(appliance, rule=QUICK) as running:
        yield running


@pytest.fixture
def clients(server: BackgroundServer, tmp_path: Path, key: Path) -> Clients:
    """OpenSSH's clients of `server`."""
    directory = tmp_path / "client"
    directory.mkdir()
    return Clients(server.address, directory, key)
