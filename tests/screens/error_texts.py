"""The texts of all errors that the code can raise, read from its syntax tree.

A text is a *template*: its constant parts, and a hole for each value that is only known when the
error is raised. Names of constants are resolved, and parameters through the calls of the function,
so that `f"The {what} does not exist."` gives one template for each word that `what` stands for.
What stands at the end of the text of an error class is a text of its own, if it was given to the
class: `ParseFault(reason)` is `Parsing failed: ` and then any of the reasons.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

from tests.screens.source import (
    Call,
    Function,
    Module,
    Source,
    argument,
    assigned,
    called,
    caught,
    last_name,
    parameters,
)


@dataclass(frozen=True, slots=True)
class Hole:
    """A value; `text` is whether it is the text of another error, which is translated too."""

    text: bool = False


Template = tuple[str | Hole, ...]
Templates = frozenset[Template]

VALUE: Final = Hole()
TEXT: Final = Hole(text=True)
TEXT_ATTRIBUTES: Final = frozenset({"text", "strerror", "label", "reason"})
"""Of errors and objects: texts that the reader is shown."""
TEXT_FUNCTIONS: Final = frozenset({"label", "text_with"})
UNCHANGED: Final = frozenset({"shown", "shown_lines", "str"})
"""Functions that give back their argument, as far as texts go."""
DEEPEST: Final = 6


class Unseen(Exception):
    """The text of an expression cannot be read from the code."""


@dataclass(frozen=True)
class Place:
    """Where an expression stands, and what the parameters there are known to be."""

    module: Module
    function: Function | None = None
    bound: Mapping[str, Templates] = field(default_factory=dict)
    depth: int = 0
    inside: frozenset[Function] = frozenset()
    """Functions whose result is being looked for."""


def written(template: Template) -> str:
    """Return a template as catalogues write it, with holes that have no name."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else "{}"
        for part in template
    )


