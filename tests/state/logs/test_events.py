"""Events of the journal as lines: exact texts, and logins and commits of whichever front."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from esatui.appliance import Appliance
from state.journal import Event
from state.logs.events import Entry, entries
from tests.services.engines import commit, factory, named

MOMENT = datetime(2024, 5, 20, 10, 15, 32, tzinfo=UTC)


def event(kind: str, user: str = "admin", **data: Any) -> Event:
    return Event(time=MOMENT, type=kind, user=user, remote="192.168.42.10", data=data)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (
            event("commit", number=3, comment="Added a second CLI log for examples"),
            [
                (
                    "system_logs PID 1237: User admin commit changes: "
                    "Added a second CLI log for examples"
                )
            ],
        ),
        (event("commit", comment=""), ["system_logs PID 1237: User admin commit changes: "]),
        (
            event("rollback", comment="Rolled back to Fri May 17 06:50:00 2024"),
            [
                (
                    "system_logs PID 1237: User admin rolled back the configuration to "
                    "Fri May 17 06:50:00 2024"
                )
            ],
        ),
        (
            event("reset"),
            ["system_logs PID 1237: User admin reset the configuration to factory defaults"],
        ),
        (
            event("authenticated", connection="HTTPS", method="password", privilege="admin"),
            [
                "authentication User admin was authenticated successfully.",
                (
                    "authentication The user admin successfully logged on from 192.168.42.10 with "
                    "privilege admin using an HTTPS connection."
                ),
            ],
        ),
        (
            event("login failed", "joe", connection="SSH", reason="passphrase"),
            [
                "authentication User joe failed authentication.",
                (
                    "authentication An authentication attempt by the user joe from 192.168.42.10 "
                    "failed using an SSH connection."
                ),
            ],
        ),
        (
            event("disconnected", connection="SSH", reason="closed"),
            ["authentication User admin logged out of SSH session 192.168.42.10"],
        ),
        (
            event("disconnected", connection="SSH", reason="inactivity"),
            [
                (
                    "authentication CLI: User admin logged out from 192.168.42.10 because of "
                    "inactivity timeout"
                )
            ],
        ),
        (event("login"), []),
        (event("logout"), []),
        (event("immediate", comment="x"), []),
        (event("something new"), []),
    ],
)
def test_lines_of_events(what: Event, expected: list[str]) -> None:
    found = entries(what, 1237)
    assert [f"{entry.subscription} {entry.text}" for entry in found] == expected
    assert {entry.level for entry in found} <= {"Info"}


def test_events_with_nothing_in_them() -> None:
    for kind in ("commit", "rollback", "reset", "authenticated", "login failed", "disconnected"):
        assert all(isinstance(entry, Entry) for entry in entries(Event(time=MOMENT, type=kind), 1))


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    appliance = factory(tmp_path / "state")
    yield appliance
    appliance.store.close()


def texts(appliance: Appliance, name: str) -> list[str]:
    lines = list(appliance.log_books.reader(name).lines())[3:]
    return [line.split(" Info: PID ")[1].partition(": ")[2] for line in lines]


def test_each_commit_once(appliance: Appliance) -> None:
    commit(appliance, named("a.example.com"), "first\nof two")
    commit(appliance, named("b.example.com"))
    appliance.store.reset_to_factory("admin")
    assert texts(appliance, "system_logs") == [
        r"User admin commit changes: first\nof two",
        "User admin commit changes: ",
        "User admin reset the configuration to factory defaults",
    ]


def test_commits_while_logs_cannot_be_written(appliance: Appliance) -> None:
    logs = appliance.log_books.directory
    logs.rmdir()
    logs.write_text("not a directory")
    commit(appliance, named("a.example.com"))
    assert appliance.store.head.number == 1
    assert [text.split(": ", 1)[1] for text in appliance.store.troubles] == ["Not a directory"]
