"""`interfaceconfig`, GROUPS: groups of IP interfaces."""

from __future__ import annotations

from esatui.commands.interfaceconfig.declaration import interface_names
from esatui.dialogue import InputError, pick
from esatui.menu import Menu
from esatui.session import Session
from esatui.text.layout import numbered
from state.objects import ObjectPath, path_at
from state.operations.interface_groups import check_group_name, delete_group, set_group
from state.operations.values import not_blank


def group_names(session: Session) -> tuple[str, ...]:
    """Return the names of the groups, in the order of the list."""
    return tuple(sorted(session.draft.interfaces.groups))


def state_lines(session: Session) -> str:
    """Return the numbered list of the groups."""
    groups = session.draft.interfaces.groups
    if not groups:
        return "No IP interface groups configured."
    lines = (f"{name} ({', '.join(groups[name].interfaces)})" for name in group_names(session))
    return "Currently configured IP interface groups:\n" + numbered(lines)


def _any(session: Session) -> bool:
    return bool(session.draft.interfaces.groups)


groups_menu: Menu[Session] = Menu(state=state_lines)


@groups_menu.operation("NEW", "Create a new group.")
async def new(session: Session) -> None:
    """Ask for a name and for interfaces."""
    name = await _ask_name(session, None)
    await _store(session, name, None)


@groups_menu.operation("EDIT", "Modify a group.", when=_any)
async def edit(session: Session) -> None:
    """Ask for a group, its name and its interfaces."""
    current = await _ask_group(session, "edit")
    await _store(session, await _ask_name(session, current), current)


@groups_menu.operation("DELETE", "Remove a group.", when=_any)
async def delete(session: Session) -> None:
    """Ask for a group and remove it."""
    name = await _ask_group(session, "delete")
    session.update(delete_group(session.draft, name), [_path(session, name)])


async def _store(session: Session, name: str, current: str | None) -> None:
    interfaces = await _ask_interfaces(session, current)
    draft = set_group(session.draft, name, interfaces, current)
    session.update(draft, [_path(session, each) for each in {name, current or name}])


async def _ask_name(session: Session, current: str | None) -> str:
    return await session.dialogue.ask(
        "Please enter the name for this group:",
        default=current,
        check=lambda text: check_group_name(session.draft, text, current),
    )


async def _ask_interfaces(session: Session, current: str | None) -> list[str]:
    names = interface_names(session)

    def check(text: str) -> list[str]:
        return [_picked(word.strip(), names) for word in not_blank(text).split(",")]

    group = session.draft.interfaces.groups.get(current or "")
    return await session.dialogue.ask(
        "Please enter the names or numbers of the interfaces to be included in this group, "
        f"separated by commas.\n{numbered(names)}",
        default=", ".join(group.interfaces) if group else None,
        check=check,
        completions=lambda: names,
    )


async def _ask_group(session: Session, verb: str) -> str:
    names = group_names(session)
    return await session.dialogue.ask(
        f"Enter the name or number of the group you wish to {verb}.",
        check=lambda text: _picked(not_blank(text), names),
        completions=lambda: names,
    )


def _picked(word: str, names: tuple[str, ...]) -> str:
    index = pick(word, names, None)
    if isinstance(index, str):
        raise InputError(index)
    return names[index]


def _path(session: Session, name: str) -> ObjectPath:
    return path_at(session.draft.level, "interfaces", "groups", name)
