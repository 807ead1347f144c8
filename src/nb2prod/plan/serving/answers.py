"""What a model says, taken as it comes: its answers are the rows of what the notebook makes of them.

p = model.predict(X_test)        the answers come in
y_pred = np.round(p)             one element for each of them
p + other.predict(X_test)        of another model that is asked about the same: inference asks both
total += model.predict(X_test)   in a loop that fits a model in each turn: training keeps them all
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.names import unique
from nb2prod.plan.serving.calls import Evaluate
from nb2prod.plan.serving.state import MARK, TURN, Candidate, Loop, Served, State, marks, predicted
from nb2prod.plan.serving.values import NOTHING, Out, Value
from nb2prod.replacing import replace
from nb2prod.walking import swapped, walk

SAID, CHANCES = f"{MARK}said", f"{MARK}chances"  # stand for what `predict` and `predict_proba` give
ROWS = f"{MARK}asked"  # stands for what the model is asked about
MOST_PARTS = 98  # of a statement, as slices name them: a sum for each statement of a loop
TURNS = -2  # that of the models of all turns of a loop
ASKED = -1  # the number of the model that is asked, whatever object holds it
METHODS = {"predict": SAID, "predict_proba": CHANCES}
SPEED = frozenset({"verbose", "batch_size", "workers", "use_multiprocessing", "n_jobs"})  # say nothing about answers
FLAT = frozenset({"sklearn", "xgboost", "lightgbm", "catboost"})  # their labels are an array of one dimension


def answered(m: State, node: ast.Call, evaluate: Evaluate) -> Out | None:
    """The answers of the model that is asked; None: it is another call, or one about a row that is written out."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method), args=[rows]) if method in METHODS:
            options = {keyword.arg for keyword in node.keywords}
        case _:
            return None
    held = m.env.get(owner)
    flat = held is not None and held[0].type.partition(".")[0] in FLAT
    other = owner != m.asked
    if (
        other
        and not (flat and held and (held[0].fitting.statements or any(owner in names for names in m.fits.values())))
    ) or not options <= SPEED:
        return None
    if evaluate(m, rows).time == "const":
        return None
    value = Value("row", "array", "numpy.ndarray", rows=_rows(m, rows), source=m.current)
    value.predicted, value.proba = frozenset({ASKED}), method == "predict_proba"
    value.wide = value.proba or not flat
    expr: ast.expr = ast.Name(METHODS[method], ast.Load())
    if other and held is not None:
        value.predicted = frozenset({held[0].number})
        model = m.keep(ast.Name(owner, ast.Load()), held[0], owner, inside=False, kind="estimator")
        expr = _asks(model, method)
    out = Out(value, expr, NOTHING, node)
    predicted(m, out, "")
    return out


def _rows(m: State, node: ast.expr) -> int:
    """The number of the set of rows that an expression holds here; another object under the name is another set."""
    names = sorted({part.id for part in walk(node) if isinstance(part, ast.Name)} & m.env.keys())
    key = f"{ast.dump(node)} {[m.env[name][0].number for name in names]}"
    if key not in m.answers:
        m.answers[key] = m.fresh()
        m.asking[m.answers[key]] = node
    return m.answers[key]


def _asks(model: ast.expr, method: str) -> ast.Call:
    return ast.Call(ast.Attribute(model, method, ast.Load()), [ast.Name(ROWS, ast.Load())], [])


