"""A function of the notebook that reads what was learned, and only returns an expression, is that expression.

def blend(X): return 0.6 * rf.predict(X) + 0.4 * ridge.predict(X)
p = blend(X_new)                                     p = 0.6 * rf.predict(X_new) + 0.4 * ridge.predict(X_new)
"""

from __future__ import annotations

import ast
from copy import deepcopy

from nb2prod import knowledge
from nb2prod.plan.serving.calls import Call, Evaluate, free_names
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out
from nb2prod.replacing import replace
from nb2prod.walking import swapped, walk

AGAIN = (ast.Name, ast.Constant, ast.Attribute)  # may be evaluated more than once


def inlined(m: State, node: ast.FunctionDef, given: Call, evaluate: Evaluate) -> Out | None:
    """What the call is with the body in its place; None where the function stays one."""
    body = returned(node) or _parted(node)
    if body is None or m.function:
        return None
    if node.name in m.importable and not (_reads_learned(m, node) or _loads(body) or _splits(body) or _makes(m, body)):
        return None
    arguments = arguments_of(node, given)
    if arguments is None or not _plain(body, arguments):
        return None
    out = evaluate(m, with_arguments(body, arguments))
    return replace(out, origin=given.node)


def returned(node: ast.FunctionDef) -> ast.expr | None:
    """The expression that the function gives, where it does nothing else."""
    match _lines(node):
        case [ast.Return(value=ast.expr() as value)]:
            return value
        case [ast.Assign(targets=[ast.Name(id=name)], value=value), *said, ast.Return(value=ast.Name(id=given))]:
            if name == given and all(_only_prints(line) for line in said):
                return value
    return None


def _lines(node: ast.FunctionDef) -> list[ast.stmt]:
    """Its lines, without a docstring; none where a decorator may do something else."""
    body = [] if node.decorator_list else node.body
    match body:
        case [ast.Expr(value=ast.Constant()), *lines]:
            return lines
    return body


def _only_prints(node: ast.stmt) -> bool:
    """`print("read", d.shape)`."""
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    inside = [part for part in walk(node) if isinstance(part, (ast.Call, ast.NamedExpr, ast.Lambda))]
    return isinstance(called, ast.Name) and called.id == "print" and len(inside) == 1


def reads_or_makes(m: State, node: ast.FunctionDef) -> bool:
    """`def load(path): return pd.read_csv(path)`, and `def model(C): return SVC(C=C)`."""
    body = returned(node)
    return body is not None and (_loads(body) or _makes(m, body))


def _makes(m: State, body: ast.expr) -> bool:
    """Whether the function does nothing but make an estimator, for whoever calls it to fit."""
    made = m.env.get(body.func.id) if isinstance(body, ast.Call) and isinstance(body.func, ast.Name) else None
    return made is not None and made[0].kind == "ref" and knowledge.is_a(made[0].type, "sklearn.Estimator")


def _loads(body: ast.expr) -> bool:
    """Whether the function does nothing but read a file."""
    return isinstance(body, ast.Call) and isinstance(body.func, ast.Attribute) and body.func.attr.startswith("read_")


def _splits(body: ast.expr) -> bool:
    """Whether it parts rows for training: what serving takes are the rows that are parted."""
    return isinstance(body, ast.Call) and ast.unparse(body.func).rpartition(".")[2] == "train_test_split"


def _parted(node: ast.FunctionDef) -> ast.expr | None:
    """`X = d[names]; a, b = train_test_split(X); return a, b`: the split, with what it is given in its place."""
    match _lines(node):
        case [
            *before,
            ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call() as split),
            ast.Return(value=ast.Tuple(elts=given)),
        ] if _splits(split) and [*map(ast.unparse, parts)] == [*map(ast.unparse, given)]:
            pass
        case _:
            return None
    made: dict[str, ast.expr] = {}
    for line in before:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in made:
                made[name] = with_arguments(value, made)
            case _:
                return None
    reads = [part.id for part in walk(split) if isinstance(part, ast.Name)]
    once = all(reads.count(name) < 2 or isinstance(value, ast.Subscript) for name, value in made.items())
    own = {arg.arg for arg in node.args.args}
    return with_arguments(split, made) if once and not own & made.keys() else None


def _reads_learned(m: State, node: ast.FunctionDef) -> bool:
    return any(m.env[name][0].time == "learned" for name in free_names(node) if name in m.env)


def arguments_of(node: ast.FunctionDef, given: Call) -> dict[str, ast.expr] | None:
    """What each parameter is given, its default included; None where a call does not tell."""
    spec = node.args
    if given.starred or spec.vararg or spec.kwarg or spec.posonlyargs or spec.kwonlyargs:
        return None
    names = [arg.arg for arg in spec.args]
    found: dict[str, ast.expr] = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
    found.update(zip(names, given.node.args, strict=False))
    found.update({keyword.arg: keyword.value for keyword in given.node.keywords if keyword.arg})
    return found if set(found) == set(names) and len(given.node.args) <= len(names) else None


def _plain(body: ast.expr, arguments: dict[str, ast.expr]) -> bool:
    """Whether arguments can stand where their names do: nothing is evaluated twice, no name means another thing."""
    own = {part.id for part in walk(body) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
    own |= {part.arg for part in walk(body) if isinstance(part, ast.arg)}
    outside = {part.id for value in arguments.values() for part in walk(value) if isinstance(part, ast.Name)}
    reads = [part.id for part in walk(body) if isinstance(part, ast.Name)]
    twice = [value for name, value in arguments.items() if reads.count(name) > 1 and not isinstance(value, AGAIN)]
    return not own & (outside | set(arguments)) and not twice


def with_arguments(body: ast.expr, arguments: dict[str, ast.expr]) -> ast.expr:
    """A copy of the body with the arguments; it has no place of its own in the notebook."""
    new = deepcopy(body)
    for part in walk(new):
        if isinstance(part, ast.expr):
            part.lineno = part.col_offset = part.end_lineno = part.end_col_offset = 0
    return swapped(new, arguments)
