"""The text of a commit: a TOML document whose first part can be read without the changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from state import documents
from state.changes import Change
from state.documents import DocumentError
from state.shape import is_data_class, shape_of, type_at
from state.store.revision import Commit, CommitInfo

_CHANGES = "[[changes]]\n"
CHANGE_HEADING = b"\n[[changes]]\n"
"""How each change begins, and nothing else does: names and comments are on one line."""


def write_commit(commit: Commit) -> bytes:
    """Return the content of a commit's file. Raises UnicodeEncodeError for lone surrogates."""
    return (write_info(commit.info) + write_changes(commit.changes)).encode("utf-8")


def read_commit(data: bytes) -> Commit:
    """Return the commit in a file's content. Raises DocumentError."""
    document = documents.parse(data)
    changes = document.pop("changes", [])
    return Commit(info=read_info(document), changes=read_changes(changes))


def read_commit_info(data: bytes) -> CommitInfo:
    """Return what the first part of a commit's file says. Raises DocumentError."""
    end = data.find(CHANGE_HEADING)
    return read_info(documents.parse(data if end < 0 else data[: end + 1]))


def write_info(info: CommitInfo) -> str:
    """Return the lines that say who committed, when and why."""
    # The comment stays on one line, so that no text in it can look like the start of the changes.
    return documents.write(documents.plain(info), several_lines=False)


def write_changes(changes: Iterable[Change]) -> str:
    """Return changes as an array of tables; empty when there are none."""
    texts = []
    for change in changes:
        table = {
            "path": list(change.path),
            **{
                side: documents.plain(value)
                for side, value in (("old", change.old), ("new", change.new))
                if value is not None
            },
        }
        # tomli-w would put short tables on one line each.
        text = documents.write({"changes": _without_none(table)})
        texts.append(text.replace("[changes]\n", _CHANGES, 1))
    return "".join(f"\n{text}" for text in texts)


def read_changes(tables: Any) -> tuple[Change, ...]:
    """Return parsed changes as such. Raises DocumentError."""
    if not isinstance(tables, list):
        raise DocumentError("`changes` must be an array of tables")
    return tuple(_change(table) for table in tables)


def read_info(document: Mapping[str, Any]) -> CommitInfo:
    """Return the parsed lines about a commit as such. Raises DocumentError."""
    info = documents.convert(document, CommitInfo)
    if info.time.tzinfo is None:
        raise DocumentError("`time` has no time zone")
    return info


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    """Drop the fields that are `None` on one side of a change of fields."""
    return {
        side: {name: each for name, each in value.items() if each is not None}
        if isinstance(value, dict)
        else value
        for side, value in table.items()
    }


def _change(table: Any) -> Change:
    if not isinstance(table, dict) or table.keys() - {"path", "old", "new"}:
        raise DocumentError("a change has other names than `path`, `old` and `new`")
    path: tuple[str, ...] = documents.convert_value(table.get("path"), tuple[str, ...])
    kind = type_at(path)
    sides = [side for side in ("old", "new") if side in table]
    if kind is None or not sides:
        raise DocumentError(f"no object is called {'.'.join(path)!r}")
    if len(sides) == 2 and is_data_class(kind):
        return _field_change(path, kind, table["old"], table["new"])
    old, new = (
        documents.convert(table[side], kind) if side in table else None for side in ("old", "new")
    )
    return Change(path, old, new)


def _field_change(path: tuple[str, ...], kind: type, old: Any, new: Any) -> Change:
    if not isinstance(old, dict) or not isinstance(new, dict):
        raise DocumentError("`old` and `new` must be tables")
    shape = shape_of(kind)
    names = [name for name in shape.scalars if name in old or name in new]
    if len(names) != len(old.keys() | new.keys()):
        raise DocumentError(f"unknown name in a change of {'.'.join(path)!r}")
    before, after = (
        {name: documents.convert_value(side.get(name), shape.types[name]) for name in names}
        for side in (old, new)
    )
    return Change(path, before, after)
