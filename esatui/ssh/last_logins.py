"""When and from where a user logged in before, read along the journal."""

from __future__ import annotations

from esatui.text.banner import LastLogin
from state.journal import LOGIN, START, Journal


class LastLogins:
    """The last login of each user, as it was at the last `refresh`."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._position = START
        self._logins: dict[str, LastLogin] = {}

    def of(self, user: str) -> LastLogin | None:
        """Return the last login of `user` in any process, `None` at the very first."""
        return self._logins.get(user)

    def refresh(self) -> None:
        """Read on; costs what was written since the time before.

        A journal that cannot be read at present is read another time.
        """
        try:
            events, self._position = self._journal.read(self._position)
        except OSError:
            return
        for event in events:
            if event.type == LOGIN and event.data.get("kind") == "cli":
                self._logins[event.user] = LastLogin(event.time, event.remote)
