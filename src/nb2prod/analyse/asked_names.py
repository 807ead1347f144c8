"""Questions whether a name is bound, where the notebook tells the answer; and text that is run, as what it says.

x = 1; n = "x" in globals()            n = True
if "x" not in locals(): x = load()     (nothing, where x is bound before)
k = globals().get("depth", 3)          k = 3, where nothing binds depth
y = globals()["x"] + eval("x * 2")     y = x + x * 2
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from nb2prod.analyse.environment import NOTHING, UNBOUND, Environment
from nb2prod.analyse.scope import COMPREHENSIONS, FUNCTIONS, bound_in, header, names_of
from nb2prod.knowledge.python import UNSEEN
from nb2prod.model import Cell, LineFate, Notebook
from nb2prod.replacing import dataclass, field, replace
from nb2prod.rewrite.decided import Deciding
from nb2prod.walking import children, walk

ASKS = re.compile(r"\b(?:globals|locals|vars|dir)\(\)|\beval\(")
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.Lambda, *COMPREHENSIONS)
SESSION = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open", "display"})  # a notebook has them, a run not
GONE = "the names that it asks for are known, so it never runs"


@dataclass(frozen=True)
class Question:
    """One of them: the names that are asked for, and what it comes to."""

    node: ast.expr
    names: tuple[str, ...]
    come: Callable[[list[bool]], ast.expr | None]  # for each name whether it is bound; None = no answer
    rest: tuple[ast.expr, ...] = ()  # what else stands in it


@dataclass
class Asked:
    """What a walk over a notebook answers."""

    bound: frozenset[str]  # names that are bound anywhere
    deleted: frozenset[str]  # names that are deleted anywhere
    rebound: frozenset[str]  # names that functions bind through `global`
    starred: bool  # a star import, or what is set on the module itself, may bind any name
    answers: dict[ast.expr, list[ast.expr | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: list[ast.stmt]) -> Asked:
        """For a notebook of these statements."""
        parts = [part for node in nodes for part in walk(node)]
        gone = {t.id for p in parts if isinstance(p, ast.Delete) for t in walk(p) if isinstance(t, ast.Name)}
        gone |= {p.name for p in parts if isinstance(p, ast.ExceptHandler) and p.name}
        outer = frozenset().union(*(names_of(node).outer for node in nodes))
        starred = any(isinstance(p, ast.alias) and p.name in {"*", "__main__"} for p in parts)
        starred |= any(isinstance(p, ast.Attribute) and ast.unparse(p) == "sys.modules" for p in parts)
        return cls(bound_in(nodes) | outer, frozenset(gone), outer, starred)

    def hear(self, node: ast.stmt, env: Environment) -> None:
        """Note the answers to what stands in a statement's own part."""
        for part in header(node):
            for question, inside in _questions(part):
                if question is None or not self.bound.isdisjoint(UNSEEN):
                    continue
                sure = [self._bound(name, env, inside=inside) for name in question.names]
                come = None if None in sure else question.come([bool(each) for each in sure])
                if inside and isinstance(come, ast.Name) and _binds(part, come.id):
                    come = None
                self.answers.setdefault(question.node, []).append(come)

    def _bound(self, name: str, env: Environment, *, inside: bool) -> bool | None:
        """Whether a name is bound; `inside`: when a function, or what is like one, is called some time."""
        if name == "__file__":
            return False  # a notebook has none
        found = env.definers.get(name)
        if name.startswith("_") or name in self.rebound | SESSION or found == NOTHING:
            return None
        if found and UNBOUND not in found:
            return None if inside and name in self.deleted else True
        return False if not self.starred and (name not in self.bound if inside else found is None) else None

    def known(self) -> dict[ast.expr, ast.expr]:
        """What is the same whenever it is asked; only what binds names, as long as there is any of it."""
        found = {node: each[0] for node, each in self.answers.items() if len({*map(_text, each)}) == 1}
        sure = {node: come for node, come in found.items() if come is not None}
        binding = {n: come for n, come in sure.items() if isinstance(getattr(come, "ctx", None), (ast.Store, ast.Del))}
        return binding or sure


def asks(notebook: Notebook) -> bool:
    """Whether there may be any question."""
    return any(ASKS.search(cell.python) for cell in notebook.cells if cell.kind == "code" and not cell.dropped)


def hears(asked: Asked | None, node: ast.stmt, env: Environment | None) -> bool:
    """Whether a statement uses no names that it does not name; `env`: where it stands, None in a function."""
    if asked and env is not None:
        asked.hear(node, env)
    found = [question for part in header(node) for question, _ in _questions(part)] if asked else []
    return (bool(found) and None not in found) or _lists_names(node)


