"""The pytest plugin: every `*.transcript` file is a test on each front that it lists.

Importing this module is cheap: pytest does it in every project where esatui is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from esatui.transcript.fixtures import ApplianceUnderTest, SshAppliance
    from esatui.transcript.header import FrontName

SUFFIX = ".transcript"
MARKER = (
    "appliance(clock=..., seed=..., state=..., columns=..., rows=...): "
    "what the fixtures appliance and ssh_appliance start from, as in the header of a transcript"
)
UPDATE = "--transcript-update"
UPDATED = pytest.StashKey[list[str]]()
"""Lines about files that were rewritten."""


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
        UPDATE,
        action="store_true",
        help="rewrite what changed in *.transcript files, keeping wildcards and comments",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and make room for what the summary says."""
    config.addinivalue_line("markers", MARKER)
    config.stash[UPDATED] = []


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the files that were rewritten."""
    if config.stash[UPDATED]:
        terminalreporter.section("transcripts")
        for line in config.stash[UPDATED]:
            terminalreporter.write_line(line)


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
            header = load(self.path).header
        except (TranscriptError, OSError) as error:
            raise self.CollectError(f"{self.path}: {error}") from error
        wanted = self.config.getini("transcript_fronts")
        fronts = [f for f in header.fronts if f in wanted and f in FRONTS_THERE]
        for front in fronts:
            leads = front == fronts[0]
            yield TranscriptItem.from_parent(
                self, name=front, title=header.title, front=front, leads=leads
            )


class TranscriptItem(pytest.Item):
    """One file on one front; the first front of a file rewrites it when that is asked for."""

    def __init__(self, *, title: str, front: FrontName, leads: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._title = title
        self._front = front
        self._leads = leads

    def runtest(self) -> None:
        from esatui.transcript.play import Run, load, play_file, update_file

        run = Run(self._front)
        if self._leads and self.config.getoption(UPDATE):
            result = update_file(self.path, run)
            told = [f"{self.path.name}: {note}" for note in result.notes]
            head = [f"{self.path.name}: rewritten"] if result.changed else []
            self.config.stash[UPDATED] += head + told
            return
        play_file(self.path, load(self.path), run)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from esatui.transcript.errors import Fault, TranscriptError

        if isinstance(excinfo.value, (Fault, TranscriptError)):
            return f"{self.path}, {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.name}: {self._title}" if self._title else self.name


@pytest.fixture
def appliance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ApplianceUnderTest]:
    """A factory appliance in process; see docs/transcripts.md."""
    from esatui.transcript.fixtures import opened_appliance
    from esatui.transcript.header import header_from

    marker = request.node.get_closest_marker("appliance")
    header = header_from(marker.kwargs if marker else {})
    with opened_appliance(header, tmp_path / "appliance", request.path.parent) as under_test:
        yield under_test


@pytest.fixture
def ssh_appliance(appliance: ApplianceUnderTest, tmp_path: Path) -> Iterator[SshAppliance]:
    """The appliance of the fixture `appliance`, with a running SSH server."""
    from esatui.transcript.fixtures import opened_ssh

    with opened_ssh(appliance, tmp_path / "ssh-client") as running:
        yield running