class ErrorTexts:
    """The templates of the errors in some code.

    `roots` are their classes, `module.Class`, with the place of the text among the arguments;
    without one it is given by its name, `text` or `reason`.
    """

    def __init__(self, source: Source, roots: Mapping[str, int | None]) -> None:
        self._source = source
        self._roots = dict(roots)
        self.found: dict[Template, str] = {}
        """Each template, with a place where it comes from."""
        self.unseen: set[str] = set()
        """Where texts cannot be read from the code: `state.x: the expression`."""
        for calls in source.calls.values():
            for call in calls:
                self._read_constructor(call)

    def _read_constructor(self, call: Call) -> None:
        made = self._source.class_named(call.module, last_name(call.node.func))
        if made is None:
            return
        bases = list(self._source.bases(*made))
        if not any(_full_name(each) in self._roots for each in bases):
            return
        place = Place(call.module, call.function)
        for module, node in bases:
            own = _initializer(node)
            if own is not None and _full_name((module, node)) not in self._roots:
                self._read_own(call, place, module, own)
                return
        root = next(name for name in self._roots if name in map(_full_name, bases))
        named = [each.value for each in call.node.keywords if each.arg in ("text", "reason")]
        position = self._roots[root]
        placed = [] if position is None else call.node.args[position : position + 1]
        for text in (*named, *placed):
            self._note(text, place)

    def _read_own(self, call: Call, place: Place, module: Module, own: Function) -> None:
        """Read what a class that makes its own text makes of what it is given."""
        text = next(
            node.args[0]
            for node in ast.walk(own)
            if isinstance(node, ast.Call) and called(node) == "__init__" and node.args
        )
        apart = _last_hole(text, own)
        bound: dict[str, Templates] = {}
        for name in parameters(own)[1:]:
            given = argument(call.node, own, name)
            if name == apart:
                bound[name] = _one(TEXT)
                if given is not None:
                    self._note(given, place)
            elif given is not None:
                bound[name] = self._seen(given, place)
        self._note(text, Place(module, own, bound))

    def read_function(self, module: str, name: str) -> None:
        """Note what a function returns or yields as texts."""
        there = self._source.modules[module]
        for function in there.functions[name]:
            for node in ast.walk(function):
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                    self._note(node.value, Place(there, function))

    def _note(self, text: ast.expr, place: Place) -> None:
        try:
            templates = self._texts(text, place)
        except Unseen:
            self.unseen.add(f"{place.module.name}: {ast.unparse(text)}")
            return
        for template in templates - {(TEXT,), ()}:
            self.found.setdefault(template, f"{place.module.name}:{text.lineno}")

    def _texts(self, node: ast.expr, place: Place) -> Templates:
        """Return what a text can be. Raises `Unseen`."""
        if place.depth > DEEPEST:
            raise Unseen
        if _is_text(node, place):
            return _one(TEXT)
        match node:
            case ast.Constant(value=str(text)):
                return _one(text)
            case ast.Constant(value=None):
                return frozenset()
            case ast.JoinedStr(values=values):
                return _sequence([self._part(each, place) for each in values])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _sequence([self._texts(left, place), self._texts(right, place)])
        return self._chosen(node, place)

    def _chosen(self, node: ast.expr, place: Place) -> Templates:
        """Return what a text can be that stands somewhere else, or is one of several."""
        match node:
            case ast.IfExp(body=first, orelse=second):
                return self._either([first, second], place)
            case ast.BoolOp(values=values):
                return self._either(values, place)
            case ast.Name(id=name):
                return self._named(name, place)
            case ast.Subscript(value=ast.Name(id=name)):
                return self._entries(name, place)
            case ast.Call():
                return self._returned(node, place)
        raise Unseen

    def _part(self, node: ast.expr, place: Place) -> Templates:
        """Return what a part of a text can be: what cannot be seen is a value.

        A text with values of its own stands for itself only if it is made in the same function.
        """
        if isinstance(node, ast.FormattedValue):
            if node.conversion != -1 or node.format_spec is not None:
                return _one(VALUE)
            node = node.value
        if _is_text(node, place):
            return _one(TEXT)
        try:
            found = self._texts(node, place)
        except Unseen:
            return _one(VALUE)
        if _made_here(node, place):
            return found
        return found if all(VALUE not in each for each in found) else _one(VALUE)

    def _seen(self, node: ast.expr, place: Place) -> Templates:
        try:
            return self._texts(node, place)
        except Unseen:
            return _one(VALUE)

    def _either(self, nodes: Sequence[ast.expr], place: Place) -> Templates:
        return frozenset().union(*(self._texts(each, place) for each in nodes))

    def _named(self, name: str, place: Place) -> Templates:
        if name in place.bound:
            return place.bound[name]
        if name in caught(place.function):
            return _one(TEXT)
        if place.function is not None:
            values = assigned(place.function, name)
            if values:
                # A name that is set to something with itself in it adds nothing.
                bound = {**place.bound, name: frozenset[Template]()}
                return self._either(values, replace(place, bound=bound, depth=place.depth + 1))
            if name in parameters(place.function):
                return self._given(place.function, name, place)
        constant = self._source.constant(place.module, name)
        if constant is None:
            raise Unseen
        return self._texts(constant[1], Place(constant[0], depth=place.depth + 1))

    def _given(self, function: Function, name: str, place: Place) -> Templates:
        """Return what a parameter can be, by all calls of its function."""
        found: set[Template] = set()
        for call in self._source.calls.get(function.name, ()):
            candidates = self._source.functions(call.module, function.name)
            if isinstance(call.node.func, ast.Name) and (place.module, function) not in candidates:
                continue
            value = argument(call.node, function, name)
            if value is None:
                raise Unseen
            found |= self._texts(value, Place(call.module, call.function, depth=place.depth + 1))
        if not found:
            raise Unseen
        return frozenset(found)

    def _entries(self, name: str, place: Place) -> Templates:
        """Return the values of a table of texts."""
        constant = self._source.constant(place.module, name)
        match constant:
            case (module, ast.Dict(values=values) | ast.Tuple(elts=values)):
                return self._either(values, Place(module, depth=place.depth + 1))
        raise Unseen

    def _returned(self, node: ast.Call, place: Place) -> Templates:
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(between)), attr="join"),
                args=[lines],
            ):
                return self._lines(between, lines, place)
            case ast.Call(args=[text]) if called(node) in UNCHANGED:
                return self._texts(text, place)
            case ast.Call() if called(node) == "tr":
                return frozenset()
        found: set[Template] = set()
        functions = self._source.functions(place.module, called(node))
        if not functions:
            raise Unseen
        for module, function in functions:
            if function in place.inside:
                return frozenset()
            bound = {
                name: self._part(value, place)
                for name in parameters(function)
                if (value := argument(node, function, name)) is not None
            }
            inner = Place(module, function, bound, place.depth + 1, place.inside | {function})
            for each in ast.walk(function):
                if isinstance(each, ast.Return) and each.value is not None:
                    found |= self._texts(each.value, inner)
        return frozenset(found)

    def _lines(self, between: str, node: ast.expr, place: Place) -> Templates:
        """Return what texts with something between them make; any number of texts are one hole."""
        if isinstance(node, ast.Name) and place.function is not None:
            values = assigned(place.function, node.id)
            node = values[0] if len(values) == 1 else node
        if isinstance(node, ast.ListComp | ast.GeneratorExp) and between == "\n":
            self._note(node.elt, place)
            return _one(TEXT)
        if not isinstance(node, ast.List | ast.Tuple):
            raise Unseen
        parts: list[Templates] = []
        for each in node.elts:
            inner = each.value if isinstance(each, ast.Starred) else each
            lines = isinstance(each, ast.Starred)
            parts += [_one(between)] if parts else []
            parts.append(self._lines(between, inner, place) if lines else self._texts(each, place))
        return _sequence(parts)


