"""The appliance that a transcript talks to, as its header wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from esatui.appliance import Appliance
from esatui.dialogue import Dialogue
from esatui.fronts.base import Conversation
from esatui.login import close_session, converse, last_login, open_session
from esatui.shell import shell
from esatui.transcript.direct import DirectActor
from esatui.transcript.header import Header, SessionHeader
from esatui.transcript.neighbours import Neighbours
from esatui.transcript.turns import Actor
from esatui.transcript.workstation import Workstation
from state.clock import FrozenClock

REMOTE = "192.168.42.10"
"""Where sessions come from when nothing really connects (CLI reference, 1.3)."""

MakeActor = Callable[
    [Callable[[Callable[[str], None]], Conversation], Callable[[float], None]], Actor
]
"""Makes an actor of a conversation (over `write`) and of what lets time go by."""


class Scene:
    """An appliance with the clock and the terminal of a header."""

    def __init__(self, header: Header, appliance: Appliance) -> None:
        self.header = header
        self.appliance = appliance
        self._neighbours = Neighbours(
            header.appliances, appliance.store.directory, appliance.clock, header.seed
        )

    def tick(self) -> None:
        """Move the clock as far as the header says for each command line."""
        self.passes(self.header.tick)

    def passes(self, seconds: float) -> None:
        """Let time go by, if the clock is one that stands."""
        clock = self.appliance.clock
        if seconds and isinstance(clock, FrozenClock):
            clock.advance(seconds)

    async def converse(self, header: SessionHeader, dialogue: Dialogue) -> None:
        """Be a session of the user that `header` names, from the login to the end."""
        appliance, user = self.appliance, header.user or self.header.user
        if header.appliance is not None:
            appliance = self._neighbours.named(header.appliance)
        last = last_login(appliance.store.journal, user) if header.banner else None
        terminal = dialogue.rows is not None
        session = open_session(appliance, dialogue, user=user, remote=REMOTE, terminal=terminal)
        try:
            await (converse(session, last) if header.banner else shell(session))
        finally:
            close_session(session)

    def dialogue(self, write: Callable[[str], None]) -> Dialogue:
        """Return a dialogue of the size that the header says."""
        dialogue = Dialogue(write, rows=self.header.rows or None)
        dialogue.columns = self.header.columns
        return dialogue

    def workstation(self, directory: Path) -> Workstation:
        """Return a workstation with its scratch in `directory`, which need not exist."""
        configuration = self.appliance.configuration_directory
        return Workstation(directory, configuration, self.appliance.clock)

    def close(self) -> None:
        """Close the stores."""
        self._neighbours.close()
        self.appliance.store.close()


class InProcessStage:
    """Sessions in process: without a front, or on the front that `actor` makes."""

    def __init__(self, scene: Scene, actor: MakeActor = DirectActor) -> None:
        self._scene = scene
        self._actor = actor

    def open(self, label: str, session: SessionHeader) -> Actor:
        def begin(write: Callable[[str], None]) -> Conversation:
            return self._scene.converse(session, self._scene.dialogue(write))

        return self._actor(begin, self._scene.passes)

    def tick(self) -> None:
        self._scene.tick()

    def close(self) -> None:
        self._scene.close()
