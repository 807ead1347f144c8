"""Which names a piece of Python reads now, reads later, binds and deletes, by Python's own scope rules.

f = lambda v: v * k        reads nothing now, `k` later (when f is called), binds f
[v for v in rows if v]     reads rows; v stays inside
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from nb2prod.knowledge.quoted import kept_formula, quoted
from nb2prod.replacing import dataclass, replace
from nb2prod.walking import children, walk

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Names:
    """Names of one piece of code, seen from the scope that it stands in."""

    reads: frozenset[str] = EMPTY
    late: frozenset[str] = EMPTY  # free names of functions made here: read when they are called
    binds: frozenset[str] = EMPTY
    deletes: frozenset[str] = EMPTY
    outer: frozenset[str] = EMPTY  # names that functions made here rebind through `global`
    enclosing: frozenset[str] = EMPTY  # the same through `nonlocal`: never names of the notebook
    quoted: frozenset[str] = EMPTY  # names in strings that are read as code, unless a column or a table is called so
    world: frozenset[str] = EMPTY  # those of `late` that stand under `global`: a local of the same name is another one

    def __or__(self, other: Names) -> Names:
        """Both pieces, one after the other."""
        return Names(
            self.reads | other.reads,
            self.late | other.late,
            self.binds | other.binds,
            self.deletes | other.deletes,
            self.outer | other.outer,
            self.enclosing | other.enclosing,
            self.quoted | other.quoted,
            self.world | other.world,
        )


NONE = Names()
DEFINED = WeakKeyDictionary[ast.AST, Names]()  # of whole functions and classes: whatever stands around them asks anew


def names_of(*nodes: ast.AST | None) -> Names:
    """Names of `nodes` and everything inside them."""
    result = NONE
    for node in nodes:
        found = _one(node) if node is not None else NONE
        result = found if result is NONE else result if found is NONE else result | found
    return result


def header(node: ast.stmt) -> tuple[ast.AST, ...]:
    """The own part of a statement: the test of an `if`, the items of a `with`; all of a simple statement."""
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return (test,)
        case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
            return (iterable, target)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return tuple(part for item in items for part in (item.context_expr, item.optional_vars) if part)
        case ast.Match(subject=subject, cases=cases):
            return (subject, *(part for case in cases for part in (case.pattern, case.guard) if part))
        case ast.Try() | ast.TryStar():
            return tuple(handler.type for handler in node.handlers if handler.type)
    return (node,)


def bodies(node: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The nested statement lists of a compound statement (not of functions and classes), each with its field's name."""
    if isinstance(node, ast.Match):
        for case in node.cases:
            yield "body", case.body
        return
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return
    for field in ("body", "handlers", "orelse", "finalbody"):
        for part in [getattr(node, field, None)]:
            if field == "handlers" and part:
                for handler in part:
                    yield "handlers", handler.body
            elif part:
                yield field, part


def bound_in(statements: Iterable[ast.stmt]) -> frozenset[str]:
    """Every name that `statements` bind in their own scope, nested blocks included."""
    found: set[str] = set()
    for node in statements:
        found |= names_of(*header(node)).binds
        if isinstance(node, (ast.Try, ast.TryStar)):
            found |= {handler.name for handler in node.handlers if handler.name}
        for _, body in bodies(node):
            found |= bound_in(body)
    return frozenset(found)


def bound_in_passing(node: ast.stmt) -> frozenset[str]:
    """Names that the statement's own part binds before it reads them: `(n := 5) > n - 1`, `case [*n] if n`."""
    parts = header(node)
    found = [n for part in parts for n in walk(part) if isinstance(n, ast.NamedExpr)]
    bound = {n.target.id for n in found if n.target.id not in names_of(n.value).reads}
    read: set[str] = set()
    for part in parts if parts != (node,) else ():
        read |= names_of(part).reads
        bound |= names_of(part).binds - read
    return frozenset(bound)


def parameters(arguments: ast.arguments) -> tuple[str, ...]:
    """Names of all parameters in the order of the signature."""
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return tuple(a.arg for a in every if a is not None)


def _one(node: ast.AST) -> Names:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return Names(reads=frozenset({name}))
        case ast.Name(id=name, ctx=ast.Store()):
            return Names(binds=frozenset({name}))
        case ast.Name(id=name):
            return Names(deletes=frozenset({name}))
        case ast.Lambda(args=arguments, body=body):
            return _defaults(arguments) | _function(parameters(arguments), [ast.Expr(body)])
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            if node not in DEFINED:
                DEFINED[node] = _class(node) if isinstance(node, ast.ClassDef) else _definition(node)
            return DEFINED[node]
        case ast.Import(names=aliases):
            return Names(binds=frozenset(a.asname or a.name.split(".")[0] for a in aliases))
        case ast.ImportFrom(names=aliases):
            return Names(binds=frozenset(a.asname or a.name for a in aliases if a.name != "*"))
        case ast.Assign(value=ast.GeneratorExp() as lazy):  # it reads its names while it is consumed, later
            whole = names_of(*children(node))
            return replace(whole, late=whole.late | (_one(lazy).reads - names_of(lazy.generators[0].iter).reads))
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            return _one(value) | Names(reads=frozenset({name}), binds=frozenset({name}))
        case ast.AnnAssign(target=ast.Name(), value=None):
            return Names(reads=_one(node.annotation).reads)
        case ast.Call():
            sure, perhaps = quoted(node)
            return names_of(*children(node)) | Names(reads=sure, quoted=perhaps)
        case ast.Constant(value=str(text)):
            return Names(quoted=kept_formula(text))
        case ast.MatchAs(name=name) | ast.MatchStar(name=name):
            inner = names_of(*children(node))
            return inner | Names(binds=frozenset({name} if name else ()))
        case ast.MatchMapping(rest=rest):
            return names_of(*children(node)) | Names(binds=frozenset({rest} if rest else ()))
        case ast.ExceptHandler(name=name):
            return names_of(*children(node)) | Names(binds=frozenset({name} if name else ()))
    if isinstance(node, COMPREHENSIONS):
        return _comprehension(node)
    return names_of(*children(node))


