"""Uses of the notebook's own functions that their definitions do not fit, and of those of modules that go with it.

def load(path): return 1, 2
load("a", 3)                a TypeError: it takes 1 argument by place, not 2
a, b, c = load("a")         a ValueError: it returns 2 values
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from nb2prod.analyse.from_stars import bound_by_stars, stars
from nb2prod.analyse.lacking import CAUGHT, elsewhere, given_later
from nb2prod.analyse.scope import bound_in, names_of
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Notebook, Statement
from nb2prod.nesting import DEFINING, PERHAPS, defined, own_parts
from nb2prod.reaching import parsed
from nb2prod.walking import children, walk


def misfits(statements: tuple[Statement, ...], notebook: Notebook) -> Iterator[Finding]:
    """One for each such use, of a function whose name only functions bear."""
    starred = bound_by_stars(notebook, statements)
    if starred is None or any("barrier" in s.facts.effects for s in statements):
        return
    top = [(s.id, s.node) for s in statements if s.parent is None]
    plain = {i for i, node in top if isinstance(node, ast.FunctionDef) and not node.decorator_list}
    others = {name for s in statements for name in s.facts.binds if s.id not in plain}
    others |= {part.arg for _, node in top for part in walk(node) if isinstance(part, ast.arg)}
    others |= starred if stars(statements) else set()
    names = [name for s in statements for name in s.facts.binds]
    twice = {name for name, count in Counter(names).items() if count > 1}
    own = dict(_brought(statements, notebook, names))  # as they are defined above
    for statement in statements:
        match statement.node:
            case ast.FunctionDef(name=name) as made if name not in others:
                own[name] = made
        known = {n: made for n, made in own.items() if n not in twice} if statement.body == "function" else own
        for part in own_parts(statement.node, PERHAPS) if known and _reached(statement, statements) else ():
            for what, error in _misfit(part, known):
                where = {"cell": statement.cell, "line": getattr(part, "lineno", statement.line)}
                yield finding("NB155", **where, what=what, error=error, advice="use it as it is defined")


def _misfit(part: ast.AST, own: Mapping[str, ast.FunctionDef]) -> Iterator[tuple[str, str]]:
    """What does not fit, and the error that comes of it."""
    match part:
        case ast.Call(func=func, args=args, keywords=words) if made := own.get(name := ast.unparse(func)):
            named = [word.arg for word in words if word.arg is not None]
            starred = len(named) < len(words) or any(isinstance(arg, ast.Starred) for arg in args)
            if wrong := "" if starred else _wrong(made.args, len(args), named):
                yield f"{name} {wrong}", "a TypeError"
        case ast.Assign([ast.Tuple(taken) | ast.List(taken)], ast.Call(func)) if made := own.get(ast.unparse(func)):
            counts = set[int]() if any(isinstance(each, ast.Starred) for each in taken) else _returned(made)
            if counts and len(taken) not in counts:
                given = " or ".join(map(str, sorted(counts)))
                yield f"{ast.unparse(func)} returns {given} values, and {len(taken)} are taken of it", "a ValueError"


def _returned(function: ast.FunctionDef) -> set[int]:
    """How many values it may return; none where that is not written out."""
    todo: list[ast.AST] = [*function.body]
    counts: set[int] = set()
    while todo:
        match todo.pop():
            case ast.Return(value=ast.Tuple(elts=values)) if not any(isinstance(v, ast.Starred) for v in values):
                counts.add(len(values))
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                return set()
            case part if not isinstance(part, (*DEFINING, ast.Lambda)):
                todo += children(part)
    return counts


def _reached(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """Whether a run gets there: it stands in no function, or straight in one that other code names."""
    if statement.body != "function" or statement.parent is None or isinstance(statement.node, (ast.If, *CAUGHT)):
        return not elsewhere(statement, statements)
    name = defined(statements[statement.parent].node)
    return any(name in s.facts.names and s.parent != statement.parent for s in statements)


def _brought(
    statements: tuple[Statement, ...], notebook: Notebook, bound: Sequence[str]
) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions and plain classes of modules, these as their `__init__`, by what the notebook's imports alone bind."""
    if (given := given_later(statements)) is None:
        return
    found = [(module.name, *each) for module, tree in parsed(notebook.modules) for each in _defined(tree.body)]
    known = {f"{module}.{name}": made for module, name, made in found if name not in given}
    aliases = [(s, a) for s in statements for a in getattr(s.node, "names", ()) if isinstance(a, ast.alias)]
    names = [*bound, *(part.arg for s in statements for part in walk(s.node) if isinstance(part, ast.arg))]
    for statement, alias in aliases:
        name = alias.asname or alias.name
        top = getattr(statement.node, "module", None)
        full = f"{top}.{alias.name}" if top else alias.name
        if names.count(name) == 1 and statement.parent is None:
            for each, made in known.items():
                if each == full or each.rpartition(".")[0] == full:
                    yield name + each[len(full) :], made
    starred = {getattr(statement.node, "module", None) for statement in stars(statements)}
    everywhere = [name for _, tree in parsed(notebook.modules) for name in bound_in(tree.body)]
    for module, name, made in found:
        if module in starred and name not in {*given, *names} and everywhere.count(name) == 1:
            yield name, made


def _defined(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef]]:
    bound = [name for node in body for name in names_of(node).binds]
    for node in body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]) as made if bound.count(name) == 1:
                yield name, made
            case ast.ClassDef(name=name, bases=[], keywords=[], decorator_list=[], body=parts) if (
                bound.count(name) == 1
            ):
                makers = [p for p in parts if isinstance(p, ast.FunctionDef) and p.name in ("__init__", "__new__")]
                if [p.name for p in makers] == ["__init__"] and (
                    own := makers[0].args.posonlyargs or makers[0].args.args
                ):
                    del own[0]  # self; the tree is nobody else's
                    yield name, makers[0]


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
