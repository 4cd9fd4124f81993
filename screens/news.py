"""Messages that tell screens that there is something new."""

from __future__ import annotations

from textual.message import Message

from state.watch import NoticeKind


class News(Message):
    """Something is new in the state directory, or in the candidate of this login.

    `kinds` says what; `candidate` stands for changes that this dashboard itself has submitted.
    """

    def __init__(self, kinds: frozenset[NoticeKind | str]) -> None:
        super().__init__()
        self.kinds = kinds
