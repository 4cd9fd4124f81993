"""ROLE: roles of one's own, for the graphical interface."""

from __future__ import annotations

from esatui.commands.userconfig.questions import confirm_identity
from esatui.dialogue import InputError, pick
from esatui.menu import Menu
from esatui.session import Session
from esatui.text.layout import numbered
from state.model.users import CustomRole
from state.objects import ObjectPath, path_at, printable
from state.operations.user_roles import (
    PRIVILEGES,
    check_description,
    check_role_name,
    delete_role,
    role_named,
    set_role,
)

NOT_ASSIGNED = (
    "Custom roles are kept and exported. They never open the command line, and no account of this "
    "appliance can be given one."
)


def role_names(session: Session) -> tuple[str, ...]:
    """Return the names of the custom roles, in the order of the list."""
    return tuple(sorted(session.draft.users.roles))


def state_lines(session: Session) -> str:
    """Return the numbered list of the custom roles."""
    roles = session.draft.users.roles
    if not roles:
        return "No custom user roles configured."
    lines = (f'{name} - "{printable(roles[name].description)}"' for name in role_names(session))
    return "Custom user roles:\n" + numbered(lines)


def _any(session: Session) -> bool:
    return bool(session.draft.users.roles)


role_menu: Menu[Session] = Menu(state=state_lines)


@role_menu.operation("NEW", "Create a new user role.")
async def new(session: Session) -> None:
    """Ask for name, description and privileges."""
    await confirm_identity(session)
    await _ask_role(session, None)


@role_menu.operation("EDIT", "Modify a user role.", when=_any)
async def edit(session: Session) -> None:
    """Ask for a role, then for everything about it."""
    await confirm_identity(session)
    await _ask_role(session, await _choose(session, "edit"))


@role_menu.operation("DELETE", "Remove a user role.", when=_any)
async def delete(session: Session) -> None:
    """Ask for a role and, after a confirmation, remove it."""
    await confirm_identity(session)
    name = await _choose(session, "delete")
    if await session.dialogue.confirm(f'Are you sure you want to delete "{name}"?', default=False):
        session.update(delete_role(session.draft, name), [_path(session, name)])


async def _ask_role(session: Session, current: str | None) -> None:
    ask, confirm = session.dialogue.ask, session.dialogue.confirm
    role = CustomRole() if current is None else role_named(session.draft, current)
    name = await ask(
        "Enter the name of the role.",
        default=current,
        check=lambda text: check_role_name(session.draft, text, current),
    )
    description = await ask(
        "Enter a description of the role.",
        default=role.description or None,
        check=check_description,
    )
    privileges = [
        each
        for each in PRIVILEGES
        if await confirm(f"Should the role have access to {each}?", default=each in role.privileges)
    ]
    chosen = CustomRole(description=description, privileges=tuple(privileges))
    draft = set_role(session.draft, name, chosen, current)
    session.update(draft, [_path(session, each) for each in {name, current or name}])
    session.dialogue.paragraph(NOT_ASSIGNED)


async def _choose(session: Session, verb: str) -> str:
    names = role_names(session)

    def check(answer: str) -> str:
        index = pick(answer, names, None)
        if isinstance(index, str):
            raise InputError(index)
        return names[index]

    return await session.dialogue.ask(
        f"Enter the name or number of the role to {verb}.",
        check=check,
        completions=lambda: names,
    )


def _path(session: Session, name: str) -> ObjectPath:
    return path_at(session.draft.level, "users", "roles", name)
