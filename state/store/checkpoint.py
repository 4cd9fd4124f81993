"""The checkpoint `running.toml`: a whole configuration, so that opening reads few commits."""

from __future__ import annotations

from state import documents
from state.documents import DocumentError
from state.model.configuration import Configuration
from state.store.commit_files import read_info, write_info
from state.store.revision import Revision

_HEADING = """\
# The configuration as it was after commit {number}. Later commits lie in commits/ and are added
# to this at start. Written by the appliance: edit it only while nothing runs.

[revision]
"""
_REVISION = "revision"

SMALLEST_BACKLOG = 64 * 1024
"""Bytes of commits that are never worth a new checkpoint."""


def write_checkpoint(revision: Revision) -> bytes:
    """Return the content of a checkpoint."""
    heading = _HEADING.format(number=revision.number)
    body = documents.write(documents.plain(revision.configuration))
    return f"{heading}{write_info(revision.info)}\n{body}".encode()


def read_checkpoint(data: bytes) -> Revision:
    """Return the revision in a checkpoint. Raises DocumentError."""
    document = documents.parse(data)
    info = read_info(document.pop(_REVISION, {}))
    configuration = documents.convert(document, Configuration)
    if not configuration.machines:
        raise DocumentError("there is no machine in it")
    return Revision(info=info, configuration=configuration)


def worthwhile(checkpoint_bytes: int, backlog_bytes: int) -> bool:
    """Whether the commits since a checkpoint weigh enough for a new one.

    A new one costs what the configuration weighs. Written once the commits outweigh it, it never
    costs more in all than the commits did.
    """
    return backlog_bytes > max(checkpoint_bytes, SMALLEST_BACKLOG)
