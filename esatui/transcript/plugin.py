"""The pytest plugin: every `*.transcript` file is a test on each front that it lists.

Importing this module is cheap: pytest does it in every project where esatui is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from esatui.transcript.document import Transcript
    from esatui.transcript.header import FrontName

SUFFIX = ".transcript"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    parser.addini(
        "transcript_fronts",
        "fronts on which *.transcript files run, of those that each file lists",
        type="args",
        default=["direct", "plain", "tty", "ssh"],
    )
    group = parser.getgroup("esatui")
    group.addoption(
        "--transcript-update",
        action="store_true",
        help="rewrite what changed in *.transcript files, keeping wildcards and comments",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `*.transcript` files."""
    if file_path.suffix != SUFFIX:
        return None
    return cast("pytest.Collector", TranscriptFile.from_parent(parent, path=file_path))


class TranscriptFile(pytest.File):
    """One file: one test a front."""

    def collect(self) -> Iterator[pytest.Item]:
        from esatui.transcript.errors import TranscriptError
        from esatui.transcript.play import FRONTS_THERE, load

        try:
            transcript = load(self.path)
        except (TranscriptError, OSError, UnicodeDecodeError) as error:
            raise self.CollectError(f"{self.path}: {error}") from error
        wanted = self.config.getini("transcript_fronts")
        for front in transcript.header.fronts:
            if front in wanted and front in FRONTS_THERE:
                yield TranscriptItem.from_parent(
                    self, name=front, transcript=transcript, front=front
                )


class TranscriptItem(pytest.Item):
    """One file on one front."""

    def __init__(self, *, transcript: Transcript, front: FrontName, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._transcript = transcript
        self._front = front

    def runtest(self) -> None:
        from esatui.transcript.play import play_file

        play_file(self.path, self._transcript, self._front)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from esatui.transcript.errors import Fault, TranscriptError

        if isinstance(excinfo.value, (Fault, TranscriptError)):
            return f"{self.path}, {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        title = self._transcript.header.title
        return self.path, None, f"{self.name}: {title}" if title else self.name
