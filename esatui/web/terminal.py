"""The terminal in a browser: a WebSocket on one side, a dashboard on the other.

Spoken is what `textual.js` speaks: it sends `["stdin", text]`, `["resize", {width, height}]` and
`["ping", text]`, and takes bytes to draw.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from esatui.dashboard import desk_of
from esatui.dashboard.display import Display
from esatui.dashboard.performance import Performance
from esatui.web import codes

if TYPE_CHECKING:
    from esatui.appliance import Appliance
    from esatui.services.https.websocket import WebSocket
    from esatui.web.sessions import WebSession

LARGEST: Final = 1000
"""More columns or rows are no window but an attempt to make the server work."""


class BrowserTerminal:
    """One page that shows the dashboard; fulfils `esatui.services.https.websocket.Listener`.

    `active` is told that something was typed, and answers whether the session still counts; `left`
    that the dashboard was left, with the bug that ended it, if any; `watch` gets its task.
    """

    def __init__(
        self,
        appliance: Appliance,
        session: WebSession,
        size: tuple[int, int],
        active: Callable[[], bool],
        left: Callable[[Exception | None], None],
        watch: Callable[[asyncio.Task[None]], None],
    ) -> None:
        self._appliance = appliance
        self._session = session
        self._size = bounded(*size)
        self._active = active
        self._left = left
        self._watch = watch
        self._socket: WebSocket | None = None
        self.play: Performance | None = None

    def opened(self, socket: WebSocket) -> None:
        before, self._session.terminal = self._session.terminal, self
        if before is not None:
            before.keep()
            before.close(codes.ELSEWHERE)
        self._socket = socket
        columns, rows = self._size
        session = self._session
        desk = desk_of(self._appliance, session.login, session.candidate, leave_word="page")
        display = Display(
            columns,
            rows,
            language=session.language,
            theme=session.theme,
            automatic=session.automatic,
        )
        self.play = Performance(desk, display, socket.send, self._ended, flow=self._flow)
        self._watch(self.play.task)

    def received(self, text: str) -> None:
        if not self._active() or self.play is None:
            return
        match _parsed(text):
            case ["stdin", str(typed)]:
                self.play.receive(typed.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                self.play.resize(*bounded(width, height))
            case ["ping", str(mark)] if self._socket is not None:
                self._socket.send_text(json.dumps(["pong", mark[:64]]))
            case _:  # Focus and blur, and whatever a later version says.
                return

    def hold(self) -> None:
        if self.play is not None:
            self.play.hold()

    def release(self) -> None:
        if self.play is not None:
            self.play.release()

    def lost(self) -> None:
        self._socket = None
        if self._session.terminal is self:
            self.keep()
            self._session.terminal = None
        if self.play is not None:
            self.play.hang_up()

    def keep(self) -> None:
        """Let the session remember how its dashboard is at present."""
        if self.play is not None:
            self._session.keep(self.play.app.language, self.play.app.theme)

    def close(self, code: int) -> None:
        """Close the page's connection, and with it the dashboard."""
        if self._socket is not None:
            self._socket.close(code)

    def _ended(self, fault: Exception | None) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            self.keep()
            socket.close(codes.LEFT if fault is None else codes.FAULT)
        self._left(fault)

    def _flow(self, go_on: bool) -> None:
        if self._socket is not None:
            self._socket.pause(not go_on)


def bounded(columns: int, rows: int) -> tuple[int, int]:
    """Return a size that can be used."""
    return min(max(columns, 1), LARGEST), min(max(rows, 1), LARGEST)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
