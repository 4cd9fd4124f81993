"""Sessions over OpenSSH: shells with and without a terminal, and batch lines."""

import dataclasses

import pexpect
import pytest

from esatui.appliance import Appliance
from esatui.ssh.background import BackgroundServer
from tests.ssh.appliances import set_access
from tests.ssh.clients import Clients

BANNER = """\
AsyncOS 15.5.0 for Cisco C100V build 048

Welcome to the Cisco C100V Email Security Virtual Appliance

NOTE: This session will expire if left idle for 30 minutes. Any uncommitted
configuration changes will be lost. Commit the configuration changes as soon as
they are made.

mail.example.com> \
"""


def test_batch_line_prints_its_output_and_nothing_else(clients: Clients) -> None:
    done = clients.ssh("version")
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.startswith(b"\nCurrent Version\n===============\nProduct: Cisco C100V")
    assert b"\r" not in done.stdout
    assert b"mail.example.com>" not in done.stdout


def test_exit_status_of_a_batch_line(clients: Clients) -> None:
    failed = clients.ssh("version; nonsense; version")
    assert failed.returncode == 1
    assert failed.stderr == b""
    assert failed.stdout.count(b"Current Version") == 1
    assert failed.stdout.endswith(b"\nUnknown command or missing feature key: nonsense\n")
    assert clients.ssh("quit").returncode == 0
    assert clients.ssh('whoami; "open').returncode == 1


def test_input_that_no_command_asks_for_is_ignored(clients: Clients) -> None:
    done = clients.ssh("whoami", data=b"nonsense\n\x03\x04" * 1000)
    assert done.returncode == 0
    assert done.stdout == (
        b"\nUsername: admin\nFull Name: admin\nGroups: admin, operators, config, log, guest\n"
    )


def test_input_that_a_command_asks_for_is_used_though_it_came_early(
    clients: Clients, appliance: Appliance
) -> None:
    done = clients.ssh("sethostname; commit", data=b"esa2.example.com\nrenamed\n\n")
    assert done.returncode == 0, done.stdout
    head = appliance.store.refresh()
    assert head.comment == "renamed"


def test_end_of_input_in_the_middle_of_a_command_fails(
    clients: Clients, appliance: Appliance
) -> None:
    before = appliance.store.head.number
    assert clients.ssh("sethostname", data=b"").returncode == 1
    assert appliance.store.refresh().number == before


def test_shell_without_a_terminal(clients: Clients) -> None:
    done = clients.ssh(data=b"whoami\nquit\n")
    assert done.returncode == 0
    assert done.stderr == b""
    groups = "Groups: admin, operators, config, log, guest"
    assert done.stdout.decode() == (
        f"{BANNER}\nUsername: admin\nFull Name: admin\n{groups}\n\nmail.example.com> "
    )


def test_last_login_comes_with_the_second_session(clients: Clients) -> None:
    clients.ssh(data=b"quit\n")
    clients.ssh("version")
    done = clients.ssh(data=b"quit\n")
    assert done.stdout.decode() == f"Last login: Mon May 20 10:15:32 2024 from 127.0.0.1\n{BANNER}"


def test_end_of_input_leaves_the_shell(clients: Clients) -> None:
    done = clients.ssh(data=b"sethostname other.example.com\n")
    assert done.returncode == 0
    assert done.stdout.decode().endswith("mail.example.com> ")


def test_input_that_is_not_utf8(clients: Clients) -> None:
    done = clients.ssh(data=b"\xff\xfe\x80whoami\nwhoami\nquit\n")
    assert done.returncode == 0
    assert b"Username: admin" in done.stdout
    assert b"not valid UTF-8" in done.stdout


def test_command_that_is_not_utf8_is_refused(clients: Clients) -> None:
    done = clients.ssh(b"\xff\xfe".decode("utf-8", "surrogateescape"))
    assert done.returncode != 0
    assert clients.ssh("version").returncode == 0


