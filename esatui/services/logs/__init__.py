"""The logs of the services: lines from many, written by one thread."""

from esatui.services.logs.writer import LogWriter

__all__ = ["LogWriter"]