def _defaults(arguments: ast.arguments) -> Names:
    return names_of(*arguments.defaults, *arguments.kw_defaults)


def _definition(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Names:
    annotations = [a.annotation for a in walk(node.args) if isinstance(a, ast.arg)]
    now = names_of(*node.decorator_list, *annotations, node.returns) | _defaults(node.args)
    return now | _function(parameters(node.args), node.body) | Names(binds=frozenset({node.name}))


def _function(given: Iterable[str], body: list[ast.stmt]) -> Names:
    """A function body seen from outside: all it reads of the outside it reads late."""
    inside = names_of(*body)
    shared, nonlocals = _declared(body, ast.Global), _declared(body, ast.Nonlocal)
    changed, asked = inside.binds | inside.deletes, inside.reads | inside.late
    local = (frozenset(given) | changed) - shared - nonlocals
    world = ((asked | inside.deletes) & shared) | inside.world
    return Names(
        late=(asked - local) | world,
        outer=(changed & shared) | inside.outer,
        enclosing=(changed & nonlocals) | (inside.enclosing - local),
        quoted=inside.quoted - local,
        world=world,
    )


def _declared(body: list[ast.stmt], kind: type[ast.Global] | type[ast.Nonlocal]) -> frozenset[str]:
    """Names under `global` or `nonlocal` in a body."""
    found = (node for statement in body for node in walk_scope(statement) if isinstance(node, kind))
    return frozenset(name for node in found for name in node.names)


def _class(node: ast.ClassDef) -> Names:
    now = names_of(*node.decorator_list, *node.bases, *node.keywords)
    return now | _class_body(node) | Names(binds=frozenset({node.name}))


def _class_body(node: ast.ClassDef) -> Names:
    """A class body reads the enclosing scope for what it has not bound itself; methods never see the class body."""
    inside = Names(*(_mangled(names, node.name) for names in vars(names_of(*node.body)).values()))
    shared = _declared(node.body, ast.Global)
    reads = _read_first(node.body, EMPTY)[0].union(*map(_past_class, node.body))
    reads = _mangled(reads, node.name) | (inside.reads & shared)
    return replace(inside, reads=reads, binds=inside.binds & shared, deletes=inside.deletes & shared)


def _mangled(names: frozenset[str], owner: str) -> frozenset[str]:
    """Inside a class `__x` means `_Owner__x`."""
    prefix = f"_{owner.lstrip('_')}" if owner.strip("_") else ""
    return frozenset(prefix + n if n.startswith("__") and not n.endswith("__") else n for n in names)


def _past_class(node: ast.AST) -> frozenset[str]:
    """What comprehensions and classes in a class body read past it: only a first iterable is evaluated in the class."""
    if isinstance(node, ast.ClassDef):
        return _class_body(node).reads
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        return EMPTY
    if not isinstance(node, COMPREHENSIONS):
        return EMPTY.union(*(_past_class(child) for child in children(node)))
    first, *others = node.generators
    results = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    return (names_of(*results, *first.ifs, *others).reads - _targets(node)) | _past_class(first.iter)


def _read_first(body: list[ast.stmt], bound: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What a class body reads before it has surely bound it, and what it has surely bound at its end."""
    reads = EMPTY
    for statement in body:
        own = names_of(*header(statement))
        reads |= own.reads - bound
        named = frozenset(handler.name for handler in getattr(statement, "handlers", ()) if handler.name)
        parts = [_read_first(part, bound | own.binds | named) for _, part in bodies(statement)]
        reads = reads.union(*(read for read, _ in parts))
        match statement:
            case ast.With() | ast.AsyncWith():
                bound = parts[0][1]
            case ast.If(orelse=[_, *_]):
                bound = parts[0][1] & parts[1][1]
            case _ if not parts:
                bound = (bound | own.binds) - own.deletes
    return reads, bound


def _targets(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> frozenset[str]:
    return EMPTY.union(*(names_of(generator.target).binds for generator in node.generators))


def _comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Names:
    targets = _targets(node)
    inside = names_of(*children(node))
    walrus = frozenset(
        n.target.id for n in walk(node) if isinstance(n, ast.NamedExpr) and isinstance(n.target, ast.Name)
    )
    first = names_of(node.generators[0].iter).reads  # evaluated outside: `[x for x in x]` reads the outer x
    return replace(
        inside,
        reads=(inside.reads - targets) | first,
        late=inside.late - targets,
        quoted=inside.quoted - targets,
        binds=(inside.binds - targets) | walrus,
    )


def walk_scope(node: ast.AST) -> Iterator[ast.AST]:
    """Like walk, without going into nested functions and classes."""
    yield node
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        return
    for child in children(node):
        yield from walk_scope(child)
