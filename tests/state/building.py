"""Strategies that are made from data classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin

from hypothesis import strategies as st

from state.shape import shape_of
from state.validation.ranges import RANGES

T = TypeVar("T")

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
"""One line of any text, white space and characters outside of the BMP included."""


def built(kind: type[T], **own: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Return a strategy for a data class of the model; `own` are the strategies of some fields.

    Of the other fields a few have any value, the rest what they have by default.
    """
    free = [name for name in shape_of(kind).types if name not in own]
    required = {field.name for field in fields(kind) if _required(field)}  # type: ignore[arg-type]
    always = {name: _field(kind, name) for name in free if name in required}
    others = {name: _field(kind, name) for name in free if name not in required}
    return assembled(kind, {**own, **always}, others)


def assembled(
    make: Callable[..., T],
    always: Mapping[str, st.SearchStrategy[Any]],
    others: Mapping[str, st.SearchStrategy[Any]],
) -> st.SearchStrategy[T]:
    """Return a strategy for what `make` returns, with a few of the `others` among its arguments."""
    choices = [st.tuples(st.just(name), strategy) for name, strategy in others.items()]
    some = st.lists(st.one_of(choices), max_size=3) if choices else st.just([])
    return st.builds(
        lambda given, chosen: make(**{**dict(chosen), **given}),
        st.fixed_dictionaries(dict(always)),
        some,
    )


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _field(kind: type, name: str) -> st.SearchStrategy[Any]:
    hint = shape_of(kind).types[name]
    plain = plain_value(kind, name, hint)
    return st.none() | plain if name in shape_of(kind).optional else plain


def plain_value(kind: type, name: str, hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the values of a field that are not `None`."""
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if hint is bool:
        return st.booleans()
    if hint is int:
        limits = RANGES[kind][name]
        return st.integers(limits.low, limits.high)
    if hint is str:
        return LINE
    if get_origin(hint) is tuple:
        item = plain_value(kind, name, get_args(hint)[0])
        return st.lists(item, min_size=1, max_size=3, unique=True).map(tuple)
    choices = [each for each in get_args(hint) if each is not NoneType]
    if len(choices) == 1:
        return plain_value(kind, name, choices[0])
    if all(isinstance(each, str) for each in choices):
        return st.sampled_from(choices)
    raise TypeError(f"no strategy for {kind.__name__}.{name}: {hint}")


def table(
    names: st.SearchStrategy[str], values: st.SearchStrategy[T], always: tuple[str, ...] = ()
) -> st.SearchStrategy[dict[str, T]]:
    """Return a strategy for a table that has the names in `always` and a few others."""
    return st.builds(
        lambda first, others: {**others, **first},
        st.fixed_dictionaries(dict.fromkeys(always, values)),
        st.dictionaries(names, values, max_size=2),
    )
