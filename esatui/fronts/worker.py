"""Where slow calls run: beside the event loop, or right here."""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Any


class InlineWorker:
    """Runs everything at once in the thread of the caller: for one conversation alone."""

    def submit(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - the conversation that asked for it judges it
            failed(error)
        else:
            done(result)

    def later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        if seconds > 0:
            # A wait that a signal handler can end by raising.
            select.select([], [], [], seconds)
        call()
        return _nothing


def _nothing() -> None:
    """Cancel what has happened already."""
