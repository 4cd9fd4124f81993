"""IPACCESS: from which addresses administrators may connect."""

from __future__ import annotations

from dataclasses import dataclass

from esatui.commands.adminaccessconfig.declaration import MODES, update
from esatui.dialogue import Dialogue
from esatui.menu import Menu
from esatui.session import Session
from esatui.text.layout import numbered
from state.access import may_connect
from state.errors import StateError
from state.model.services import AccessMode, AdminAccess
from state.operations.adminaccess import check_entries, is_address, restricted, set_access

DESCRIPTIONS: tuple[tuple[AccessMode, str], ...] = (
    ("ALL", "All IP addresses will be allowed to access the administrative interface."),
    ("RESTRICT", "Specify IP addresses/Subnets/Ranges to be allowed access."),
    ("PROXYONLY", "Specify IP addresses/Subnets/Ranges to be allowed access through proxy."),
    (
        "PROXY",
        "Specify IP addresses/Subnets/Ranges to be allowed access directly or through proxy.",
    ),
)
HEADING = "List of allowed IP addresses/Subnets/Ranges:"
WARNING = (
    "Warning: The host you are currently using [{}] is not included in the User Access list. "
    "Excluding it will prevent your host from connecting to the administrative interface. "
    "Are you sure you want to continue?"
)


@dataclass
class EditedAccess:
    """What the operations of the list are given: entries that are not pending yet."""

    session: Session
    entries: tuple[str, ...]

    @property
    def dialogue(self) -> Dialogue:
        """Return the conversation of the session."""
        return self.session.dialogue

    async def chosen(self, purpose: str) -> int:
        """Ask for an entry; return its place."""
        question = f"Choose the entry to {purpose}."
        return await self.dialogue.choose(self.entries, question=question)


def listed(entries: tuple[str, ...]) -> str:
    """Return the list with its heading."""
    return "\n".join([HEADING, *([numbered(entries)] if entries else [])])


def _any(edited: EditedAccess) -> bool:
    return bool(edited.entries)


access_menu: Menu[EditedAccess] = Menu(state=lambda edited: listed(edited.entries))


@access_menu.operation("NEW", "Add a new IP address/subnet/range.")
async def new(edited: EditedAccess) -> None:
    """Ask for entries, several with commas between."""
    added = await edited.dialogue.ask(
        "Please enter IP address, subnet or range.",
        check=lambda text: check_entries(text, edited.entries),
    )
    edited.entries += added


@access_menu.operation("EDIT", "Modify an IP address/subnet/range.", when=_any)
async def edit(edited: EditedAccess) -> None:
    """Ask for an entry, then for what stands in its place."""
    place = await edited.chosen("edit")
    before, after = edited.entries[:place], edited.entries[place + 1 :]
    changed = await edited.dialogue.ask(
        "Please enter IP address, subnet or range.",
        default=edited.entries[place],
        check=lambda text: check_entries(text, before + after),
    )
    edited.entries = before + changed + after


@access_menu.operation("DELETE", "Remove an IP address/subnet/range.", when=_any)
async def delete(edited: EditedAccess) -> None:
    """Ask for an entry and take it out."""
    place = await edited.chosen("delete")
    edited.entries = edited.entries[:place] + edited.entries[place + 1 :]


@access_menu.operation("CLEAR", "Remove all entries.", when=_any)
async def clear(edited: EditedAccess) -> None:
    """Take all entries out."""
    edited.entries = ()


async def configure_access(session: Session) -> None:
    """Ask for the mode and, unless all may connect, for the list."""
    current = session.draft.adminaccess
    mode = await _ask_mode(session, current.mode)
    if mode is None:
        return
    if mode == "ALL":
        update(session, set_access(session.draft, mode, current.allowed))
        return
    edited = EditedAccess(session, current.allowed)
    while True:
        await access_menu.run(edited)
        wanted = restricted(current, mode, edited.entries)
        if _includes_own(session, wanted) or await _confirmed(session):
            break
    update(session, set_access(session.draft, mode, edited.entries))


async def _ask_mode(session: Session, current: AccessMode) -> AccessMode | None:
    lines = [f"- {mode} - {text}" for mode, text in DESCRIPTIONS]
    session.dialogue.block(f"Current mode: {MODES[current]}.")
    question = "\n".join(["Please select the mode:", *lines])
    return await session.dialogue.ask(question, check=_mode)


def _mode(text: str) -> AccessMode | None:
    word = text.upper()
    if not word:
        return None
    exact = [mode for mode, _ in DESCRIPTIONS if mode == word]
    found = exact or [mode for mode, _ in DESCRIPTIONS if mode.startswith(word)]
    if len(found) != 1:
        raise StateError("Unknown option")
    return found[0]


def _includes_own(session: Session, wanted: AdminAccess) -> bool:
    """Return whether the person could log in again; the console of the machine always can."""
    remote = session.login.remote
    return not is_address(remote) or may_connect(wanted, remote)


async def _confirmed(session: Session) -> bool:
    return await session.dialogue.confirm(WARNING.format(session.login.remote), default=False)
