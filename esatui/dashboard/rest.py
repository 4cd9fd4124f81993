"""Whether a dashboard has dealt with what was typed.

Textual hands a key from queue to queue: from the application to the widget that has the focus, and
from there up to whoever has a binding for it, who may move the focus, open a screen or post a
message, which goes the same kind of way. The effect is there when all these queues are empty and
everybody waits for the next message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump
    from textual.screen import Screen


def waits(pump: MessagePump) -> bool:
    """Return whether a message pump has nothing to do, or is over."""
    # The event of a queue has a waiter exactly while somebody waits for what will be put into it: a
    # pump that deals with a message, or has not started yet, does not.
    ready: Any = pump._message_queue.ready_event  # noqa: SLF001
    return pump._closed or (not ready.is_set() and bool(ready._waiters))  # noqa: SLF001


def unrest(app: App[Any]) -> MessagePump | None:
    """Return one of those whom input can concern and who has something to do, if there is one."""
    screens = app.screen_stack
    if not screens or not waits(app):
        return app
    return next((each for each in _concerned(screens) if not waits(each)), None)


def _concerned(screens: list[Screen[Any]]) -> Iterator[MessagePump]:
    """Yield the likely ones first: it is over with the first who has something to do."""
    yield from reversed(screens)
    top = screens[-1]
    if top.focused is not None:
        yield from top.focused.ancestors_with_self
    rest = [*top.children]
    while rest:
        widget = rest.pop()
        yield widget
        rest.extend(widget.children)
