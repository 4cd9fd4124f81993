from __future__ import annotations

import asyncio
import dataclasses

from esatui.appliance import Appliance
from screens.desk import Desk
from tests.screens.desks import dashboard, desk_at, seen, text_of


def rename(desk: Desk, hostname: str) -> None:
    desk.submit(
        lambda draft: draft.write(system=dataclasses.replace(draft.system, hostname=hostname))
    )


def test_commit_with_a_comment(desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "new.example.com")
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await pilot.pause()
            lines = "\n".join(text_of(app))
            assert "System Settings" in lines
            assert "new.example.com" in lines
            assert "To be committed: 1" in lines
            await pilot.press("c", *"why", "ctrl+s")
            await seen(app, pilot, "There are no changes to commit.")
        head = desk.store.head
        assert (head.number, head.comment, head.saved_for_rollback) == (1, "why", True)
        assert desk.running.system.hostname == "new.example.com"

    asyncio.run(scenario())


def test_undo_of_a_single_change(desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "new.example.com")
        desk.submit(
            lambda draft: draft.write(
                rollback=dataclasses.replace(draft.rollback, enabled=not draft.rollback.enabled)
            )
        )
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await pilot.pause()
            assert len(desk.candidate.changes()) == 2
            await pilot.press("u")
            await seen(app, pilot, "To be committed: 1")
        assert [change.label for change in desk.candidate.changes()] == ["Rollback Configuration"]
        assert desk.draft.system.hostname == "mail.example.com"

    asyncio.run(scenario())


def conflict(appliance: Appliance, desk: Desk) -> None:
    rename(desk, "mine.example.com")
    other = desk_at(appliance)
    rename(other, "theirs.example.com")
    other.candidate.commit("first")
    other.candidate.close()


def test_conflict_keeping_ones_own(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        conflict(appliance, desk)
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await pilot.pause()
            lines = "\n".join(text_of(app))
            assert "theirs.example.com" in lines
            assert "mine.example.com" in lines
            assert "Conflict: admin" in lines
            await pilot.press("k")
            await seen(app, pilot, "To be committed: 1")
            desk.candidate.commit("mine after all")
        assert desk.running.system.hostname == "mine.example.com"

    asyncio.run(scenario())


def test_conflict_taking_what_was_committed(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        conflict(appliance, desk)
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "Conflict: admin")
            await pilot.press("u")
            await seen(app, pilot, "There are no changes to commit.")
        assert not desk.candidate.pending
        assert desk.draft.system.hostname == "theirs.example.com"

    asyncio.run(scenario())


def test_changes_of_another_login_are_seen_at_once(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await pilot.pause()
            other = desk_at(appliance)
            rename(other, "theirs.example.com")
            await seen(app, pilot, "another login")
            other.candidate.close()

    asyncio.run(scenario())


def test_roll_back(desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "one.example.com")
        desk.candidate.commit("one")
        rename(desk, "two.example.com")
        desk.candidate.commit("two")
        async with dashboard(desk) as (app, pilot):
            await pilot.press("0")
            await pilot.pause()
            await seen(app, pilot, "one.example.com")
            await pilot.press("down", "b")
            await seen(app, pilot, "Roll Back")
            await pilot.press("ctrl+s")
            await seen(app, pilot, "rollback  saved")
        assert desk.running.system.hostname == "one.example.com"
        assert desk.store.head.info.kind == "rollback"

    asyncio.run(scenario())
