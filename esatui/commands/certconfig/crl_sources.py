"""CRL, NEW EDIT DELETE PRINT: where revocation lists come from (CLI reference, 2.11)."""

from __future__ import annotations

from esatui.menu import Operation
from esatui.session import Session
from esatui.text.dates import long_date
from state.crl_cache import CrlCache
from state.model.certificates import CrlSource, CrlType
from state.objects import path_at
from state.operations import crl

TYPES: tuple[CrlType, ...] = ("ASN.1", "PEM")
NONE = "none"
"""What removes the secondary URL in EDIT, where Enter keeps it."""


def has_sources(session: Session) -> bool:
    """Return whether there is a source."""
    return bool(session.draft.crl.sources)


async def choose_source(session: Session, purpose: str) -> str:
    """Let the person choose a source from the numbered list; `purpose` is a verb."""
    names = list(session.draft.crl.sources)
    index = await session.dialogue.choose(
        names,
        question=f"Enter the number of the CRL source you wish to {purpose}.",
        after=True,
        completed=True,
    )
    return names[index]


async def _new(session: Session) -> None:
    """Ask for a name and the settings of a source, and store it."""
    name = await session.dialogue.ask(
        "Enter a name for this CRL source:",
        bare=True,
        check=lambda text: crl.check_source_name(session.draft, text),
    )
    session.update(crl.add_source(session.draft, name, await _ask_source(session, None)))


async def _edit(session: Session) -> None:
    """Ask which source, and for its settings again."""
    name = await choose_source(session, "edit")
    source = await _ask_source(session, session.draft.crl.sources[name])
    draft = crl.edit_source(session.draft, name, source)
    session.update(draft, [path_at(draft.level, "crl", "sources", name)])


async def _delete(session: Session) -> None:
    """Ask which source, confirm, and remove it."""
    name = await choose_source(session, "delete")
    if await session.dialogue.confirm(f'Are you sure you want to delete "{name}"?', default=False):
        session.update(crl.delete_source(session.draft, name))


async def _print(session: Session) -> None:
    """Print the settings of each source, and when its list was fetched."""
    cache = cache_of(session)
    blocks = [_described(name, source, cache) for name, source in session.draft.crl.sources.items()]
    session.dialogue.say()
    await session.dialogue.page("\n\n".join(blocks))


async def _ask_source(session: Session, current: CrlSource | None) -> CrlSource:
    primary = await session.dialogue.ask(
        "Enter the primary URL of the CRL file (http or https):",
        default=current.primary_url if current else None,
        check=crl.check_primary_url,
    )
    secondary = await _ask_secondary(session, current.secondary_url if current else None)
    file_type = await session.dialogue.choose_value(
        [(each, each) for each in TYPES],
        question="Select the type of the CRL file:",
        current=current.file_type if current else None,
    )
    automatic = await session.dialogue.confirm(
        "Do you want to update this CRL automatically?",
        default=current.automatic if current else True,
    )
    interval = current.interval_hours if current else 24
    if automatic:
        interval = await session.dialogue.ask(
            "Enter the update interval in hours:",
            default=str(interval),
            check=crl.check_interval,
        )
    return CrlSource(
        primary_url=primary,
        secondary_url=secondary,
        file_type=file_type,
        automatic=automatic,
        interval_hours=interval,
    )


async def _ask_secondary(session: Session, current: str | None) -> str | None:
    hint = "optional" if current is None else f'optional, "{NONE}" to remove it'

    def check(text: str) -> str:
        removed = current is not None and text.lower() == NONE
        return "" if removed else crl.check_secondary_url(text) or ""

    answer = await session.dialogue.ask(
        f"Enter the secondary URL of the CRL file ({hint}):", default=current, check=check
    )
    return answer or None


def cache_of(session: Session) -> CrlCache:
    """Return the fetched lists of the appliance."""
    return CrlCache(session.appliance.store.directory / "crl")


def _described(name: str, source: CrlSource, cache: CrlCache) -> str:
    cached = cache.get(name, source)
    update = f"every {source.interval_hours} hours" if source.automatic else "manually"
    fetched = long_date(cached.fetched) if cached else "never"
    return "\n".join(
        [
            f"CRL source: {name}",
            f"Primary URL: {source.primary_url}",
            f"Secondary URL: {source.secondary_url or 'none'}",
            f"File type: {source.file_type}",
            f"Updated: {update}",
            f"Last update: {fetched}",
        ]
    )


NEW = Operation("NEW", "Create a new CRL source.", _new)
EDIT = Operation("EDIT", "Modify a CRL source.", _edit, when=has_sources)
DELETE = Operation("DELETE", "Remove a CRL source.", _delete, when=has_sources)
PRINT = Operation("PRINT", "Display all CRL sources.", _print, when=has_sources, changes=False)
