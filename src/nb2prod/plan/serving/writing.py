"""The lines that serving executes, written out: statements, parts of them, what stands inside of them.

for element in p: labels.append(element > 0.5)      the loop as it stands, where its list is what is wanted
with mlflow.start_run(): p = model.predict(X)       what stands in it, without the run
"""

from __future__ import annotations

import ast

from nb2prod.plan.graph import named
from nb2prod.plan.serving.naming import StuckError
from nb2prod.plan.serving.state import LOADED, MARK, Served, State, marks
from nb2prod.plan.serving.values import Slice
from nb2prod.walking import walk


def text_of(node: ast.AST, source: str) -> str:
    """The code of a node, with the name under which rows come in."""
    for part in walk(node):
        if isinstance(part, ast.Name) and part.id == LOADED:
            part.id = source
    return ast.unparse(ast.fix_missing_locations(node))


def closed(m: State, wanted: Slice) -> set[int]:
    """The statements with those that statements over whole frames among them rely on."""
    found: set[int] = set()
    todo = set(wanted)
    while todo:
        identity = todo.pop()
        if identity in found:
            continue
        found.add(identity)
        statement = identity if identity >= 0 else (-identity - 2) // 100
        for more in m.extra.get(statement, ()):
            todo |= more - found
    return found


def lines_of(m: State, identity: int, wanted: set[int]) -> list[ast.stmt]:
    """What serving executes for a statement: itself, its parts, what stands in it."""
    keys = [identity, *sorted((key for key in m.served if key < 0 and (-key - 2) // 100 == identity), reverse=True)]
    found: list[ast.stmt] = []
    for key in keys:
        if key not in wanted or key not in m.served:
            continue
        served = _one(m, m.served[key])
        if served.node is None or _is_source(m, served.node):
            continue
        node = served.node
        if isinstance(node, ast.With) and not node.items:  # a run that is logged, a device: training's alone
            inside = [c for c in m.program.statements if c.parent == identity and c.body == "body"]
            found += [*served.before, *(line for child in inside for line in lines_of(m, child.id, wanted))]
        elif isinstance(node, (ast.For, ast.If, ast.With)) and not served.entire:
            filled = _filled(m, identity, node, wanted)
            found += [*served.before, filled] if filled is not None else []
        else:
            found += [*served.before, node, *served.tail]
    return found


def _is_source(m: State, node: ast.stmt) -> bool:
    """`df = rows` where the rows come in as df."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=value)) if value == LOADED:
            return name in m.loads.values()
    return False


def _one(m: State, several: list[Served]) -> Served:
    """The statement is the same in each turn of the loop that it stands in."""
    dumps = {tuple(_dumped(m, node) for node in (s.node, *s.tail) if node is not None) for s in several}
    if len(dumps) > 1:
        if len({dump[:1] for dump in dumps}) == 1:
            return several[0]
        identity = several[0].statement
        raise StuckError(
            "it is not the same in every turn of its loop", identity if identity >= 0 else (-identity - 2) // 100
        )
    return several[0]


def _dumped(m: State, node: ast.stmt) -> str:
    """The code of a statement; one name that training keeps for several turns is one, whatever marks it bears."""
    text = ast.dump(node)
    for number in marks(node):
        record = m.records[number]
        if isinstance(record.node, ast.Name):
            text = text.replace(f"'{MARK}{number}'", f"'{MARK}{record.node.id} {record.value.number}'")
    return text


def _filled(m: State, identity: int, node: ast.stmt, wanted: set[int]) -> ast.stmt | None:
    parts: dict[str, list[ast.stmt]] = {"body": [], "orelse": []}
    for child in m.program.statements:
        if child.parent == identity and child.body in parts:
            parts[child.body] += lines_of(m, child.id, wanted)
    if isinstance(node, ast.For):
        turns = _of_frames_in(parts["body"], node.iter)
        return ast.fix_missing_locations(ast.For(node.target, turns, parts["body"], [])) if parts["body"] else None
    if isinstance(node, ast.With):
        return ast.fix_missing_locations(ast.With(node.items, parts["body"])) if parts["body"] else None
    assert isinstance(node, ast.If)
    if not parts["body"] and not parts["orelse"]:
        return None
    return ast.If(node.test, parts["body"] or [ast.Pass()], parts["orelse"])


def _of_frames_in(body: list[ast.stmt], turns: ast.expr) -> ast.expr:
    """`[c for c in names if c in train.columns if c in test.columns]`: serving has no frame of training's own."""
    match turns:
        case ast.ListComp(elt=element, generators=[ast.comprehension(ifs=[*tests]) as only]):
            read = {part.id for line in body for part in walk(line) if isinstance(part, ast.Name)}
        case _:
            return turns
    left = [test for test in tests if _frame_of(test) in read | {""}]
    if len(left) == len(tests):
        return turns
    return ast.ListComp(element, [ast.comprehension(only.target, only.iter, left, 0)]) if left else only.iter


def _frame_of(test: ast.expr) -> str:
    match test:
        case ast.Compare(ops=[ast.In()], comparators=[ast.Attribute(value=ast.Name(id=name), attr="columns")]):
            return name
    return ""


def said_by(name: str, matrix: ast.expr | None, nodes: list[ast.stmt]) -> ast.expr | None:
    """The call that gives `y = model.predict(X)`, where no later line has to do with the answers or their rows."""
    asked = original(matrix) if matrix is not None else None
    for node in reversed(nodes):
        match node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call(args=[rows, *_]) as call) if bound == name:
                own = original(rows)
                return call if own is not None and asked is not None and own.id == asked.id else None
        if asked is None or named(node) & {name, asked.id}:
            return None
    return None


def original(matrix: ast.expr) -> ast.Name | None:
    """`X` of `X.copy()`, which is what a part of its rows became."""
    match matrix:
        case ast.Name():
            return matrix
        case ast.Call(func=ast.Attribute(value=inner, attr="copy"), args=[], keywords=[]):
            return original(inner)
    return None
