"""What a notebook shows of single answers, said of each: the class that it prints of one row is that of every row.

p = model.predict(X_test); print(names[np.argmax(p[0])])     the prediction is names[np.argmax(row)] for each row of p
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

from nb2prod.model import Statement
from nb2prod.nesting import DEFINING, outwards
from nb2prod.plan.graph import named, top_of
from nb2prod.plan.serving.expressions import evaluate
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.plan.serving.values import frame_unknown
from nb2prod.walking import children

NAMES = ("row", "numbers", "row_of_answers")  # for one answer: the first that the notebook does not have


def shown(m: State, chosen: Candidate) -> Candidate:
    """The class that is shown of some of these answers, or its name, of all of them; else the answer as it is."""
    held = m.env.get(chosen.name)
    one = next((name for name in NAMES if name not in m.env), "")
    said = chosen.out.value
    if held is None or not one or not said.wide or said.proba or held[0].time != "row" or held[0].rows != said.rows:
        return chosen
    behind = [s for s in m.program.statements if s.id > chosen.statement]
    if any(chosen.name in s.facts.binds | s.facts.mutates for s in behind):
        return chosen
    plain = (s for s in behind if s.id in m.kept and not _in_definition(m, s))
    found = [(part, s.id) for s in plain for part in _classes(s.node, chosen.name, one)]
    found = [(part, at) for part, at in found if isinstance(part, ast.Subscript)] or found
    alike = {ast.dump(part) for part, _ in found}
    if len(alike) != 1:
        return chosen
    part, at = found[-1]
    names = named(part)
    if any(names & (s.facts.binds | s.facts.mutates) for s in behind):  # what it is called may be another by then
        return chosen
    over = ast.comprehension(ast.Name(one, ast.Store()), ast.Name(chosen.name, ast.Load()), [], 0)
    node = ast.fix_missing_locations(ast.ListComp(part, [over]))
    top = top_of(m.program, at)
    with m.at(top):
        out = evaluate(m, node)
    if out.time != "row" or frame_unknown(out.value) is not None or out.value.predicted != said.predicted:
        return chosen
    return Candidate(out, top, "", order=len(m.candidates))


def _in_definition(m: State, statement: Statement) -> bool:
    _, *above = outwards(m.program.statements, statement)
    return any(isinstance(each.node, DEFINING) for each in above)


def _classes(node: ast.AST, answers: str, one: str) -> Iterator[ast.expr]:
    """`np.argmax(p[i])`, or the whole `names[np.argmax(p[i])]`, with a name for `p[i]`."""
    if isinstance(node, (*DEFINING, ast.Lambda)):
        return
    match node:
        case ast.Subscript(value=ast.Name() as names, slice=inner, ctx=ast.Load()):
            if (found := _class(inner, answers, one)) is not None:
                yield ast.copy_location(ast.Subscript(deepcopy(names), found, ast.Load()), node)
                return
    if isinstance(node, ast.expr) and (found := _class(node, answers, one)) is not None:
        yield found
        return
    for part in children(node):
        if not isinstance(part, ast.stmt):  # a statement that stands inside is looked at by itself
            yield from _classes(part, answers, one)


def _class(node: ast.expr, answers: str, one: str) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr="argmax"), args=[given], keywords=[]):
            if _is_one(given, answers):
                call = deepcopy(node)
                call.args = [ast.copy_location(ast.Name(one, ast.Load()), given)]
                return call
        case ast.Call(func=ast.Attribute(value=given, attr="argmax"), args=[], keywords=[]):
            if _is_one(given, answers):
                name = ast.copy_location(ast.Name(one, ast.Load()), given)
                return ast.copy_location(ast.Call(ast.Attribute(name, "argmax", ast.Load()), [], []), node)
    return None


def _is_one(node: ast.expr, answers: str) -> bool:
    """`p[0]`, `p[i]`; not `p[:5]`, nor `p[0, 1]`."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.Constant(value=int())):
            return name == answers
    return False
