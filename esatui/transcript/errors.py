"""What can be wrong with a transcript, always with the line of the file."""

from __future__ import annotations


class TranscriptError(Exception):
    """A file that cannot be read as a transcript.

    `line` counts from 1; `None` when the fault is of the whole file.
    """

    def __init__(self, text: str, line: int | None = None) -> None:
        super().__init__(text if line is None else f"line {line}: {text}")
        self.text = text
        self.line = line


class Fault(Exception):
    """The appliance did something else than the file says.

    `text` says what, in one or two lines. `diff` are the lines of a unified diff of the file, empty
    when there is nothing to compare.
    """

    def __init__(self, text: str, line: int, diff: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join([f"line {line}: {text}", *diff]))
        self.text = text
        self.line = line
        self.diff = diff
