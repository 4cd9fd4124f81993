"""The rows of the tree of changes, in words."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from screens.appliance_words import setting_named
from screens.kit.sides import (
    SIGNS,
    object_words,
    setting_words,
    value_words,
    without_settings,
)
from screens.kit.table import Row, Tone
from screens.kit.tree import branch
from screens.language import tr
from state.changes import Change
from state.overview.changes import Difference, differences
from state.overview.tree import Node


def node_row(node: Node, *, open: bool, own: bool) -> Row:  # noqa: A002 - what it is.
    """Return the row of a login, an area or an object."""
    tone: Tone = "" if own else "muted"
    if node.change is None:
        words = _login_words(node, own=own) if node.kind == "login" else _area_words(node)
        return Row(node.key, (branch(words, node.depth, open=open), "", ""), (tone, "", ""))
    words = f"{SIGNS[node.change.kind]} {_name_in_area(node, node.change)}"
    if node.collision is None:
        words += _note(node.change)
        return Row(node.key, (branch(words, node.depth, open=open), "", ""), (tone, "", ""))
    by = node.collision.conflict
    # Seen without colour, too.
    cell = branch(f"! {words}", node.depth, open=open)
    note = tr("Conflict: {user}, {time}", user=by.user, time=f"{by.time:%m-%d %H:%M}")
    return Row(node.key, (cell, note, ""), ("bad", "bad", ""))


def setting_row(key: str, each: Difference, *, own: bool) -> Row:
    """Return the row of a setting, with its value before and after."""
    name = branch(f"  {setting_words(each) or tr('Value')}", 3, open=None)
    tone: Tone = "" if own else "muted"
    old, new = (value_words(each, value) for value in (each.old, each.new))
    return Row(key, (name, old, new), (tone, tone, tone))


def node_view(node: Node, *, own: bool) -> RenderableType:
    """Return what there is to know of a login or an area."""
    words = _login_words(node, own=own)
    started = f"{node.login.started:%Y-%m-%d %H:%M:%S}"
    lines = [Text(words, "bold underline"), Text(tr("Logged in since {time} (UTC)", time=started))]
    if node.kind == "area":
        lines.append(Text(_area_words(node)))
    return Group(*lines)


def _login_words(node: Node, *, own: bool) -> str:
    login = node.login
    who = f"{login.user} ({login.remote})"
    if own:
        return tr("This login: {who}", who=who)
    return tr("{who}, since {time}", who=who, time=f"{login.started:%m-%d %H:%M}")


def _area_words(node: Node) -> str:
    return f"{setting_named(node.area)} ({node.count})"


def _name_in_area(node: Node, change: Change) -> str:
    """Return the name of an object without that of its area, which stands above it."""
    words = object_words(change)
    return words.removeprefix(f"{setting_named(node.area)}: ")


def _note(change: Change) -> str:
    """Return what there is to say of an object that has no settings of its own."""
    return "" if differences(change) else f" ({without_settings(change)})"
