"""What the menus of MASQUERADE and DOMAINMAP share: the operations on a table of two sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.files import ask_export, ask_import, files_of
from esatui.menu import Menu
from state.operations.rewriting import (
    Table,
    check_new_source,
    check_target,
    delete_entry,
    entries_of,
    find_source,
    parse_entries,
    render_entries,
    replace_entries,
    set_entry,
)
from state.operations.table_files import FILE_LIMIT


@dataclass(frozen=True)
class Wording:
    """The texts of one table."""

    source_question: str
    target_question: str
    created: str
    """With `{source}` and `{to}`."""
    imported: str
    exported: str


@dataclass(frozen=True)
class TableMenu:
    """Declares the operations of one table on a menu, in the appliance's order."""

    menu: Menu[EditedListener]
    table: Table
    wording: Wording

    def any_entries(self, context: EditedListener) -> bool:
        """Return whether the table has an entry."""
        return bool(entries_of(context.session.draft, context.name, self.table))

    def declare(self, *, edit: bool, before_clear: Callable[[], None] | None = None) -> None:
        """Declare all operations; `before_clear` declares what stands before CLEAR."""
        operation, some = self.menu.operation, self.any_entries
        operation("NEW", "Create a new entry.")(self.new)
        if edit:
            operation("EDIT", "Modify an entry.", when=some)(self.edit)
        operation("DELETE", "Remove an entry.", when=some)(self.delete)
        operation("PRINT", "Display all entries.", when=some, changes=False)(self.print)
        operation("IMPORT", self.wording.imported)(self.import_table)
        operation("EXPORT", self.wording.exported, when=some)(self.export_table)
        if before_clear is not None:
            before_clear()
        operation("CLEAR", "Remove all entries.", when=some)(self.clear)

    async def new(self, context: EditedListener) -> None:
        """Ask for both sides of a new entry."""
        draft = context.session.draft
        source = await context.dialogue.ask(
            self.wording.source_question,
            check=lambda text: check_new_source(draft, context.name, self.table, text),
            wrapped=False,
        )
        await self._ask_target(context, source, None)

    async def edit(self, context: EditedListener) -> None:
        """Ask for an entry and for its second side."""
        source = await self._ask_entry(context, "Enter the entry you wish to edit.")
        current = entries_of(context.session.draft, context.name, self.table)[source].to
        await self._ask_target(context, source, current)

    async def delete(self, context: EditedListener) -> None:
        """Ask for an entry and remove it."""
        source = await self._ask_entry(context, "Enter the entry you wish to delete.")
        draft = delete_entry(context.session.draft, context.name, self.table, source)
        context.update_at(draft, self.table, source)
        context.dialogue.block(f"Entry {source} removed.")

    async def print(self, context: EditedListener) -> None:
        """Print all entries."""
        entries = entries_of(context.session.draft, context.name, self.table)
        await context.dialogue.page("\n" + render_entries(entries))

    async def import_table(self, context: EditedListener) -> None:
        """Ask for a file and replace the whole table with what is in it."""
        data = await ask_import(context.session, FILE_LIMIT)
        entries = await context.session.work(lambda: parse_entries(self.table, data))
        context.update(replace_entries(context.session.draft, context.name, self.table, entries))
        context.dialogue.block(f"{len(entries)} entries imported.")

    async def export_table(self, context: EditedListener) -> None:
        """Ask for the name of a file and write the table into it."""
        name = await ask_export(context.session)
        text = render_entries(entries_of(context.session.draft, context.name, self.table))
        files_of(context.session).write(name, f"{text}\n".encode())
        context.dialogue.block("Export complete.")

    async def clear(self, context: EditedListener) -> None:
        """Ask, and remove all entries."""
        if await context.dialogue.confirm(
            "Are you sure you want to remove all entries?", default=False
        ):
            context.update(replace_entries(context.session.draft, context.name, self.table, {}))

    async def _ask_target(self, context: EditedListener, source: str, current: str | None) -> None:
        to = await context.dialogue.ask(
            self.wording.target_question,
            default=current,
            check=lambda text: check_target(self.table, text, source),
            wrapped=False,
        )
        draft = set_entry(context.session.draft, context.name, self.table, source, to)
        context.update_at(draft, self.table, source)
        context.dialogue.block(self.wording.created.format(source=source, to=to))

    async def _ask_entry(self, context: EditedListener, question: str) -> str:
        draft = context.session.draft
        return await context.dialogue.ask(
            question,
            check=lambda text: find_source(draft, context.name, self.table, text),
            completions=lambda: sorted(entries_of(draft, context.name, self.table)),
        )
