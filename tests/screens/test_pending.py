from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

from esatui.appliance import Appliance
from screens.app import Dashboard
from screens.desk import Desk
from screens.kit.listing import Listing
from screens.kit.tree import CLOSED, OPEN
from state.model.destinations import Destination
from state.operations.destinations import add_destination, edit_destination
from tests.screens.desks import SMALL, dashboard, desk_at, seen, text_of
from tests.screens.quiet import quiet


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
            await seen(app, pilot, "admin (local), since 05-20 10:02")
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


def row_of(app: Dashboard, words: str) -> int:
    """Return the number of the row of the tree in which `words` are."""
    rows = app.screen.query_one("#changes", Listing).table.rows
    return next(i for i, row in enumerate(rows) if any(words in cell for cell in row.cells))


def tree(app: Dashboard) -> list[tuple[str, ...]]:
    return [row.cells for row in app.screen.query_one("#changes", Listing).table.rows]


def partner(desk: Desk, name: str, **settings: Any) -> None:
    desk.submit(lambda draft: add_destination(draft, name, Destination(**settings)))


def test_old_and_new_as_a_tree_of_all_logins(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "new.example.com")
        partner(desk, "plain.example")
        other = desk_at(appliance)
        partner(other, "theirs.example", tls="required", messages_per_connection=7)
        async with dashboard(desk, size=SMALL) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "theirs.example")
            assert tree(app) == [
                (f"{OPEN} This login: admin (local)", "", ""),
                (f"  {OPEN} System (1)", "", ""),
                (f"    {OPEN} ~ System Settings", "", ""),
                ("        Host name", "mail.example.com", "new.example.com"),
                (f"  {OPEN} Destination Controls (1)", "", ""),
                (
                    f"    {OPEN} + plain.example (with default settings)",
                    "",
                    "",
                ),
                (f"{OPEN} admin (local), since 05-20 10:02", "", ""),
                (f"  {OPEN} Destination Controls (1)", "", ""),
                (f"    {OPEN} + theirs.example", "", ""),
                ("        Messages per connection", "-", "7"),
                ("        TLS", "-", "Required"),
            ]
            await pilot.press("end")
            await seen(app, pilot, "(u)Undo change")
        other.candidate.close()

    asyncio.run(scenario())


def test_the_tree_is_folded_by_keys_and_by_the_mouse(desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "new.example.com")
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "Host name")
            await pilot.press("down", "left")
            assert app.screen.query_one("#changes", Listing).table.cursor == row_of(app, "System S")
            await pilot.press("left")
            await pilot.pause()
            assert tree(app)[-1] == (f"    {CLOSED} ~ System Settings", "", "")
            await pilot.press("right")
            await pilot.pause()
            assert "Host name" in tree(app)[-1][0]
            await pilot.press("left", "left", "left")
            await pilot.pause()
            assert tree(app)[-1] == (f"  {CLOSED} System (1)", "", "")
            await pilot.press("enter")
            await pilot.pause()
            assert len(tree(app)) == 3
            table = app.screen.query_one("#changes", Listing).table
            await pilot.click(table, offset=(1, 1))
            await pilot.pause()
            assert tree(app) == [(f"{CLOSED} This login: admin (local)", "", "")]
            await pilot.click(table, offset=(1, 1))
            await pilot.pause()
            assert len(tree(app)) == 3

    asyncio.run(scenario())


def test_of_a_change_of_two_settings_one_is_undone(desk: Desk) -> None:
    async def scenario() -> None:
        partner(desk, "partner.com", tls="preferred")
        desk.candidate.commit("one")
        changed = Destination(tls="required", messages_per_connection=7)
        desk.submit(lambda draft: edit_destination(draft, "partner.com", changed))
        async with dashboard(desk) as (app, pilot):
            await pilot.press("9")
            await seen(app, pilot, "Messages per connection")
            table = app.screen.query_one("#changes", Listing).table
            table.cursor = row_of(app, "Messages per connection")
            await pilot.pause()
            await pilot.press("u")
            await quiet(app, pilot, looks=2)
            words = "Undone: Destination Controls: partner.com - Messages per connection"
            assert [each.message for each in app._notifications] == [words]
            entry = desk.draft.destinations.entries["partner.com"]
            assert entry == Destination(tls="required")
            await pilot.press("home", "u")
            await pilot.pause()
            assert len(desk.candidate.changes()) == 1
            table.cursor = row_of(app, "partner.com")
            await pilot.pause()
            await pilot.press("u")
            await pilot.pause()
        assert not desk.candidate.pending

    asyncio.run(scenario())


def test_a_conflict_is_seen_from_everywhere(appliance: Appliance, desk: Desk) -> None:
    async def scenario() -> None:
        rename(desk, "mine.example.com")
        async with dashboard(desk) as (app, pilot):
            await pilot.press("4")
            await seen(app, pilot, "Commit Changes (1)")
            assert "conflict" not in "\n".join(text_of(app))
            other = desk_at(appliance)
            partner(other, "theirs.example")
            other.candidate.commit("no conflict")
            assert desk.candidate.conflicting() == 0
            rename(other, "theirs.example.com")
            other.candidate.commit("first")
            await seen(app, pilot, "Commit Changes (1), conflict")
            await seen(app, pilot, "9 Pending Changes !")
            # Nothing is set aside before the person looks at it.
            assert desk.draft.system.hostname == "mine.example.com"
            await pilot.press("1")
            await seen(app, pilot, "Commit Changes (1), conflict")
            await pilot.press("9", "k")
            await seen(app, pilot, "To be committed: 1")
            assert "conflict" not in "\n".join(text_of(app))
            assert "Pending Changes !" not in "\n".join(text_of(app))
            other.candidate.close()

    asyncio.run(scenario())
