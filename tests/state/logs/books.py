"""Logs for tests: small files, a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from state.clock import FrozenClock
from state.logs.files import Limits, LogFile
from state.logs.lines import Header, LineMaker
from state.logs.reader import LogReader
from state.logs.subscriptions import Router, subscription_of
from state.model.logs import factory_logs

MOMENT = datetime(2018, 4, 7, 0, 57, 53, tzinfo=UTC)
HEADER = Header("15.5.0-048", "423A5F1C9B27D4E8A6C1-9F3B7D2E5A10")
HEAD = (
    "Sat Apr  7 00:57:53 2018 Info: Begin Logfile",
    "Sat Apr  7 00:57:53 2018 Info: Version: 15.5.0-048 SN: 423A5F1C9B27D4E8A6C1-9F3B7D2E5A10",
    "Sat Apr  7 00:57:53 2018 Info: Time offset from UTC: 0 seconds",
)


class Books:
    """`mail_logs` in a directory of its own."""

    def __init__(self, root: Path, *, file_bytes: int = 10**6, files_kept: int = 10) -> None:
        self.root = root
        self.clock = FrozenClock(MOMENT)
        self.maker = LineMaker(self.clock.now, lambda: "GMT")
        self.settings = factory_logs()
        self.route = Router(lambda: self.settings)
        self._limits = Limits(file_bytes, files_kept)
        self.log = self.file("mail_logs")
        self.directory = root / "mail_logs"
        self.reader = LogReader(self.directory, "mail")

    def file(self, name: str) -> LogFile:
        base = subscription_of(self.settings, name).base
        return LogFile(self.root / name, base, HEADER, self.maker.local, lambda: self._limits)

    def say(self, *texts: str) -> None:
        self.log.append(b"".join(self.maker.line("Info", text) for text in texts))

    def texts(self) -> list[str]:
        """Return what all lines say, heads left out."""
        return without_heads(self.reader.lines())


def without_heads(lines: object) -> list[str]:
    assert hasattr(lines, "__iter__")
    texts = [line.partition(" Info: ")[2] for line in lines]
    return [
        text
        for text in texts
        if not text.startswith(("Begin Logfile", "Version: ", "Time offset from UTC: "))
    ]
