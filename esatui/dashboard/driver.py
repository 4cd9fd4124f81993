"""Textual's driver for a terminal at the other end of a channel.

Bytes in, bytes out: no descriptor, no signal, no thread.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from textual import constants, events, messages
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from esatui.dashboard.hangul import latin
from esatui.dashboard.rest import unrest, waits

if TYPE_CHECKING:
    from asyncio import Handle, TimerHandle
    from pathlib import Path

    from textual.app import App
    from textual.message_pump import MessagePump

_MOUSE: Final = ("1000", "1003", "1015", "1006")
ENTER: Final = (
    "\x1b[?1049h" + "".join(f"\x1b[?{mode}h" for mode in _MOUSE) + "\x1b[?2004h\x1b[?25l\x1b[?7l"
)
"""Alternate screen, all mouse events, bracketed paste; no cursor, no line wrap."""
LEAVE: Final = (
    "\x1b[0m"
    + "".join(f"\x1b[?{mode}l" for mode in reversed(_MOUSE))
    + "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
)
"""Takes all of it back. Nothing was asked of the terminal, so no answer can come late."""

SILENT_LIMIT: Final = 1024 * 1024
"""Characters that may come without being a key or the end of a paste."""
AHEAD: Final = 4096
"""Keys, clicks and pastes that wait; from there on no more are read."""
SOON: Final = 200
"""Looks at whether an event has had its effect, one each time that all others had a turn."""
PAUSE: Final = 0.005
"""Seconds between the looks after these."""
LOOKS: Final = SOON + 1000
"""Looks after which the next event is handed on all the same, as any other driver would do.

