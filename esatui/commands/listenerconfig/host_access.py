"""HOSTACCESS: the Host Access Table of a listener (CLI reference, 7.5)."""

from __future__ import annotations

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.host_access_choices import (
    GROUPS,
    HOSTS_QUESTION,
    POLICIES,
    ask_group,
    ask_own_group,
    ask_policy_name,
    choose_policy,
    group_or_policy,
)
from esatui.commands.listenerconfig.policy_questions import ask_default, ask_policy
from esatui.commands.listenerconfig.policy_text import table_state
from esatui.commands.listenerconfig.sender_group import EditedGroup, group_menu
from esatui.files import ask_export, ask_import, files_of
from esatui.menu import Menu
from esatui.text.layout import numbered
from state.model.listeners import EVERYONE, MailFlowPolicy
from state.operations.hat import (
    GROUP,
    POLICY,
    add_group,
    check_new_name,
    delete_group,
    move_group,
    positions,
    reset_table,
    with_table,
)
from state.operations.hat_file import parse_table, render_table
from state.operations.hat_senders import check_senders
from state.operations.policies import add_policy, delete_policy, edit_policy, set_default
from state.operations.table_files import FILE_LIMIT

RESET_QUESTION = (
    "Are you sure you want to remove all senders and set the policies to the system default?"
)

host_access_menu: Menu[EditedListener] = Menu(
    state=lambda context: table_state(context.listener.hat)
)


def _any_movable(context: EditedListener) -> bool:
    return len(context.listener.hat.order) > 2


@host_access_menu.operation("NEW", "Create a new entry.")
async def new(context: EditedListener) -> None:
    """Ask for a new sender group or policy."""
    if await group_or_policy(context, "New") == GROUPS:
        await _new_group(context)
    else:
        await _new_policy(context)


@host_access_menu.operation("EDIT", "Modify an entry.", submenu=group_menu)
async def edit(context: EditedListener) -> None:
    """Show the menu of a sender group, or ask for the values of a policy."""
    if await group_or_policy(context, "Edit") == GROUPS:
        name = await ask_group(context, "Enter the name of the sender group you wish to edit.")
        await group_menu.run(EditedGroup(context, name))
        return
    name = await ask_policy_name(context, "Enter the name of the policy you wish to edit.")
    policy = await ask_policy(context, context.listener.hat.policies[name])
    draft = edit_policy(context.session.draft, context.name, name, policy)
    context.update_at(draft, "hat", "policies", name)


@host_access_menu.operation("DELETE", "Remove an entry.")
async def delete(context: EditedListener) -> None:
    """Ask for a sender group or a policy and remove it."""
    draft = context.session.draft
    if await group_or_policy(context, "Delete") == POLICIES:
        name = await ask_policy_name(context, "Enter the name of the policy you wish to delete.")
        context.session.update(delete_policy(draft, context.name, name))
        return
    name = await ask_own_group(context, "Enter the name of the sender group you wish to delete.")
    context.session.update(delete_group(draft, context.name, name))


@host_access_menu.operation("MOVE", "Move an entry.", when=_any_movable)
async def move(context: EditedListener) -> None:
    """Ask for a sender group and for its new position among the others."""
    hat = context.listener.hat
    context.dialogue.block(numbered(name for name in hat.order if name != EVERYONE))
    name = await ask_own_group(
        context, "Enter the name or number of the sender group you wish to move."
    )
    position = await context.dialogue.ask(
        f'Enter the new position of the sender group "{name}".', check=positions(hat).parse
    )
    draft = move_group(context.session.draft, context.name, name, position)
    context.update_at(draft, "hat")


@host_access_menu.operation("DEFAULT", "Set the defaults.")
async def default(context: EditedListener) -> None:
    """Ask for the default policy parameters."""
    parameters = await ask_default(context, context.listener.hat.default)
    draft = set_default(context.session.draft, context.name, parameters)
    context.update_at(draft, "hat", "default")


@host_access_menu.operation("PRINT", "Display the table.", changes=False)
async def print_table(context: EditedListener) -> None:
    """Print policies and sender groups."""
    await context.dialogue.page("\n" + render_table(context.listener.hat))


@host_access_menu.operation("IMPORT", "Import a table from a file.")
async def import_table(context: EditedListener) -> None:
    """Ask for a file and replace policies and sender groups with what is in it."""
    data = await ask_import(context.session, FILE_LIMIT)
    draft = context.session.draft
    current = context.listener.hat.default
    hat = await context.session.work(lambda: parse_table(draft, data, current))
    context.update_at(with_table(draft, context.name, hat), "hat")
    context.dialogue.block(
        f"{len(hat.groups)} sender groups and {len(hat.policies)} policies imported."
    )


@host_access_menu.operation("EXPORT", "Export the table to a file.")
async def export_table(context: EditedListener) -> None:
    """Ask for the name of a file and write policies and sender groups into it."""
    name = await ask_export(context.session)
    text = render_table(context.listener.hat)
    files_of(context.session).write(name, f"{text}\n".encode())
    context.dialogue.block("Export complete.")


@host_access_menu.operation("RESET", "Remove senders and set policies to system default.")
async def reset(context: EditedListener) -> None:
    """Make the table what it is on a new appliance, after a confirmation."""
    if await context.dialogue.confirm(RESET_QUESTION, default=False):
        context.update_at(reset_table(context.session.draft, context.name), "hat")


async def _new_group(context: EditedListener) -> None:
    hat = context.listener.hat
    name = await context.dialogue.ask(
        "Enter a name for this sender group.",
        check=lambda text: check_new_name(hat.groups, text, GROUP),
    )
    senders = await context.dialogue.ask(HOSTS_QUESTION, check=check_senders)
    policy = await choose_policy(context, None)
    draft = add_group(context.session.draft, context.name, name, senders, policy)
    context.update_at(draft, "hat", "groups", name)


async def _new_policy(context: EditedListener) -> None:
    hat = context.listener.hat
    name = await context.dialogue.ask(
        "Enter a name for this policy.",
        check=lambda text: check_new_name(hat.policies, text, POLICY),
    )
    policy = await ask_policy(context, MailFlowPolicy(rule="ACCEPT"))
    draft = add_policy(context.session.draft, context.name, name, policy)
    context.update_at(draft, "hat", "policies", name)
