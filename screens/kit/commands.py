"""What the command palette offers of the section that is open, and names to go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final, cast

from rich.text import Text
from textual.app import SystemCommand
from textual.command import Hit, Hits, Provider
from textual.screen import Screen

from screens.kit.keybar import shown
from screens.kit.listing import Search
from screens.kit.table import Table
from screens.language import later, tr

if TYPE_CHECKING:
    from screens.app import Dashboard
    from state.model.configuration import Draft

BEST: Final = 8
"""Names of one kind that are offered."""
KINDS: Final = (
    ("certificates", later("Certificate: {name}")),
    ("destinations", later("Destination: {name}")),
    ("listeners", later("Listener: {name}")),
)
"""Sections, and how one of what is in them is called."""


def actions(screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield what the keys of a screen do at present."""
    for node, binding, enabled in shown(screen):
        if enabled and node is not screen.app:
            run = partial(screen.app.run_action, binding.action, node)
            key = screen.app.get_key_display(binding)
            yield SystemCommand(tr(binding.description), tr("Key: {key}", key=key), run)


def best(names: Iterable[str], query: str) -> list[str]:
    """Return the names that fit best: those that begin with the query, then the shortest."""
    sought = query.casefold()
    found = (
        (not name.casefold().startswith(sought), len(name), name)
        for name in names
        if sought in name.casefold()
    )
    return [name for _, _, name in nsmallest(BEST, found)]


class Names(Provider):
    """Certificates, destinations and listeners by name."""

    async def search(self, query: str) -> Hits:
        """Yield the best of each kind."""
        app = cast("Dashboard", self.app)
        if not app.desk.may_view or self.screen.is_modal or not query:
            return
        for place, words in KINDS:
            for name in best(_names(app.desk.draft, place), query):
                text = tr(words, name=name)
                score = 0.9 if name.casefold().startswith(query.casefold()) else 0.5
                go = partial(_go, app, place, name)
                yield Hit(score, Text(text), go, text=text, help=tr("Go to it"))


def _names(draft: Draft, place: str) -> Iterable[str]:
    match place:
        case "certificates":
            return draft.certificates.profiles
        case "destinations":
            return draft.destinations.entries
        case _:
            return draft.listeners.entries


def _go(app: Dashboard, place: str, name: str) -> None:
    app.action_open(place)

    def there() -> None:
        for search in app.screen.query(Search):
            search.value = ""
        table = app.screen.query(Table).first()
        table.go_to(name)
        table.focus()

    app.screen.call_after_refresh(there)
