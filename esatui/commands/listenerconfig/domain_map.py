"""DOMAINMAP: domains of recipients that become others (CLI reference, 7.3)."""

from __future__ import annotations

from esatui.commands.listenerconfig.editing import EditedListener
from esatui.commands.listenerconfig.rewriting_table import TableMenu, Wording
from esatui.menu import Menu

WORDING = Wording(
    source_question="""\
Enter the original domain for this entry.
Partial hostnames such as ".example.com" are allowed.
Email addresses such as "joe@example.com" or "joe@[1.2.3.4]" are allowed.""",
    target_question="Enter the new domain for this entry.",
    created="Entry mapping for {source} to {to} created.",
    imported="Import domain mappings from a file.",
    exported="Export domain mappings to a file.",
)


def state_lines(context: EditedListener) -> str:
    """Return how many entries there are."""
    number = len(context.listener.domain_map)
    counted = "is 1 Domain Mapping" if number == 1 else f"are currently {number} Domain Mappings"
    return f"There {counted}.\nDomain Mapping is: {'enabled' if number else 'disabled'}"


domain_map_menu: Menu[EditedListener] = Menu(state=state_lines)
TableMenu(domain_map_menu, "domain_map", WORDING).declare(edit=True)