def _lists_names(node: ast.stmt) -> bool:
    """`dir()`, which shows what names there are and gives them to nobody."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[shown]) | shown):
            return isinstance(shown, ast.Call) and not shown.args and ast.unparse(shown.func) == "dir"
    return False


def settled(notebook: Notebook, trees: Mapping[int, ast.Module], known: Mapping[ast.expr, ast.expr]) -> Notebook:
    """The notebook with its questions answered; every line keeps its number."""
    cells = tuple(_cell(cell, trees[cell.index], known) if cell.index in trees else cell for cell in notebook.cells)
    return replace(notebook, cells=cells)


def _cell(cell: Cell, tree: ast.Module, known: Mapping[ast.expr, ast.expr]) -> Cell:
    if not any(node in known for node in walk(tree)):
        return cell
    done, source = Deciding(cell.python, tree, known), cell.source.split("\n")
    fates = [
        LineFate(first, last, "\n".join(source[first - 1 : last]), "dropped", ("other",), GONE)
        for first, last in done.gone
    ]
    python = "\n".join(done.lines)
    try:
        ast.parse(python)
    except SyntaxError:  # lines that cannot be moved: the question stays
        return cell
    return replace(cell, python=python, lines=(*cell.lines, *fates))


def _questions(node: ast.AST, inside: bool = False) -> Iterator[tuple[Question | None, bool]]:
    """Each question, and whether it stands in a function or the like; None for what else may see any name."""
    if isinstance(node, ast.expr) and (found := _question(node, inside=inside)):
        yield found, inside
        for part in found.rest:
            yield from _questions(part, inside)
        return
    match node:
        case ast.Call(func=ast.Name(id="locals" | "vars" | "dir"), args=args) if inside or args:
            for part in args:
                yield from _questions(part, inside)
            return
        case ast.Name(id=name) if name in UNSEEN:
            yield None, inside
    for child in children(node):
        yield from _questions(child, inside or isinstance(node, SCOPES))


def _question(node: ast.expr, *, inside: bool) -> Question | None:
    match node:
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn() as op], comparators=[space]):
            if _is_space(space, inside=inside):
                return Question(node, (name,), lambda bound: ast.Constant(bound[0] is isinstance(op, ast.In)))
        case ast.Call(func=ast.Attribute(space, "get"), args=[ast.Constant(value=str(name)), *given], keywords=[]):
            if _is_space(space, inside=inside) and name.isidentifier():
                other = given[0] if given else ast.Constant(None)
                acts = any(isinstance(part, ast.Call) for part in walk(other))
                here = None if acts else ast.Name(name, ast.Load())
                return Question(node, (name,), lambda bound: here if bound[0] else other, tuple(given))
        case ast.Subscript(value=space, slice=ast.Constant(value=str(name)), ctx=ctx) if name.isidentifier():
            if _is_space(space, inside=inside) and isinstance(ctx, ast.Load):
                return Question(node, (name,), lambda bound: ast.Name(name, ctx) if bound[0] else None)
            if _is_space(space, inside=inside) and not inside:
                return Question(node, (), lambda _: ast.Name(name, ctx))
        case ast.Call(
            func=ast.Name("all" | "any" as which),
            args=[
                ast.GeneratorExp(
                    elt=ast.Compare(left=ast.Name(one), ops=[ast.In() | ast.NotIn() as op], comparators=[space]),
                    generators=[ast.comprehension(ast.Name(other), ast.Tuple(elts) | ast.List(elts), [])],
                )
            ],
        ) if one == other and _is_space(space, inside=True):
            names = tuple(e.value for e in elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
            every, asked = all if which == "all" else any, isinstance(op, ast.In)
            if len(names) == len(elts):  # all(name in globals() for name in ("x", "y"))
                return Question(node, names, lambda bound: ast.Constant(every(one is asked for one in bound)))
        case ast.Call(func=ast.Name("eval"), args=[ast.Constant(value=str(text))], keywords=[]):
            return _evaluated(node, text)
    return None


def _evaluated(node: ast.expr, text: str) -> Question | None:
    try:
        said = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):  # it says so when it runs
        return None
    hides = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)
    unseen = any(isinstance(p, hides) or (isinstance(p, ast.Name) and p.id in UNSEEN) for p in walk(said))
    return None if unseen else Question(node, (), lambda _: said)


def _is_space(node: ast.expr, *, inside: bool) -> bool:
    """Whether it is the names of the notebook: `globals()`, and outside functions `locals()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=base, attr="keys"), args=[], keywords=[]):
            return _is_space(base, inside=inside)
        case ast.Call(func=ast.Name(id="globals"), args=[], keywords=[]):
            return True
        case ast.Call(func=ast.Name(id="locals" | "vars" | "dir"), args=[], keywords=[]):
            return not inside
    return False


def _binds(node: ast.AST, name: str) -> bool:
    """Whether any scope inside has a variable of that name of its own."""
    scopes = [part for part in walk(node) if isinstance(part, SCOPES)]
    given = {part.arg for part in walk(node) if isinstance(part, ast.arg)}
    return name in given.union(*(names_of(*children(scope)).binds for scope in scopes))


def _text(node: ast.expr | None) -> str:
    return ast.dump(node) if node is not None else ""
