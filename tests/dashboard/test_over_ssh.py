"""Shell, dashboard, shell again, with OpenSSH's client on a terminal."""

from __future__ import annotations

import dataclasses
import os

from esatui.appliance import Appliance
from esatui.commands.dashboard import NO_TERMINAL
from esatui.ssh.background import BackgroundServer
from esatui.ssh.server import Server
from state.store import Login
from tests.dashboard.seat import Seat
from tests.ssh.appliances import MOMENT
from tests.ssh.clients import Clients
from tests.ssh.python_client import run, until

LEFT = {"bracketed paste"}
"""What the prompt itself sets."""


def test_shell_dashboard_shell(clients: Clients) -> None:
    seat = Seat(clients)
    seat.opens()
    assert seat.settings == {"mouse", "alternate screen", "bracketed paste"}
    seat.type("2")
    seat.sees_text("Network > Certificates")
    seat.type("\x11")
    seat.sees_prompt()
    assert seat.settings == LEFT
    seat.type("whoami\r")
    seat.sees_text("Username: admin")
    seat.type("exit\r")
    assert seat.ends() == 0
    assert seat.settings == set()


def test_the_candidate_is_that_of_the_shell(clients: Clients) -> None:
    seat = Seat(clients)
    seat.sees_prompt()
    seat.type("sethostname new.example.com\r")
    seat.opens()
    seat.sees_text("Commit Changes (1)")
    seat.type("9")
    seat.sees_text("new.example.com")
    seat.type("c")
    seat.sees_text("Comment")
    seat.type("why\x13")
    seat.sees_text("No changes")
    seat.type("\x11")
    seat.sees(lambda: seat.lines[seat.screen.cursor.y] == "new.example.com>")


def test_the_window_is_resized(clients: Clients) -> None:
    seat = Seat(clients)
    seat.opens()
    seat.resize(120, 40)
    seat.sees_text(">1 Overview")
    assert any("Destination Controls" in line for line in seat.lines)
    seat.sees(lambda: "^q Quit" in seat.lines[39])
    seat.type("\x11")
    seat.sees_prompt()
    # The line editor of the shell knows the new size too.
    seat.type("version\r")
    seat.sees_prompt()


def test_the_mouse_opens_a_section(clients: Clients) -> None:
    seat = Seat(clients)
    seat.sees_prompt()
    seat.resize(120, 40)
    seat.opens()
    row = next(i for i, line in enumerate(seat.lines) if " 2 Certificates" in line) + 1
    seat.type(f"\x1b[<0;5;{row}M\x1b[<0;5;{row}m")
    seat.sees_text("Network > Certificates")
    # Moved while the dashboard is being left: the shell takes no notice.
    seat.type("\x11" + "".join(f"\x1b[<35;{column};7M" for column in range(1, 40)))
    seat.sees_prompt()
    seat.type("whoami\r")
    seat.sees_text("Username: admin")


def test_keys_typed_ahead_are_the_dashboards(clients: Clients) -> None:
    seat = Seat(clients)
    seat.sees_prompt()
    seat.type("dashboard\r2")
    seat.sees_text("Network > Certificates")


def test_language_of_the_client_and_of_the_command(clients: Clients) -> None:
    seat = Seat(clients, more=("SetEnv=LANG=ko_KR.UTF-8",))
    seat.opens()
    seat.sees_text("모니터 > 개요")
    seat.type("\x11")
    seat.opens("dashboard en")
    seat.sees_text("Monitor > Overview")
    seat.type("\x11")
    seat.sees_prompt()
    seat.type("dashboard de\r")
    seat.sees_text("Unknown language: de.")


def test_as_many_colours_as_the_client_says(clients: Clients) -> None:
    poor = Seat(clients, term="xterm")
    poor.opens()
    assert b"38;2;" not in poor.output
    assert b"38;5;" not in poor.output
    rich = Seat(clients, more=("SetEnv=COLORTERM=truecolor",))
    rich.opens()
    assert b"38;2;" in rich.output


def test_command_of_its_own_on_a_terminal(clients: Clients, appliance: Appliance) -> None:
    seat = Seat(clients, "dashboard")
    seat.sees_text("Monitor > Overview")
    seat.sees_text("admin (127.0.0.1)")
    assert [each.login.remote for each in appliance.store.logins()] == ["127.0.0.1"]
    seat.type("\x11")
    assert seat.ends() == 0
    assert seat.settings == set()


def test_refused_without_a_terminal(clients: Clients) -> None:
    done = clients.ssh("dashboard")
    assert done.returncode == 1
    assert done.stdout.decode() == f"\n{NO_TERMINAL}\n"
    piped = clients.ssh(data=b"dashboard\nwhoami\n").stdout.decode()
    assert NO_TERMINAL in piped
    assert "Username: admin" in piped


def test_refused_on_a_terminal_that_can_do_nothing(clients: Clients) -> None:
    seat = Seat(clients, term="dumb")
    seat.sees_text("mail.example.com>")
    seat.type("dashboard\r")
    seat.sees_text("The dashboard needs a terminal.")


def test_end_of_input_ends_it(clients: Clients) -> None:
    # Without TERM, as where nobody is at the keyboard, the client has a terminal of no kind.
    environment = {**os.environ, "TERM": "xterm"}
    done = clients.ssh(flags=("-tt",), data=b"dashboard\r", environment=environment)
    assert done.stdout.count(b"\x1b[?1049h") == done.stdout.count(b"\x1b[?1049l")
    assert done.stdout.endswith(b"mail.example.com> \x1b[?2004l")


def test_role_that_is_taken_away(clients: Clients, appliance: Appliance) -> None:
    seat = Seat(clients)
    seat.opens()
    seat.sees_text("admin (admin)")
    login = Login(id="other", user="admin", remote="local", started=MOMENT)
    with appliance.store.begin(login, record=False) as candidate:
        users = candidate.draft.users
        demoted = dataclasses.replace(users.accounts["admin"], role="readonly")
        accounts = {**users.accounts, "admin": demoted}
        candidate.update(candidate.draft.write(users=dataclasses.replace(users, accounts=accounts)))
        candidate.commit()
    seat.sees_text("admin (readonly)")
    seat.type("2")
    seat.sees_text("Network > Certificates")
    # The key that adds a certificate does nothing for a reader.
    seat.type("a1")
    seat.sees_text("Monitor > Overview")


def test_idle_for_too_long(clients: Clients, server: BackgroundServer) -> None:
    seat = Seat(clients)
    seat.opens()

    def expire(running: Server) -> None:
        for login in list(running.hub.connections):
            login.expire()

    server.ask(expire)
    seat.ends()
    # Nothing is said, but the terminal is put back.
    assert "alternate screen" not in seat.settings
    assert "mouse" not in seat.settings
    run(until(server, lambda running: not running.hub.connections))
