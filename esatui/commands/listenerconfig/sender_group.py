"""The menu of one sender group (CLI reference, 7.5)."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.host_access_choices import HOSTS_QUESTION, choose_policy
from esatui.dialogue import Dialogue
from esatui.menu import Menu
from state.model.configuration import Draft
from state.model.listeners import EVERYONE, HostAccessTable, SenderGroup
from state.operations.hat import (
    GROUP,
    add_senders,
    check_new_name,
    check_new_senders,
    check_present,
    delete_senders,
    rename_group,
    set_group_policy,
)
from state.operations.hat_file import render_group
from state.operations.hat_senders import check_senders


@dataclass
class EditedGroup:
    """What the operations of the menu are given: the listener and which group of it."""

    context: EditedListener
    name: str

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.context.dialogue

    @property
    def group(self) -> SenderGroup:
        """Return the group as it is pending."""
        return self.table.groups[self.name]

    @property
    def table(self) -> HostAccessTable:
        """Return the table as it is pending."""
        return self.context.listener.hat

    @property
    def draft(self) -> Draft:
        """Return the pending configuration."""
        return self.context.session.draft

    def update(self, draft: Draft) -> None:
        """Make `draft` the pending configuration; the group counts as edited."""
        self.context.update_at(draft, "hat", "groups", self.name)


group_menu: Menu[EditedGroup] = Menu()


def _own_senders(edited: EditedGroup) -> bool:
    return edited.name != EVERYONE


def _any_senders(edited: EditedGroup) -> bool:
    return bool(edited.group.senders)


@group_menu.operation("NEW", "Add a new host.", when=_own_senders)
async def new(edited: EditedGroup) -> None:
    """Ask for hosts and add them to the group."""
    senders = await edited.dialogue.ask(
        HOSTS_QUESTION,
        check=lambda text: check_new_senders(edited.table, edited.name, check_senders(text)),
    )
    edited.update(add_senders(edited.draft, edited.context.name, edited.name, senders))


@group_menu.operation("DELETE", "Remove a host.", when=_any_senders)
async def delete(edited: EditedGroup) -> None:
    """Ask for hosts of the group and remove them."""
    senders = await edited.dialogue.ask(
        "Enter the hosts to remove. Separate multiple hosts with commas.",
        check=lambda text: check_present(edited.table, edited.name, check_senders(text)),
        completions=lambda: edited.group.senders,
    )
    edited.update(delete_senders(edited.draft, edited.context.name, edited.name, senders))


@group_menu.operation("POLICY", "Change the policy settings and options.")
async def policy(edited: EditedGroup) -> None:
    """Ask for another policy."""
    chosen = await choose_policy(edited.context, edited.group.policy)
    edited.update(set_group_policy(edited.draft, edited.context.name, edited.name, chosen))


@group_menu.operation("PRINT", "Display the current definition.", changes=False)
async def print_group(edited: EditedGroup) -> None:
    """Print the group as it stands in the table."""
    await edited.dialogue.page("\n" + "\n".join(render_group(edited.name, edited.group)))


@group_menu.operation("RENAME", "Rename this sender group.", when=_own_senders)
async def rename(edited: EditedGroup) -> None:
    """Ask for another name."""
    others = {name for name in edited.table.groups if name != edited.name}
    name = await edited.dialogue.ask(
        "Enter the new name of the sender group.",
        default=edited.name,
        check=lambda text: check_new_name(dict.fromkeys(others), text, GROUP),
    )
    draft = rename_group(edited.draft, edited.context.name, edited.name, name)
    edited.name = name
    edited.update(draft)
