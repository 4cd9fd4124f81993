"""What other processes see of a login: that it is there, and what it has not committed yet.

Only others profit from this. So nothing here fails: on a full disk an administrator still logs in,
edits, and is told by `commit` what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from state.changes import Change
from state.clock import Clock
from state.errors import StateError
from state.journal import LOGIN, LOGOUT, Event
from state.store.logins import Logins
from state.store.revision import Login


class Presence:
    """One login, in the registry of logins and in the journal.

    One that is not `recorded` is in neither, and is registered only once it has pending changes.
    """

    def __init__(
        self,
        login: Login,
        registry: Logins,
        clock: Clock,
        note: Callable[[Event], None],
        trouble: Callable[[str], None],
        *,
        recorded: bool,
    ) -> None:
        self._login = login
        self._registry = registry
        self._clock = clock
        self._note = note
        self._trouble = trouble
        self._recorded = False
        self._name: str | None = None
        self._shown = False
        self._complete = False
        self._left = False
        if recorded:
            self.record()

    def record(self) -> None:
        """Enter the login into the registry and the journal, unless it is there already.

        For who makes a login first and has somebody waiting; call it before anything is pending.
        """
        if not self._recorded:
            self._recorded = True
            self._try(self._registered)
            self.note(LOGIN)

    def active(self) -> None:
        """Note that a command was given just now."""
        name = self._name
        if name is not None and self._recorded and not self._left:
            self._try(lambda: self._registry.active(name, self._clock.now()))

    def show(
        self,
        base: int,
        changes: Callable[[], Sequence[Change]],
        added: Sequence[Change] | None = None,
    ) -> None:
        """Show what is pending on top of revision `base`.

        `added` is given when only that is new: so an edit costs what it changes, however much is
        pending already.
        """
        if self._left:
            return
        if added is not None and self._complete:
            self._complete = self._try(
                lambda: self._registry.add_pending(self._registered(), added)
            )
            return
        self._shown = True
        self._complete = self._try(
            lambda: self._registry.show_pending(self._registered(), self._login, base, changes())
        )

    def hide(self) -> None:
        """Show that nothing is pending."""
        if self._shown and not self._left:
            self._complete = False
            self._shown = not self._try(lambda: self._registry.hide_pending(self._registered()))

    def leave(self) -> None:
        """End the login. What a thread of it does after this is shown to nobody."""
        self._left = True
        name = self._name
        if name is not None:
            self._try(lambda: self._registry.remove(name))
        if self._recorded:
            self.note(LOGOUT)

    def note(self, kind: str, **data: object) -> None:
        """Write an event of this login to the journal."""
        login = self._login
        self._note(
            Event(
                time=self._clock.now(),
                type=kind,
                user=login.user,
                remote=login.remote,
                data={"login": login.id, "kind": login.kind, **data},
            )
        )

    def _registered(self) -> str:
        if self._name is None:
            self._name = self._registry.register(self._login, visible=self._recorded)
        return self._name

    def _try(self, step: Callable[[], object]) -> bool:
        """Do something that may fail; return whether it was done."""
        try:
            step()
        except (OSError, UnicodeEncodeError, StateError) as error:
            self._trouble(f"login {self._login.id}: {error}")
            return False
        return True
