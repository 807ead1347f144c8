"""What the modules of a project say of each other, and whether a merge tore it.

    train.py                                    what another module must have for it
    from churn.config import Config             the name `Config`
    def train(config: Config):                  the field `rate`
        return fit(config.rate)                 where `fit` is imported: a signature that takes this call

A fault is what no parent has: what a person broke by hand is not the merge's doing.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from nb2prod.sync.flow import Use, misfits, uses
from nb2prod.sync.renames import module_of
from nb2prod.sync.units import MANY, parse
from nb2prod.walking import walk

CLOSED = frozenset({"NamedTuple"})  # bases that bring no public name of their own


@dataclass(frozen=True)
class Link:
    """What `path` wants of `module`, and does not get; `how` tells one want of a name from another."""

    path: str
    module: str
    name: str
    how: str = ""

    @property
    def short(self) -> str:
        """The want in a word, for the next run."""
        said = f"{self.module}.{self.name}"
        return f"{said}:{hashlib.sha256(self.how.encode()).hexdigest()[:8]}" if self.how else said


@dataclass(frozen=True)
class _Read:
    """An attribute of a variable whose class a note says, or the function (or class) whose call it holds."""

    said_by: str
    attribute: str


@dataclass(frozen=True)
class _Said:
    """A module, read once."""

    given: frozenset[str]  # names that others can import
    imported: tuple[tuple[str, str, str], ...]  # (module, name, the name that it bears here)
    functions: Mapping[str, ast.FunctionDef]
    classes: Mapping[str, ast.ClassDef]
    uses: tuple[Use, ...]
    reads: frozenset[_Read]


def defined(text: str) -> frozenset[str]:
    """Functions and classes that this module itself defines: what it imports under their names is no part of it."""
    said = _said(text)
    return frozenset({*said.functions, *said.classes})


Texts = Mapping[str, str]
Waits = Mapping[str, Collection[str]]  # path -> links in short


def torn(after: Texts, yours: Texts, mine: Texts, new: Texts, waits: Waits = MappingProxyType({})) -> frozenset[Link]:
    """What the merged project lacks although neither parent does; all are path -> text.

    `mine` is yours as it stands: in `yours`, a function may bear a new name that not every file could follow. `waits`
    are the wants that an earlier run left to a person, file by file: they are lacked as long as nobody gives them.
    """
    package = {module for texts in (yours, new) for path in texts if (module := module_of(path))}
    package |= {short.partition(".")[0] for several in waits.values() for short in several}  # as it was called then
    lacked = _lacking(after, package)
    waiting = {link for link in lacked if link.short in waits.get(link.path, ())}
    lost = lacked - _lacking(new, package)
    if not lost - waiting:
        return frozenset(waiting)
    before = _lacking(mine, package)
    return frozenset(waiting | (lost - {link for link in _lacking(yours, package) if link.how or link in before}))


def _lacking(texts: Mapping[str, str], package: set[str]) -> frozenset[Link]:
    said = {path: _said(text) for path, text in texts.items() if path.endswith(".py")}
    modules = {module: one for path, one in said.items() if (module := module_of(path))}
    return frozenset(link for path, one in said.items() for link in _lacks(path, one, modules, package))


def _lacks(path: str, one: _Said, modules: Mapping[str, _Said], package: set[str]) -> Iterator[Link]:
    functions: dict[str, ast.FunctionDef] = {}
    classes = {name: (module_of(path), node) for name, node in one.classes.items()}
    where: dict[str, str] = {}
    tops = {module.partition(".")[0] for module in package}
    for module, name, here in one.imported:
        if module.partition(".")[0] not in tops or f"{module}.{name}" in package:
            continue
        other = modules.get(module)
        if name != "*" and (other is None or name not in other.given):
            yield Link(path, module, name)
        elif other is not None and name in other.functions:
            functions[here], where[here] = other.functions[name], module
        elif other is not None and name in other.classes:
            classes[here] = (module, other.classes[name])
    for _, how, called in misfits(one.uses, functions):
        yield Link(path, where[called], called, how)
    functions = {**one.functions, **functions}
    for read in one.reads:
        function = functions.get(read.said_by)
        name = function.returns.id if function is not None and isinstance(function.returns, ast.Name) else read.said_by
        module, holder = classes.get(name, ("", None))
        if holder is not None and (members := _members(holder)) and read.attribute not in members:
            yield Link(path, module, read.attribute, name)


def _reads(tree: ast.Module) -> Iterator[_Read]:
    for function in (node for node in walk(tree) if isinstance(node, ast.FunctionDef)):
        of = _typed(function)
        for node in walk(function) if of else ():
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in of and attribute[0] != "_":
                    yield _Read(of[name], attribute)


def _typed(function: ast.FunctionDef) -> dict[str, str]:
    """Variable -> its note, or the plain name that is called for it; where nothing else is ever bound to it."""
    notes: dict[str, str] = {}
    calls: dict[str, str] = {}
    stored: Counter[str] = Counter()
    for node in walk(function):
        match node:
            case ast.arg(arg=name, annotation=note):
                notes[name] = note.id if isinstance(note, ast.Name) and name not in notes else ""
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=called))):
                calls[name] = called
            case ast.Name(id=name, ctx=ast.Store()):
                stored[name] += 1
    given = {name: note for name, note in notes.items() if note and not stored[name]}
    return given | {name: called for name, called in calls.items() if stored[name] == 1 and name not in notes}


@lru_cache(MANY)
def _members(node: ast.ClassDef) -> frozenset[str]:
    """The public names of a class; empty where it may have more than it shows."""
    if not all(isinstance(base, ast.Name) and base.id in CLOSED for base in node.bases) or node.keywords:
        return frozenset()
    names = {each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    stored = (each for each in walk(node) if isinstance(each, ast.Name | ast.Attribute))
    names |= {
        each.id if isinstance(each, ast.Name) else each.attr for each in stored if isinstance(each.ctx, ast.Store)
    }
    return frozenset() if "__getattr__" in names else frozenset(names | {"count", "index"})


@lru_cache(MANY)
def _said(text: str) -> _Said:
    tree = parse(text.removeprefix("\ufeff"))
    names: set[str] = set()
    imported: list[tuple[str, str, str]] = []
    for node in walk(tree) if tree is not None else ():
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            imported += ((node.module, alias.name, alias.asname or alias.name) for alias in node.names)
    body = tree.body if tree is not None else []
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    told = (uses(tree), frozenset(_reads(tree))) if tree is not None else ((), frozenset())
    return _Said(frozenset(names), tuple(imported), functions, classes, *told)
