"""The text of an entry: a commit's file with the private keys in between."""

from __future__ import annotations

import re
from typing import Any

from state import documents
from state.cluster.exchange import Entry
from state.documents import DocumentError
from state.store.commit_files import read_changes, read_info, write_changes, write_info
from state.store.layout import is_key_id
from state.store.revision import Commit

MAX_BYTES = 64 * 1024 * 1024
_KEY_BYTES = 64 * 1024
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n")


def write_entry(entry: Entry) -> bytes:
    """Return the content of an entry's file. Raises UnicodeEncodeError for lone surrogates."""
    keys = documents.write({"keys": dict(entry.keys)}) if entry.keys else ""
    parts = (write_info(entry.commit.info), f"\n{keys}" if keys else "")
    return ("".join(parts) + write_changes(entry.changes)).encode("utf-8")


def read_entry(data: bytes) -> Entry:
    """Return the entry in a file's content. Raises DocumentError."""
    if len(data) > MAX_BYTES:
        raise DocumentError("too large")
    document = documents.parse(data)
    changes, keys = document.pop("changes", []), document.pop("keys", {})
    commit = Commit(info=read_info(document), changes=read_changes(changes))
    return Entry(commit=commit, keys=_checked(keys))


def _checked(keys: Any) -> dict[str, str]:
    if not isinstance(keys, dict):
        raise DocumentError("`keys` must be a table")
    for key_id, pem in keys.items():
        if not is_key_id(key_id):
            raise DocumentError("a key has no key identifier")
        if not isinstance(pem, str) or not pem.isascii() or len(pem) > _KEY_BYTES:
            raise DocumentError("a key is no text, or too long")
        if not _PEM.match(pem):
            raise DocumentError("a key is no private key in PEM")
    return keys
