"""Code as syntax trees: what its names stand for, and who calls what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call, and where it stands."""

    node: ast.Call
    module: Module
    function: Function | None
    """The innermost function around it."""


@dataclass(eq=False)
class Module:
    """One file of code, and what the names at its top level stand for."""

    name: str
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, list[Function]] = field(default_factory=dict)
    """Also those in classes and in other functions."""
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name here, to module and name there."""

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            match node:
                case ast.ImportFrom(module=str(module), names=names):
                    for each in names:
                        self.imports[each.asname or each.name] = (module, each.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.functions.setdefault(node.name, []).append(node)
                case ast.ClassDef():
                    self.classes[node.name] = node
        for statement in self.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.constants[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self.constants[name] = value


class Source:
    """Some files of code."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.modules = {module.name: module for module in map(_module, sorted(set(paths)))}
        self.calls: dict[str, list[Call]] = {}
        """All calls by the last name of what is called."""
        for module in self.modules.values():
            for call in _calls(module, module.tree, None):
                self.calls.setdefault(called(call.node), []).append(call)

    def constant(self, module: Module, name: str) -> tuple[Module, ast.expr] | None:
        """Return what a name at the top level of a module is, wherever it comes from."""
        if name in module.constants:
            return module, module.constants[name]
        origin = self._origin(module, name)
        return self.constant(*origin) if origin else None

    def functions(self, module: Module, name: str) -> list[tuple[Module, Function]]:
        """Return the functions that a name in a module can mean."""
        if name in module.functions:
            return [(module, each) for each in module.functions[name]]
        origin = self._origin(module, name)
        return self.functions(*origin) if origin else []

    def class_named(self, module: Module, name: str) -> tuple[Module, ast.ClassDef] | None:
        """Return the class that a name in a module means."""
        if name in module.classes:
            return module, module.classes[name]
        origin = self._origin(module, name)
        return self.class_named(*origin) if origin else None

    def bases(self, module: Module, node: ast.ClassDef) -> Iterator[tuple[Module, ast.ClassDef]]:
        """Yield a class and those that it derives from, as far as they are in these files."""
        yield module, node
        for base in node.bases:
            found = self.class_named(module, last_name(base))
            if found is not None and found[1] is not node:
                yield from self.bases(*found)

    def _origin(self, module: Module, name: str) -> tuple[Module, str] | None:
        origin = module.imports.get(name)
        if origin is None or origin[0] not in self.modules:
            return None
        return self.modules[origin[0]], origin[1]


def files(*places: str) -> list[Path]:
    """Return the files of code in packages and modules, named from the root of the project."""
    found = [ROOT / place for place in places]
    return [each for path in found for each in (path.rglob("*.py") if path.is_dir() else [path])]


def called(call: ast.Call) -> str:
    """Return the last name of what is called: `get` for `found[name].get(...)`."""
    return last_name(call.func)


def last_name(node: ast.expr) -> str:
    """Return `c` for the expression `a.b.c`, and an empty text for what has no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters that can be given by position, then of the others."""
    found = function.args
    return [each.arg for each in (*found.posonlyargs, *found.args, *found.kwonlyargs)]


def defaults(function: Function) -> dict[str, ast.expr]:
    """Return the values of the parameters that need not be given."""
    found = function.args
    positional = [each.arg for each in (*found.posonlyargs, *found.args)]
    pairs = list(zip(reversed(positional), reversed(found.defaults), strict=False))
    named = zip((each.arg for each in found.kwonlyargs), found.kw_defaults, strict=True)
    return dict(pairs) | {name: value for name, value in named if value is not None}


def argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """Return what a call gives for a parameter; `None` when it gives nothing that can be seen."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = parameters(function)
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    position = names.index(name) if name in names else len(call.args)
    if position < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args):
        return call.args[position]
    return defaults(function).get(name)


def assigned(function: Function, name: str) -> list[ast.expr]:
    """Return what a name in a function is set to, one expression for each assignment."""
    found: list[ast.expr] = []
    for node in ast.walk(function):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=target), value=value)
            ) if target == name:
                found.append(value)
            case ast.For(target=ast.Tuple(elts=targets), iter=ast.Tuple(elts=rows)):
                names = [last_name(each) for each in targets]
                if name in names:
                    place = names.index(name)
                    found += [row.elts[place] for row in rows if isinstance(row, ast.Tuple)]
    return found


def caught(function: Function | None) -> set[str]:
    """Return the names of the exceptions that are handled in a function."""
    nodes: Sequence[ast.AST] = [] if function is None else list(ast.walk(function))
    return {each.name for each in nodes if isinstance(each, ast.ExceptHandler) and each.name}


def _module(path: Path) -> Module:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, ast.parse(path.read_text("utf-8")))


def _calls(module: Module, node: ast.AST, function: Function | None) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield Call(child, module, function)
        inner = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield from _calls(module, child, inner)
