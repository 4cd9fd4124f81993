"""What a dashboard is given: the appliance, one login at it, and what reaches the network."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from screens.appliance_words import named
from screens.language import tr
from screens.work import take_effect
from state.configuration_files import ConfigurationFiles
from state.errors import StateError
from state.model.configuration import Draft, View
from state.model.levels import Level
from state.model.users import Role
from state.objects import label
from state.operations.cluster import levels, title
from state.rights import CHANGERS, READ_ONLY, VIEWERS, role_of

if TYPE_CHECKING:
    from random import Random

    from state.broadcast import Broadcast
    from state.certificates.keys import KeyMaker
    from state.clock import Clock
    from state.counters import HostStatus, MailCounters
    from state.logs.books import LogBooks
    from state.model.services import LdapServer
    from state.preferences import Preferences
    from state.store import Candidate, Login, Store


class DestinationProbe(Protocol):
    """Tries TLS to a destination. Blocks: called in a worker."""

    def verify(self, domain: str, host: str, port: int) -> Sequence[str]:
        """Return what happened, line by line, as `tlsverify` says it (CLI reference, 15)."""


class Found(Protocol):
    """The answer to a question about a name."""

    @property
    def status(self) -> Literal["found", "no data", "nxdomain", "failure"]:
        """Whether there are records, none of this type, no such name; or nobody could tell."""

    @property
    def records(self) -> tuple[str, ...]:
        """The records as texts in the form of zone files; empty unless `found`."""

    @property
    def reason(self) -> str:
        """Why nobody could tell: `timeout`, `SERVFAIL` ..."""


class NamesProbe(Protocol):
    """Looks up names where the appliance would. Blocks: called in a worker."""

    def lookup(self, name: str, kind: Literal["MX"]) -> Found:
        """Return the records of `name`. Never raises."""


class LdapProbe(Protocol):
    """Asks LDAP servers by the pending configuration. Blocks: called in a worker."""

    def check(self, draft: Draft, server: LdapServer) -> None:
        """Connect and bind. Raises `StateError` with a short reason."""

    def exists(self, draft: Draft, server: LdapServer, address: str) -> bool:
        """Return whether the acceptance query finds `address`. Raises like `check`."""


@dataclass
class Desk:
    """One login at the appliance, as screens use it. Everything but the probes is quick."""

    store: Store
    candidate: Candidate
    login: Login
    clock: Clock
    key_maker: KeyMaker
    random: Random
    log_books: LogBooks
    counters: Callable[[], MailCounters]
    hosts: Callable[[], Mapping[str, HostStatus]]
    broadcast: Broadcast
    destination_probe: DestinationProbe
    ldap_probe: LdapProbe
    names_probe: NamesProbe
    leave_word: str = field(default="quit")
    """What leaving leads to: `quit` ends the program, and the login with it.

    `shell` returns to the prompt, `page` to the page of a browser: the login goes on.
    """
    latest: tuple[Draft, Draft] | None = field(default=None, init=False, repr=False)
    """The last change of this login: what it was made from and what it made."""

    @property
    def draft(self) -> Draft:
        """The configuration with the changes of this login."""
        return self.candidate.draft

    @property
    def running(self) -> View:
        """The committed configuration."""
        return View.of_machine(self.store.head.configuration, self.store.settings.serial)

    @property
    def role(self) -> Role:
        """The role of the user at this moment."""
        return role_of(self.running, self.login.user)

    @property
    def may_change(self) -> bool:
        """Whether the user may change the configuration at this moment."""
        return self.role in CHANGERS

    @property
    def may_view(self) -> bool:
        """Whether the user may see the configuration at this moment."""
        return self.role in VIEWERS

    @property
    def files(self) -> ConfigurationFiles:
        """The operator's files, in `/configuration`."""
        return ConfigurationFiles(self.store.directory / "configuration")

    @property
    def preferences(self) -> Preferences:
        """What the user wants of every dashboard; everything is automatic if nobody can tell."""
        return self.store.preferences.of(self.login.user)

    def prefer(self, preferences: Preferences) -> None:
        """Keep what the user wants, at once and without a commit. Any role may; raises StateError.

        Waits for the disk: to be called in a worker.
        """
        take_effect()
        take_effect()
        self.store.preferences.set(self.login.user, preferences, self.store.refresh().configuration)

    @property
    def mode(self) -> str | None:
        """The mode in a cluster, `Machine mail.example.com`; `None` for an appliance alone."""
        draft = self.draft
        if draft.configuration.cluster_id is None:
            return None
        return title(draft.configuration, draft.level)

    def modes(self) -> Mapping[str, Level]:
        """Return the modes that can be chosen, by name; none for an appliance alone."""
        configuration = self.draft.configuration
        if configuration.cluster_id is None:
            return {}
        return {title(configuration, level): level for level in levels(configuration)}

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return self.clock.now()

    def require_change(self) -> None:
        """Raise `StateError` unless the user may change the configuration."""
        if not self.may_change:
            raise StateError(READ_ONLY)

    def begin(self) -> None:
        """Say that a change takes effect now; raises `StateError` unless the user may make it.

        Raises `CalledOff` when the person has cancelled the work that it is part of.
        """
        self.require_change()
        take_effect()

    def submit(self, change: Callable[[Draft], Draft]) -> None:
        """Make a change pending: the Submit button. It takes effect with Commit Changes.

        Raises `StateError`, or `CalledOff` when the person has cancelled; nothing has changed then.
        """
        self.require_change()
        before = self.candidate.draft
        after = change(before)
        self._refuse_new_level(before, after)
        take_effect()
        self.candidate.update(after)
        self.latest = (before, after)

    def made(self, names: Callable[[Draft], Collection[str]]) -> str | None:
        """Return the first of the names that the last change of this login has added."""
        if self.latest is None:
            return None
        before, after = map(names, self.latest)
        return next((name for name in after if name not in before), None)

    def _refuse_new_level(self, before: Draft, after: Draft) -> None:
        """Raise `StateError` where a change would make inherited settings a level's own.

        The shell gives a notice and three choices there (CLI reference, 17.1). Here the person
        changes the mode to that of the settings first, or makes settings of the level in the shell.
        """
        mode = self.mode
        if mode is None:
            return
        old = before.configuration.settings(before.level)
        new = after.configuration.settings(after.level)
        for area in dataclasses.fields(new):
            if getattr(old, area.name) is None and getattr(new, area.name) is not None:
                text = tr(
                    "{name}: there are no settings of its own in the mode {mode}. "
                    "Change the mode to the one whose settings are in force.",
                    name=named(label(("machines", "", area.name))),
                    mode=named(mode),
                )
                raise StateError(text)