def summed(m: State, node: ast.AugAssign, evaluate: Evaluate) -> bool:
    """Whether it adds the answers of each turn's model to a sum that begins at nothing: what that is from here on."""
    loops, name, known = m.loops, ast.unparse(node.target), len(m.candidates)
    around = [m.program.statements[identity].node for identity in m.chain[:-1]]
    if m.function or not isinstance(node.op, ast.Add) or not all(isinstance(one, ast.For) for one in around):
        return False
    changing = [s for s in m.program.statements if name in s.facts.binds | s.facts.mutates]
    inside = {m.chain[0], *Graph.of(m.program).inside(m.chain[0])} & m.kept
    taken = {*m.importable, *m.env, *(item.name for item in m.program.imports)}
    if [s.id for s in changing if s.id in inside] != [m.current] or "sum" in taken:
        return False
    if not _nothing([s for s in changing if s.id < m.current][-1:]):
        return False
    m.loops = ()  # the answers of one turn, as if they were the last
    out = evaluate(m, swapped(node.value, _of_this_turn(m, node.value, inside)))
    m.loops = loops
    del m.candidates[known:]
    records = [m.records[number] for number in marks(out.expr)]
    holders = {n for n, (held, _) in m.env.items() if held.number in out.value.predicted}  # a second look makes another
    answering = [record for record in records if ast.unparse(record.node) in holders]
    read = {n for record in records if record not in answering for n in named(record.node)} | named(out.expr)
    read |= named(m.asking[out.value.rows]) if out.value.rows in m.asking else set()
    texts = {ast.unparse(record.node) for record in answering} or ({m.asked} & m.env.keys())
    facts = [m.program.statements[i].facts for i in inside]
    fitting = set[str]().union(*(m.fits.get(i, frozenset()) for i in inside), *(fact.binds for fact in facts))
    changed = frozenset[str]().union(*(fact.binds | fact.mutates for fact in facts))
    if out.time != "row" or len(out.value.predicted) != 1 or len(texts) != 1 or not texts <= fitting or read & changed:
        return False
    model, own = texts.pop(), ast.Name(unique("each", taken), ast.Load())
    models = m.keep(
        ast.Name(model, ast.Load()),
        m.env[model][0],
        f"{model}_of_turns",
        after=True,
        kind="estimator",
        because="the model of each turn of the loop, in order",
        loops=tuple(Loop(loop.statement, TURN) for loop in loops),
    )
    put: dict[str, ast.expr] = {said: _asks(own, method) for method, said in METHODS.items()}
    put |= {f"{MARK}{record.number}": own for record in answering}
    turn = ast.comprehension(ast.Name(own.id, ast.Store()), models, [], 0)
    total = ast.Call(ast.Name("sum", ast.Load()), [ast.GeneratorExp(swapped(out.expr, put), [turn])], [])
    line = ast.fix_missing_locations(ast.Assign([ast.Name(name, ast.Store())], total))
    here = -(m.chain[0] * 100 + 2 + min(m.current - m.chain[0], MOST_PARTS))  # beside the loop, which is not served
    m.served[here] = [Served(here, line)]
    value = replace(out.value, predicted=out.value.predicted | {TURNS}, owner=None)
    m.env[name] = (value, out.need | {here})
    out = Out(value, total, out.need | {here}, ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), node.value))
    m.candidates.append(Candidate(out, m.current, name, order=len(m.candidates)))
    return True


def _of_this_turn(m: State, node: ast.expr, inside: set[int]) -> dict[str, ast.expr]:
    """What the turn itself has just given names to: `p = model.predict(X_test)`, then `total += p`."""
    at, graph = m.program.statements[m.current], Graph.of(m.program)
    found: dict[str, ast.expr] = {}
    for name in named(node) - {m.asked}:
        maker = graph.maker(at, name)
        match maker.node if maker is not None and maker.id in inside and maker.parent == at.parent else None:
            case ast.Assign(targets=[ast.Name()], value=value):
                found[name] = value
    return found


def _nothing(before: list[Statement]) -> bool:
    """`total = 0`, `total = np.zeros(len(X_test))`, at the top level."""
    match before[0].node if before and before[0].parent is None else None:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=0)):
            return True
        case ast.Assign(targets=[ast.Name()], value=ast.Call()):
            return {*before[0].facts.calls} - {"builtins.len"} in ({"numpy.zeros"}, {"numpy.zeros_like"})
    return False
