"""A user's language and theme follow them over every way in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from esatui.appliance import Appliance
from state.preferences import AUTOMATIC, Preferences
from tests.cli.conftest import factory_state, state
from tests.cli.program import PROMPT, Pty
from tests.dashboard.seat import Seat
from tests.ssh.clients import Clients

__all__ = ["factory_state", "state"]
KOREAN = Preferences(language="ko")
TO_KOREAN = "\r\x1b[B\x1b[B\r"
"""Opens the choice of the language, goes two lines down, and takes what is there."""


def prefer(appliance: Appliance, user: str, preferences: Preferences) -> None:
    appliance.store.preferences.set(user, preferences, appliance.store.refresh().configuration)


def sees(terminal: Pty, text: str) -> None:
    terminal.sees(lambda: any(text in line for line in terminal.lines))


def test_over_ssh_the_next_login_speaks_the_language_that_was_chosen(
    clients: Clients, appliance: Appliance
) -> None:
    one, two = Seat(clients), Seat(clients)
    two.opens()
    one.opens()
    one.type("2")
    one.sees_text("Network > Certificates")
    one.type("o")
    one.sees_text("They belong to admin")
    one.type(TO_KOREAN)
    one.sees_text("한국어")
    one.type("\x13")
    one.sees_text("네트워크 > 인증서")
    assert appliance.store.preferences.of("admin") == KOREAN
    # Whoever is at a dashboard already goes on as before.
    two.type("3")
    two.sees_text("Network > Listeners")
    two.type("\x11")
    two.opens()
    two.sees_text("모니터 > 개요")
    third = Seat(clients, more=("SetEnv=LANG=en_US.UTF-8",))
    third.opens()
    third.sees_text("모니터 > 개요")
    third.type("\x11")
    third.opens("dashboard en")
    third.sees_text("Monitor > Overview")
    # The shell stays as the appliance is.
    third.type("\x11")
    third.sees_prompt()
    third.type("whoami\r")
    third.sees_text("Username: admin")


def test_over_ssh_they_are_those_of_the_user(clients: Clients, appliance: Appliance) -> None:
    prefer(appliance, "admin", KOREAN)
    prefer(appliance, "guest", Preferences(language="en"))
    reader = Seat(dataclasses.replace(clients, user="reader"))
    reader.opens()
    reader.sees_text("Monitor > Overview")
    guest = Seat(dataclasses.replace(clients, user="guest"), more=("SetEnv=LANG=ko_KR.UTF-8",))
    guest.opens()
    guest.sees_text("Monitor > Overview")


def test_over_ssh_a_session_in_its_own_language_until_it_is_left(
    clients: Clients, appliance: Appliance
) -> None:
    seat = Seat(clients)
    seat.opens()
    seat.type("\x10")
    seat.sees_text("Search for commands")
    seat.type("Language: 한")
    seat.sees(lambda: sum("한국어" in line for line in seat.lines) == 1)
    # Twice, as who is impatient does.
    seat.type("\r\r")
    seat.sees_text("모니터 > 개요")
    seat.type("\x11")
    seat.opens()
    seat.sees_text("Monitor > Overview")
    assert appliance.store.preferences.of("admin") == AUTOMATIC


def test_on_this_machine(state: Path) -> None:
    with Appliance.open(state).store as store:
        store.preferences.set(
            "admin", Preferences(language="ko", theme="esa-light"), store.head.configuration
        )
    terminal = Pty(state, script="{program} dashboard")
    sees(terminal, "모니터 > 개요")
    terminal.type("\x11")
    assert terminal.end() == 0
    terminal = Pty(state, script="{program} dashboard --lang en")
    sees(terminal, "Monitor > Overview")
    terminal.type("\x11")
    assert terminal.end() == 0
    shell = Pty(state)
    shell.expect(PROMPT)
    shell.type("dashboard\r")
    sees(shell, "모니터 > 개요")


def test_a_broken_file_is_told_in_the_system_log(state: Path) -> None:
    (state / "preferences.toml").write_text("[users\n", "utf-8")
    terminal = Pty(state, script="{program} dashboard")
    sees(terminal, "Monitor > Overview")
    terminal.type("\x11")
    assert terminal.end() == 0
    log = (state / "logs" / "system_logs").glob("*")
    text = "".join(path.read_text("utf-8") for path in log if path.is_file())
    assert text.count("preferences.toml cannot be used") == 1