def _is_text(node: ast.expr, place: Place) -> bool:
    match node:
        case ast.Attribute(attr=attribute):
            return attribute in TEXT_ATTRIBUTES
        case ast.Name(id=name):
            return name in caught(place.function)
        case ast.BoolOp(values=values):
            return any(_is_text(each, place) for each in values)
        case ast.Call(args=[argument]) if called(node) == "str":
            return _is_text(argument, place)
        case ast.Call():
            return called(node) in TEXT_FUNCTIONS
    return False


def _made_here(node: ast.expr, place: Place) -> bool:
    if not isinstance(node, ast.Name) or place.function is None:
        return False
    return node.id in place.bound or bool(assigned(place.function, node.id))


def _full_name(found: tuple[Module, ast.ClassDef]) -> str:
    return f"{found[0].name}.{found[1].name}"


def _initializer(node: ast.ClassDef) -> Function | None:
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return each
    return None


def _last_hole(text: ast.expr, function: Function) -> str | None:
    """Return the parameter that a text ends with."""
    while isinstance(text, ast.Call) and called(text) in UNCHANGED and text.args:
        text = text.args[0]
    match text:
        case ast.JoinedStr(values=[*_, ast.FormattedValue(value=ast.Name(id=name))]):
            return name if name in parameters(function) else None
    return None


def _one(*parts: str | Hole) -> Templates:
    return frozenset({_joined(parts)})


def _sequence(parts: Sequence[Templates]) -> Templates:
    """Return all templates that come of one of each of `parts` after the other."""
    return frozenset(
        _joined([part for template in each for part in template]) for each in product(*parts)
    )


def _joined(parts: Sequence[str | Hole]) -> Template:
    """Return a template of `parts`, with constants that follow each other in one."""
    result: list[str | Hole] = []
    for part in parts:
        last = result[-1] if result else None
        if isinstance(part, str) and isinstance(last, str):
            result[-1] = last + part
        elif part != "" and not (part == VALUE and last == VALUE):
            result.append(part)
    return tuple(result)
