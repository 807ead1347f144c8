"""Calls of the notebook's own functions that their definitions do not take, and of those of modules that go with it.

def load(path): ...
load("a", 3)          a TypeError: it takes 1 argument by place, not 2
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from nb2prod.analyse.from_stars import stars
from nb2prod.analyse.lacking import CAUGHT, elsewhere, given_later
from nb2prod.analyse.scope import names_of
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Module, Statement
from nb2prod.nesting import PERHAPS, defined, own_parts
from nb2prod.reaching import parsed
from nb2prod.walking import walk


def misfits(statements: tuple[Statement, ...], modules: Iterable[Module]) -> Iterator[Finding]:
    """One for each such call, of a function whose name only functions bear."""
    if stars(statements) or any("barrier" in s.facts.effects for s in statements):
        return
    top = [(s.id, s.node) for s in statements if s.parent is None]
    plain = {i for i, node in top if isinstance(node, ast.FunctionDef) and not node.decorator_list}
    others = {name for s in statements for name in s.facts.binds if s.id not in plain}
    others |= {part.arg for _, node in top for part in walk(node) if isinstance(part, ast.arg)}
    names = [name for s in statements for name in s.facts.binds]
    own = dict(_brought(statements, modules, names))  # as they are defined above
    for statement in statements:
        match statement.node:
            case ast.FunctionDef(name=name, args=asked) if name not in others:
                own[name] = asked
        for part in own_parts(statement.node, PERHAPS) if _reached(statement, statements) else ():
            match part:
                case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name()) as func, args=args, keywords=words):
                    name = ast.unparse(func)
                    if name not in own or (statement.body == "function" and names.count(name) > 1):
                        continue
                    named = [word.arg for word in words if word.arg is not None]
                    if len(named) < len(words) or any(isinstance(arg, ast.Starred) for arg in args):
                        continue
                    if wrong := _wrong(own[name], len(args), named):
                        where = {"cell": statement.cell, "line": part.lineno}
                        advice = "call it as it is defined"
                        yield finding("NB155", **where, what=f"{name} {wrong}", error="a TypeError", advice=advice)


def _reached(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """Whether a run gets there: it stands in no function, or straight in one that other code names."""
    if statement.body != "function" or statement.parent is None or isinstance(statement.node, (ast.If, *CAUGHT)):
        return not elsewhere(statement, statements)
    name = defined(statements[statement.parent].node)
    return any(name in s.facts.names and s.parent != statement.parent for s in statements)


def _brought(
    statements: tuple[Statement, ...], modules: Iterable[Module], bound: Sequence[str]
) -> Iterator[tuple[str, ast.arguments]]:
    """What functions and plain classes of modules take, by the names that the notebook's imports alone give them."""
    if (given := given_later(statements)) is None:
        return
    found = [(module.name, *each) for module, tree in parsed(modules) for each in _defined(tree.body)]
    known = {f"{module}.{name}": asked for module, name, asked in found if name not in given}
    aliases = [(s, a) for s in statements for a in getattr(s.node, "names", ()) if isinstance(a, ast.alias)]
    names = [*bound, *(part.arg for s in statements for part in walk(s.node) if isinstance(part, ast.arg))]
    for statement, alias in aliases:
        name = alias.asname or alias.name
        top = getattr(statement.node, "module", None)
        full = f"{top}.{alias.name}" if top else alias.name
        if names.count(name) == 1 and statement.parent is None:
            for each, asked in known.items():
                if each == full or each.rpartition(".")[0] == full:
                    yield name + each[len(full) :], asked


def _defined(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.arguments]]:
    bound = [name for node in body for name in names_of(node).binds]
    for node in body:
        match node:
            case ast.FunctionDef(name=name, args=asked, decorator_list=[]) if bound.count(name) == 1:
                yield name, asked
            case ast.ClassDef(name=name, bases=[], keywords=[], decorator_list=[], body=parts) if (
                bound.count(name) == 1
            ):
                made = [p for p in parts if isinstance(p, ast.FunctionDef) and p.name in ("__init__", "__new__")]
                if [p.name for p in made] == ["__init__"] and (own := made[0].args.posonlyargs or made[0].args.args):
                    del own[0]  # self; the tree is nobody else's
                    yield name, made[0].args


def _wrong(asked: ast.arguments, count: int, named: Collection[str]) -> str:
    """What does not fit; "" where all does."""
    places = [each.arg for each in (*asked.posonlyargs, *asked.args)]
    needed = places[: len(places) - len(asked.defaults)]
    needed += [each.arg for each, value in zip(asked.kwonlyargs, asked.kw_defaults, strict=True) if value is None]
    known = {each.arg for each in (*asked.args, *asked.kwonlyargs)} - {*places[:count]}
    if count > len(places) and asked.vararg is None:
        return f"takes {len(places)} argument{'s' * (len(places) != 1)} by place, and is given {count}"
    if asked.kwarg is None and (odd := [name for name in named if name not in known]):
        return f"does not take {odd[0]} here"
    lacking = [name for name in needed if name not in {*places[:count], *named}]
    return f"is called without {lacking[0]}" if lacking else ""
