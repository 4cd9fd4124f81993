"""MASQUERADE: addresses of senders that become others (CLI reference, 7.3)."""

from __future__ import annotations

from typing import Final

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.rewriting_table import TableMenu, Wording
from esatui.menu import Menu
from state.operations.rewriting import HEADERS, set_headers

WORDING = Wording(
    source_question="""\
Enter the source address or domain to masquerade.
Usernames like "joe" are allowed.
Full addresses like "joe@example.com" are allowed.
Full addresses with subdomain wildcards such as "username@.example.com" are
allowed.
Domains like "@example.com" and "@.example.com" are allowed.
Hosts like "@training" and "@.training" are allowed.""",
    target_question="""\
Enter the masqueraded address.
Domains like "@example.com" are allowed.
Full addresses such as "joe@example.com" are allowed.""",
    created="Entry mapping {source} to {to} created.",
    imported="Import all entries from a file.",
    exported="Export all entries to a file.",
)


def state_lines(context: EditedListener) -> str:
    """Return how many entries there are, and where they count."""
    listener = context.listener
    number = len(listener.masquerade)
    counted = "is currently 1 entry" if number == 1 else f"are currently {number} entries"
    headers = ", ".join(listener.masqueraded) or "None"
    return f"Domain Masquerading Table\n\nThere {counted}.\nMasqueraded headers: {headers}"


_QUESTIONS: Final = {"Envelope Sender": "Envelope Sender"}
"""What is no field of the header."""

masquerade_menu: Menu[EditedListener] = Menu(state=state_lines)


async def config(context: EditedListener) -> None:
    """Ask for each part of a message whether it is masqueraded."""
    current = context.listener.masqueraded
    chosen = [
        each
        for each in HEADERS
        if await context.dialogue.confirm(
            f"Do you wish to masquerade {_QUESTIONS.get(each, f'{each} headers')}?",
            default=each in current,
        )
    ]
    context.update(set_headers(context.session.draft, context.name, chosen))


def _declare_config() -> None:
    masquerade_menu.operation("CONFIG", "Configure masqueraded headers.")(config)


TableMenu(masquerade_menu, "masquerade", WORDING).declare(edit=False, before_clear=_declare_config)
