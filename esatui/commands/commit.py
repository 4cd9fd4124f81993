"""`commit`: make the pending changes of this session the running configuration (6.1)."""

from __future__ import annotations

from esatui.registry import OPERATORS, Command
from esatui.session import Session
from esatui.text.dates import long_date
from state.store import Conflict, ConflictError, Revision

command = Command("commit", "Commit changes", access=OPERATORS)

MERGE_NOTICE = (
    "The configuration has been changed by another session since you started making changes. "
    "Your changes will be applied to the current configuration."
)
CONFLICT_NOTICE = (
    "The configuration has been changed by another session since you started making changes. "
    "Changed by both:"
)
CONFLICT_ADVICE = (
    "Your changes have not been committed. Use 'clearchanges' to discard them, or edit\n"
    "the settings above again to keep yours."
)
NOTHING = "There is no data to commit."


@command.interactive
async def run(session: Session) -> None:
    """Ask for a comment and, while rollback is enabled, whether to keep the old configuration."""
    dialogue = session.dialogue
    if not session.candidate.pending:
        dialogue.block(NOTHING)
        return
    conflicts = session.candidate.conflicts()
    if conflicts:
        show_conflicts(session, conflicts)
        return
    if session.candidate.merge_needed():
        dialogue.paragraph(MERGE_NOTICE)
        if not await dialogue.confirm("Do you want to continue?", default=True, gap=False):
            return
    comment = await dialogue.ask("Please enter some comments describing your changes:")
    save = can_save(session) and await dialogue.confirm(
        "Do you want to save the current configuration for rollback?", default=True
    )
    revision = await commit_changes(session, comment, save=save)
    if revision is not None:
        dialogue.block(f"Changes committed: {long_date(revision.time)}")


@command.batch("commit -y")
async def without_comment(session: Session) -> None:
    """Commit without a question and without a comment."""
    await batch(session, "", None)


@command.batch('commit "<comment>" [Y|N]')
async def batch(session: Session, comment: str, answer: str | None) -> None:
    """Commit without a question; the second word answers the rollback question."""
    if not session.candidate.pending:
        session.dialogue.block(NOTHING)
        return
    save = can_save(session) and (answer or "y").lower() == "y"
    await commit_changes(session, comment, save=save)


def can_save(session: Session) -> bool:
    """Return whether a configuration can be saved for rollback: not in a cluster (6.4)."""
    return session.draft.rollback.enabled and not session.clustered


async def commit_changes(session: Session, comment: str, *, save: bool) -> Revision | None:
    """Commit the candidate; print the conflict and return `None` when it is refused."""
    try:
        return await session.work(lambda: session.candidate.commit(comment, save_for_rollback=save))
    except ConflictError as error:
        show_conflicts(session, error.conflicts)
        return None


def show_conflicts(session: Session, conflicts: tuple[Conflict, ...]) -> None:
    """Print which objects another session changed too, and what can be done (1.7)."""
    session.failed = True
    session.dialogue.paragraph(CONFLICT_NOTICE)
    lines = [f"  {c.label} ({c.user}, {long_date(c.time)})" for c in conflicts]
    session.dialogue.block("\n".join(lines))
    session.dialogue.block(CONFLICT_ADVICE)
