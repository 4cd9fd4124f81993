"""The dashboard on the terminal of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esatui.dashboard.performance import Performance
    from esatui.fronts.base import Ended, Flow, Transmit
    from esatui.requests import FullScreen
    from esatui.ssh.hub import Hub
    from esatui.ssh.terminal import Terminal


class ChannelStage:
    """Gives a terminal to the dashboard; fulfils `esatui.fronts.base.Stage`."""

    def __init__(
        self,
        hub: Hub,
        terminal: Callable[[], Terminal],
        environment: Mapping[str, str],
        transmit: Transmit,
        flow: Flow,
    ) -> None:
        self._hub = hub
        self._terminal = terminal
        self._environment = environment
        self._transmit = transmit
        self._flow = flow

    def __call__(self, request: FullScreen, ended: Ended) -> Performance:
        from esatui.dashboard import desk_of
        from esatui.dashboard.display import Display, colours_of
        from esatui.dashboard.performance import Performance
        from screens.language import of_environment
        from state.preferences import language_named

        session, terminal = request.session, self._terminal()
        display = Display(
            columns=terminal.columns,
            rows=terminal.rows,
            colours=colours_of(terminal.type, self._environment),
            language=language_named(request.language),
            automatic=of_environment(self._environment),
        )
        desk = desk_of(session.appliance, session.login, session.candidate, leave_word="shell")
        play = Performance(desk, display, self._transmit, ended, flow=self._flow)
        self._hub.watch(play.task)
        # Whoever works with it is seen, as a shell is, also after `ssh -t HOST dashboard`.
        self._hub.worker.later(0, session.candidate.record)
        return play