They are counted, not timed: a machine with much to do takes as long as it takes.
"""
BUTTONS: Final = 16
"""Buttons of a mouse that are down at the same time."""

Transmit = Callable[[bytes], None]
Flow = Callable[[bool], None]
Heeds = Callable[[Sequence[Message]], bool]
"""Told what waits; returns whether the first of it may be handed on."""


class ChannelDriver(Driver):
    """Draws by `transmit`; `flow` is told `False` when too much input waits, then `True`.

    While the channel is held what is drawn is dropped, and drawn anew as a whole when it is
    released: a client that does not read costs no memory, and one that is slow sees no old frames.
    """

    def __init__(
        self,
        app: App[Any],
        transmit: Transmit,
        *,
        size: tuple[int, int],
        flow: Flow,
        heeds: Heeds = lambda waiting: True,
    ) -> None:
        super().__init__(app, mouse=True, size=size)
        self._transmit = transmit
        self._flow = flow
        self._heeds = heeds
        self._parser = XTermParser()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._frame: list[str] = []
        self._held = False
        self._stale = False
        self._shown = False
        self._listening = True
        self._tick: TimerHandle | None = None
        self._silent = 0
        self._waiting: deque[Message] = deque()
        self._look: Handle | None = None
        self._looks = 0
        self._restless: MessagePump | None = None
        self._stopped = False

    # What the carrier reports.

    def receive(self, data: bytes) -> None:
        """Take what was typed."""
        if not self._listening:
            return
        text = self._decode(data)
        self._silent += len(text)
        if text:
            self._take(self._parser.feed(text))
        if self._silent > SILENT_LIMIT:
            # A paste without end, which the parser would keep for ever.
            self._parser, self._silent = XTermParser(), 0
        if self._tick is not None:
            self._tick.cancel()
        self._tick = self._loop.call_later(constants.ESCAPE_DELAY + 0.01, self._ticked)

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has a new size, in cells."""
        size = Size(columns, rows)
        self.send_message(events.Resize(size, size))

    def hold(self) -> None:
        """Nothing can be sent at present."""
        self._held = True

    def release(self) -> None:
        """Something can be sent again: what was dropped meanwhile is drawn."""
        self._held = False
        if self._stale:
            self._stale = False
            self._app.call_later(self._app.refresh)

    def redraw(self) -> None:
        """Take the terminal as if for the first time, and draw everything."""
        if self._shown:
            self._transmit(ENTER.encode("ascii"))
            self._app.call_later(self._app.refresh)

    def resume(self) -> None:
        """Take the terminal again after `leave_terminal`."""
        self._shown = self._listening
        self.redraw()

    # What Textual asks for.

    def write(self, data: str) -> None:
        self._frame.append(data)

    def flush(self) -> None:
        frame, self._frame = self._frame, []
        if not frame or not self._shown:
            return
        if self._held:
            self._stale = True
        else:
            self._transmit("".join(frame).encode("utf-8", "replace"))

    def start_application_mode(self) -> None:
        self._shown = True
        self._transmit(ENTER.encode("ascii"))
        # Terminals that do not know it ignore it; asking would mean an answer to wait for.
        self.send_message(messages.TerminalSupportsSynchronizedOutput())
        columns, rows = self._size or (80, 24)
        self.resize(columns, rows)

    def disable_input(self) -> None:
        self._listening = False
        self._waiting.clear()
        for timer in (self._tick, self._look):
            if timer is not None:
                timer.cancel()

    def stop_application_mode(self) -> None:
        self.disable_input()
        self.leave_terminal()

    def leave_terminal(self) -> None:
        """Put the terminal back as it was found, also when the channel is held."""
        self._frame.clear()
        if self._shown:
            self._shown = False
            self._transmit(LEAVE.encode("ascii"))

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Do nothing: the browser of this machine is not the person's."""

    def deliver_binary(self, binary: Any, *, save_path: Path, **options: Any) -> None:
        """Save nothing: the disk of this machine is not the person's."""
        binary.close()

    def send_message(self, message: Message) -> None:
        self._app.post_message(message)

    # The rest.

    def _take(self, found: Iterable[Message]) -> None:
        for message in found:
            self._silent = 0
            # A terminal answers and reports more than this; a client could make up anything.
            if isinstance(message, events.Key | events.MouseEvent | events.Paste):
                self._waiting.append(message)
        if len(self._waiting) > AHEAD and not self._stopped:
            self._stopped = True
            self._flow(False)
        if self._look is None:
            self._hand_on()

    def _ticked(self) -> None:
        self._tick = None
        self._take(self._parser.tick())

    def _hand_on(self) -> None:
        """Hand events on, each when the one before it has had its effect.

        A key may move the focus or open a dialog, and the next one belongs where the focus is by
        then.
        """
        self._look = None
        while self._waiting and self._listening:
            if not self._may_hand_on():
                self._look_again()
                return
            self._looks, self._restless = 0, None
            self._as_latin()
            self.process_message(self._waiting.popleft())
            del self._down_buttons[BUTTONS:]
        if self._stopped and not self._waiting:
            self._stopped = False
            self._flow(True)

    def _as_latin(self) -> None:
        """Take a Hangul letter for its keys, unless it is typed into a text."""
        key = self._waiting[0]
        if not isinstance(key, events.Key) or key.character is None or len(key.character) != 1:
            return
        focused = self._app.focused
        if focused is not None and focused.check_consume_key(key.key, key.character):
            return
        letters = latin(key.character)
        if letters:
            self._waiting.popleft()
            keys = [events.Key(each, each) for each in letters]
            self._waiting.extendleft(reversed(keys))

    def _may_hand_on(self) -> bool:
        if self._looks < LOOKS or not self._app.screen_stack:
            # Who had something to do at the last look most likely still has.
            if self._restless is not None and not waits(self._restless):
                return False
            self._restless = unrest(self._app)
            if self._restless is not None:
                return False
        return self._heeds(self._waiting)

    def _look_again(self) -> None:
        """Look when everybody else has had a turn, and less often when it takes long."""
        self._looks += 1
        if self._looks < SOON:
            self._look = self._loop.call_soon(self._hand_on)
        else:
            self._look = self._loop.call_later(PAUSE, self._hand_on)
