"""What the logs say about people who come over SSH."""

from __future__ import annotations

import dataclasses
import re

from esatui.appliance import Appliance
from tests.ssh.appliances import PASSPHRASE
from tests.ssh.clients import Clients
from tests.ssh.test_authentication import PASSWORD


def lines(appliance: Appliance, name: str) -> list[str]:
    found = list(appliance.log_books.reader(name).lines())[3:]
    return [re.sub(r"PID \d+", "PID n", line.partition(" Info: ")[2]) for line in found]


def wait_for(appliance: Appliance, name: str, count: int) -> list[str]:
    """Return the lines of a log, once there are so many: the end of a connection is noted late."""
    found = lines(appliance, name)
    while len(found) < count:
        found = lines(appliance, name)
    return found


def test_a_login_and_its_end(clients: Clients, appliance: Appliance) -> None:
    environment = clients.with_passphrase(PASSPHRASE)
    assert clients.ssh("version", more=PASSWORD, environment=environment).returncode == 0
    assert wait_for(appliance, "authentication", 3) == [
        "User admin was authenticated successfully.",
        (
            "The user admin successfully logged on from 127.0.0.1 with privilege admin using an SSH "
            "connection."
        ),
        "User admin logged out of SSH session 127.0.0.1",
    ]


def test_a_failure(clients: Clients, appliance: Appliance) -> None:
    joe = dataclasses.replace(clients, user="joe")
    environment = clients.with_passphrase("wrong passphrase")
    assert joe.ssh("version", more=PASSWORD, environment=environment).returncode == 255
    assert wait_for(appliance, "authentication", 2) == [
        "User joe failed authentication.",
        "An authentication attempt by the user joe from 127.0.0.1 failed using an SSH connection.",
    ]


def test_each_command_of_a_line(clients: Clients, appliance: Appliance) -> None:
    reader = dataclasses.replace(clients, user="reader")
    assert reader.ssh("version; nonsense 'x'; status").returncode == 1
    prompt = r"'\r\nmail.example.com> '"
    assert lines(appliance, "cli_logs") == [
        f"PID n: User reader entered 'version'; prompt was {prompt}",
        f"""PID n: User reader entered "nonsense 'x'"; prompt was {prompt}""",
    ]


def test_secrets_are_not_written(clients: Clients, appliance: Appliance) -> None:
    child = clients.terminal(term="dumb")
    child.expect_exact("mail.example.com> ")
    for text, prompt in [
        ("passphrase", "Old passphrase: "),
        (PASSPHRASE, "New passphrase: "),
        ("a new secret", "Retype new passphrase: "),
        ("a new secret", "mail.example.com> "),
    ]:
        child.sendline(text)
        child.expect_exact(prompt)
    child.sendline("quit")
    child.wait()
    prompt = r"'\r\nmail.example.com> '"
    assert lines(appliance, "cli_logs") == [
        f"PID n: User admin entered 'passphrase'; prompt was {prompt}",
        f"PID n: User admin entered 'quit'; prompt was {prompt}",
    ]
    everything = b"".join(path.read_bytes() for path in appliance.log_books.directory.glob("*/*"))
    assert b"secret" not in everything
    assert PASSPHRASE.encode() not in everything