def test_terminal_of_which_nothing_is_known(clients: Clients) -> None:
    clients.ssh(data=b"quit\n")
    child = clients.terminal(term="dumb")
    child.expect_exact("mail.example.com> ")
    assert child.before.decode().startswith(
        "Last login: Mon May 20 10:15:32 2024 from 127.0.0.1\r\r\nAsyncOS 15.5.0 for Cisco"
    )
    child.send("whox\x7fami\r")
    child.expect_exact("whox\b \bami\r\n\r\nUsername: admin\r\n")
    child.expect_exact("\r\nmail.example.com> ")
    child.send("quit\r")
    child.expect_exact("quit\r\n")
    child.wait()
    assert child.exitstatus == 0
    assert b"\x1b" not in child.before


def test_terminal_with_everything(clients: Clients) -> None:
    child = clients.terminal(term="xterm-256color")
    child.expect_exact("mail.example.com> ")
    child.send("setho\t")
    child.expect_exact("sethostname")
    child.send("\r")
    child.expect_exact("[mail.example.com]> ")
    child.send("\x03")
    child.expect_exact("-- Changes not recorded")
    child.expect_exact("mail.example.com> ")
    child.send("\x04")
    child.wait()
    assert child.exitstatus == 0


def test_pages_have_the_height_of_the_terminal(clients: Clients) -> None:
    child = clients.terminal(term="dumb")
    child.expect_exact("mail.example.com> ")
    child.setwinsize(10, 80)
    child.send("whoami\r")
    child.expect_exact("mail.example.com> ")
    child.send("help\r")
    child.expect_exact("help\r\n")
    child.expect_exact("-Press Any Key For More-")
    # An empty line, then a page of nine.
    assert child.before.count(b"\r\n") == 10
    child.send(" ")
    child.expect_exact("\r" + " " * 33 + "\r")
    child.send("\x03")
    child.expect_exact("mail.example.com> ")
    child.send("quit\r")
    child.wait()
    assert child.exitstatus == 0


def test_batch_line_on_a_terminal_is_paged(clients: Clients) -> None:
    child = clients.terminal("help")
    child.expect_exact("-Press Any Key For More-")
    assert b"\x1b" not in child.before
    assert child.before.count(b"\r\n") == 24
    child.send(" ")
    while child.expect_exact(["-Press Any Key For More-", pexpect.EOF]) == 0:
        child.send(" ")
    child.wait()
    assert child.exitstatus == 0


def test_environment_requests_change_nothing(clients: Clients) -> None:
    done = clients.ssh("version", more=["SetEnv=PATH=/nowhere LD_PRELOAD=/x TERM=xterm"])
    assert done.returncode == 0
    assert done.stderr == b""


def test_welcome_message_and_time_out_in_the_greeting(
    clients: Clients, appliance: Appliance
) -> None:
    set_access(appliance, welcome="Be careful.\nReally.\n", cli_timeout=1440)
    said = clients.ssh(data=b"quit\n").stdout.decode()
    assert "if left idle for 1440 minutes. Any uncommitted\n" in said
    assert said.endswith("they are made.\n\nBe careful.\nReally.\n\nmail.example.com> ")


def test_sessions_have_their_own_candidates(
    clients: Clients, appliance: Appliance, server: BackgroundServer
) -> None:
    first = clients.terminal(term="dumb")
    first.expect_exact("mail.example.com> ")
    first.send("sethostname\rfirst.example.com\r")
    first.expect_exact("]> first.example.com\r\n")
    first.expect_exact("mail.example.com> ")
    other = clients.ssh(data=b"sethostname\n\nquit\n")
    assert other.returncode == 0
    assert b"[mail.example.com]> " in other.stdout
    assert len(appliance.store.pending()) == 1
    first.send("commit\rx\r\r")
    first.expect_exact("Changes committed")
    first.expect_exact("first.example.com> ")
    first.send("quit\r")
    first.wait()
    assert appliance.store.pending() == ()


@pytest.mark.parametrize("user", ["reader", "guest"])
def test_roles(clients: Clients, user: str) -> None:
    done = dataclasses.replace(clients, user=user).ssh("commit x")
    assert done.returncode == 1
    assert done.stdout.decode() == (
        '\nYou are not in the correct access group to use the "commit" command.\n'
    )
