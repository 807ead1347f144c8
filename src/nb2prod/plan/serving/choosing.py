"""Which prediction of the notebook serving gives, and for what it was made.

y_pred = model.predict(X_test)           the last prediction about rows that the model was not fitted on
score["rent"] = np.expm1(...)            what the notebook writes down comes first
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, binders, top_of
from nb2prod.plan.models.answering import limited
from nb2prod.plan.serving.alone import alone
from nb2prod.plan.serving.estimators import ASKING, NETWORK
from nb2prod.plan.serving.handing import handed
from nb2prod.plan.serving.measuring import measures
from nb2prod.plan.serving.naming import StuckError
from nb2prod.plan.serving.rows import reshaped
from nb2prod.plan.serving.sources import TARGET
from nb2prod.plan.serving.state import MARK, Candidate, Record, State
from nb2prod.plan.serving.values import Out, Value, depends, frame_unknown
from nb2prod.plan.serving.whence import fitted_unseen
from nb2prod.plan.serving.words import NO_NEW_ROWS
from nb2prod.replacing import replace
from nb2prod.walking import swapped, walk

JOINING = ("np.", "numpy.", "pd.", "pandas.")  # whose functions make further values of both
ABSOLUTE = frozenset({"abs", "np.abs", "np.absolute", "np.square", "numpy.abs"})


def chosen_of(m: State, model: str) -> Candidate:
    """The prediction that serving gives: what is written, else the last one about rows that were not fitted on."""
    final = _final(m, model)
    if final is None and m.fit.until is not None:  # else another model that was asked before would be taken for it
        raise StuckError(f"what {model} is asked about is not followed", -1)
    own = [c for c in as_served(m) if final is None or final.number in c.out.value.predicted]
    if final is not None and not own:
        alike = {n for n, (value, _) in m.fitted.items() if value is final}
        own = [c for c in as_served(m) if c.out.value.predicted & alike]
    known = [c for c in own if frame_unknown(c.out.value) is None and c.out.time == "row"]
    known = [c for c in known if not _only_selects(m, c)] or known
    scored = [c for c in m.scored if final is not None and final.number in c.out.value.predicted and not c.loops]
    if not own and [c for c in scored if c.out.time == "row"]:
        own = known = scored = [c for c in scored if c.out.time == "row"]
    if not known:
        return _made_up(m, model, final, own)
    chosen = _as_fitted(m, model, final, _known(m, model, final, known))
    if final is not None and _fitted_anew(m, final, chosen):
        return _made_up(m, model, final, [])
    targets = m.target_names
    for later in own:  # `proba > t` where t is unknown: serving cannot give what the notebook makes of the prediction
        if m.program.statements[later.statement].facts.draws:  # what chance makes of it is none
            continue
        made = later.out.value.predicted >= chosen.out.value.predicted and not depends(later.out.value).names & targets
        unknown = later.out.time == "unknown" and not later.out.value.training
        unknown = unknown and later.statement not in m.about_targets and not _an_error(m, later, chosen)
        unknown = unknown and not measures(m.program, m.program.statements[later.statement].node)
        if unknown and later.order > chosen.order and later.name and not later.loops and made:
            raise StuckError(later.out.value.why, later.out.value.place)
    return chosen


def _only_selects(m: State, candidate: Candidate) -> bool:
    """`second = df["cluster"] == 1; df[second]`: rows with one answer are picked, and nothing else is done with it."""
    statement = m.program.statements[candidate.statement]
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant()])):
            readers = [
                m.program.statements[number].node for number in Graph.of(m.program).readers.get(statement.id, ())
            ]
            parts = [part for node in readers for part in walk(node)]
            masks = [part.slice for part in parts if isinstance(part, ast.Subscript)]
            picked = [part for part in masks if isinstance(part, ast.Name) and part.id == name]
            return 0 < len(picked) == len([part for part in parts if isinstance(part, ast.Name) and part.id == name])
    return False


def _as_fitted(m: State, model: str, final: Value | None, chosen: Candidate) -> Candidate:
    """The answer about rows prepared as those it was fitted on, where the rows asked about have dummies of their own.

    X_test = pd.get_dummies(X_test)      what training's rows have and these lack, a new row may have
    """
    matrix = final.fitting.matrix_node if final is not None and not _fits_later(m, final) else None
    if final is None or matrix is None or matrix.time != "row" or frame_unknown(matrix.value) is not None:
        return chosen
    own = [m.encoded[identity] for identity in chosen.out.need & m.encoded.keys()]
    apart = [rows for rows in own if not any(m.came_from(fitted, rows) for fitted in final.fitting.rows)]
    alike = matrix.value.source == chosen.out.value.source and chosen.out.value.predicted == {final.number}
    asks = _is_the_answer(chosen.out.expr) and not chosen.out.value.proba and not chosen.loops
    if not apart or not alike or not asks or m.exports:
        return chosen
    return Candidate(_predicting(m, model, final, matrix), chosen.statement, "", order=chosen.order)


def _is_the_answer(node: ast.expr | None) -> bool:
    """`model.predict(X)`, and nothing done with what it says."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "predict"


def _an_error(m: State, later: Candidate, chosen: Candidate) -> bool:
    """`abs(p - y_test)` where y_test is of a file of its own: no new row has it, and the error is no prediction."""
    node = m.program.statements[later.statement].node
    value = node.value if isinstance(node, ast.Assign) else None
    while isinstance(value, ast.Call) and ast.unparse(value.func) in ABSOLUTE and len(value.args) == 1:
        value = value.args[0]
    match value:
        case ast.BinOp(left=ast.Name(id=one), op=ast.Sub(), right=ast.Name(id=other)):
            names = {one, other}
        case _:
            return False
    if not _held_against(m, names):
        return False
    held = [m.env[name][0] for name in sorted(names) if name in m.env]
    said = [v for v in held if v.predicted & chosen.out.value.predicted]
    known = [v for v in held if not v.predicted and v.time == "row"]
    return len(said) == len(known) == 1 and known[0].source not in (-1, said[0].source)


def _held_against(m: State, names: set[str]) -> bool:
    """Whether a measure or a figure of the notebook takes both: `mae(y_test, p)`; `np.maximum(a, p)` is none."""
    for statement in m.program.statements:
        for part in walk(statement.node):
            given = {one.id for one in part.args if isinstance(one, ast.Name)} if isinstance(part, ast.Call) else set()
            if isinstance(part, ast.Call) and names <= given and not ast.unparse(part.func).startswith(JOINING):
                return True
    return False


def _fitted_anew(m: State, final: Value, chosen: Candidate) -> bool:
    """Whether the model is fitted once more behind the prediction: at the end its name holds that one.

    m.fit(X_train, y_train); p = m.predict(X_test); m.fit(X, y); joblib.dump(m, "m.joblib")
    """
    later = [i for i in final.fitting.statements if i > chosen.statement and (m.fit.until is None or i <= m.fit.until)]
    outside = [i for i in later if m.fit.until is None or m.program.statements[i].parent is None]
    return bool(outside) and chosen.out.value.predicted == {final.number} and _just_asked(m, chosen)


def _final(m: State, model: str) -> Value | None:
    """The object that the name holds; where the notebook made a new one and never fitted it, the last that was."""
    held = m.env.get(model)
    final = held[0] if held is not None else None
    if m.fit.until is not None:
        asked = frozenset().union(*(c.out.value.predicted for c in as_served(m)))
        scored = frozenset().union(*(c.out.value.predicted for c in m.scored if c.statement == m.fit.until))
        every = [*m.held.get(model, ()), *([final] if final else [])]
        answered = [v for v in every if v.number in asked] or [v for v in every if v.number in scored]
        return answered[-1] if answered else None
    if m.fit.gone:
        fitted = [value for value in m.held.get(model, ()) if value.fitting.statements]
        return fitted[-1] if fitted else None
    if final is None or final.time != "learned" or final.fitting.statements or final.fitting.other or not final.type:
        return final
    if knowledge.is_a(final.type, NETWORK):  # loaded, or made by a function: it need not be fitted here
        return final
    if any(model in s.facts.mutates and model not in s.facts.binds for s in _after_its_last_binding(m, model)):
        return final  # fitted in a way that is not followed, and by that another model than the one before
    asked = frozenset().union(*(c.out.value.predicted for c in m.candidates))
    before = [value for value in m.held.get(model, ()) if value.fitting.statements and value.number in asked]
    return before[-1] if before and final.number not in asked else final


def as_served(m: State) -> list[Candidate]:
    """The predictions of the model as it is served, and what is made of them before it is another one."""
    return [c for c in m.candidates if m.fit.anew is None or c.statement < m.fit.anew]


def _after_its_last_binding(m: State, model: str) -> Iterator[Statement]:
    bound_by = binders(m.program, model)
    return (s for s in m.program.statements if bound_by and s.id > bound_by[-1].id)


def _known(m: State, model: str, final: Value | None, known: list[Candidate]) -> Candidate:
    targets = m.target_names | {TARGET}
    clean = [c for c in known if not (c.out.value.deps.names & targets)] or known
    handed = [part for part in m.handed if part.time == "row"]
    written = [p for p in (*handed, *(part for _, part in m.exports)) if final is None or final.number in p.predicted]
    if written:
        named = [c for c in clean if c.name and not c.loops and c.out.value.slice <= written[-1].slice | c.out.slice]
        last = [
            c
            for c in named
            if c.out.value.predicted == written[-1].predicted
            and c.out.value.proba == written[-1].proba
            and not (c.out.value.wide and c.out.value.proba and len(c.out.value.predicted) == 1)
        ]
        if last:
            return last[-1]
    fitted = final.fitting.rows if final is not None else set()
    outside = [c for c in clean if not c.loops] or clean
    fresh = [c for c in outside if c.out.value.rows not in fitted] or outside
    labels = [c for c in fresh if not c.out.value.proba]
    if labels:
        return labels[-1]
    last_ = fresh[-1]
    if not last_.out.value.wide and is_written(m, last_):
        return last_
    if len(last_.out.value.predicted) == 1 and final is not None and _just_asked(m, last_):
        return _asked_again(m, model, final, _matrix_of(m, last_), last_)
    return last_


def is_written(m: State, candidate: Candidate) -> bool:
    """Whether the file that is written last is made of it: `out = pd.DataFrame({"id": ids, "y": p}); out.to_csv()`."""
    kept = [s for s in m.program.statements if s.id in m.kept and s.id > candidate.statement]
    writes = [s.id for s in kept if any(call.endswith((".to_csv", ".to_excel")) for call in s.facts.calls)]
    return bool(writes) and candidate.statement in Graph.of(m.program).behind(writes[-1])


def _just_asked(m: State, candidate: Candidate) -> bool:
    """Whether it is what the model said: `predict_proba(X)[:, 1]`; a sum over it is what the notebook makes of that."""
    node = candidate.out.origin if candidate.out.origin is not None else candidate.out.expr
    while isinstance(node, (ast.Subscript, ast.Name)):
        if isinstance(node, ast.Subscript):
            node = node.value
            continue
        name = node.id
        earlier = [c for c in m.candidates if c.name == name and c is not candidate]
        if not earlier:
            return True
        candidate = earlier[-1]
        node = candidate.out.origin if candidate.out.origin is not None else candidate.out.expr
    return not isinstance(node, ast.BinOp)


def _matrix_of(m: State, candidate: Candidate) -> Out | None:
    """What the prediction was made for."""
    same = [
        c
        for c in m.candidates
        if c.out.value.predicted == candidate.out.value.predicted and c.out.value.owner is not None
    ]
    same = [c for c in same if c.order <= candidate.order and c.out.value.rows == candidate.out.value.rows]
    return same[-1].out.value.owner if same else None


def of_last_turn(m: State, chosen: Candidate, model: str) -> Candidate | None:
    """The model that a loop left behind, asked about what its turns asked about; None: it is not that kind."""
    final, matrix = _final(m, model), chosen.out.value.owner
    own = final is not None and chosen.out.value.predicted == frozenset({final.number})
    if final is None or matrix is None or not chosen.loops or not own or not _just_asked(m, chosen):
        return None
    if _goes_on(m, chosen) or any(c.order > chosen.order and not c.loops for c in m.candidates):
        return None  # the notebook makes something else of what the turns predict
    return Candidate(_predicting(m, model, final, matrix), chosen.statement, "", order=chosen.order)


def _goes_on(m: State, chosen: Candidate) -> bool:
    """Whether a statement after the loop reads what the prediction was put into: `out[name] = m.predict(X)`."""
    graph, top = Graph.of(m.program), top_of(m.program, chosen.statement)
    readers = {*graph.readers.get(chosen.statement, ())} - {top, *graph.inside(top)}
    later = [m.program.statements[identity].facts for identity in readers]
    return any(facts.binds or facts.mutates or not facts.display for facts in later)  # to print it makes nothing of it


def _asked_again(m: State, model: str, final: Value, matrix: Out | None, like: Candidate) -> Candidate:
    """The notebook only asks for probabilities: the label is what `predict` says of the same rows."""
    if matrix is None or not knowledge.is_a(final.type, "sklearn.Classifier"):
        return like
    return Candidate(_predicting(m, model, final, matrix), like.statement, "", order=like.order)


def _predicting(m: State, model: str, final: Value, matrix: Out) -> Out:
    """`model.predict(matrix)`, as serving asks it and as the notebook would.

    Raises StuckError where the notebook gives it more than rows.
    """
    if more := limited(m.program, model):  # net.predict(Z, 0.45) of rows that are not followed
        raise StuckError(f"{model} is asked with `{more}` about rows that are not followed", -1)
    reference = ast.Name(f"{MARK}{_record(m, model, final)}", ast.Load())
    call = ast.Call(ast.Attribute(reference, "predict", ast.Load()), [matrix.expr], [])
    own = matrix.origin if matrix.origin is not None else matrix.expr
    asked = ast.Call(ast.Attribute(ast.Name(model, ast.Load()), "predict", ast.Load()), [own], [])
    out = reshaped(matrix, asked, call, "array")
    out.value.predicted, out.value.owner = frozenset({final.number}), matrix
    return out


def _made_up(m: State, model: str, final: Value | None, own: list[Candidate]) -> Candidate:
    """No prediction of the notebook can be followed: what the model says of rows like those it was fitted on.

    What is in the way to its own rows comes first: it is what an owner can mend.
    """
    matrix = final.fitting.matrix_node if final is not None else None
    if matrix is not None and (bad := frame_unknown(matrix.value)) is not None:
        raise StuckError(bad.why, bad.place)
    if m.fit.until is not None and (final is None or _fits_later(m, final)):  # its matrix is that of another fit
        unknown = [frame_unknown(c.out.value) for c in reversed(own)]
        lost = [(value.why, value.place) for value in unknown if value is not None]
        raise StuckError(*(lost or [(f"what {model} is asked about is not followed", -1)])[0])
    if matrix is None and final is not None and final.time == "learned" and not own:
        turns = [c for c in as_served(m) if c.loops and c.out.time == "row" and c.out.value.owner is not None]
        asked = {ast.unparse(c.out.value.owner.origin or c.out.value.owner.expr): c for c in turns if c.out.value.owner}
        if m.fit.picked and len(asked) == 1 and next(iter(asked)).isidentifier():  # the best of what the turns ask
            of_turns = next(iter(asked.values()))
            assert of_turns.out.value.owner is not None
            return Candidate(_predicting(m, model, final, of_turns.out.value.owner), of_turns.statement, "")
        raise StuckError(*fitted_unseen(m, model, final), unknown=True)
    if matrix is None and final is not None and final.fitting.other:
        raise StuckError(*fitted_unseen(m, model, final), unknown=True)
    for candidate in reversed([c for c in own if not _only_asks(m, c)] if matrix is not None else own):
        wrong = frame_unknown(candidate.out.value) or candidate.out.value
        raise StuckError(wrong.why or "its prediction is not followed", wrong.place)
    for why, place in reversed(m.lost):
        raise StuckError(why, place)
    if final is None:
        raise StuckError(f"{model} is not bound at the end in a way that is followed", -1)
    if final.time == "unknown":
        raise StuckError(final.why, final.place)
    if not final.type and matrix is not None and not _surely_plain(m, model):
        raise StuckError(f"what kind of model {model} is, only running tells", final.fitting.statements[-1])
    if final.type.rpartition(".")[2] in NO_NEW_ROWS:
        raise StuckError(f"{final.type.rpartition('.')[2]} has no `predict` for new rows", -1)
    if matrix is None or matrix.time != "row":
        raise StuckError(*fitted_unseen(m, model, final), unknown=True)
    if final.why:
        raise StuckError(final.why, final.place)
    statement = final.fitting.statements[-1] if final.fitting.statements else -1
    matrix = handed(m, _of_last_turn(m, matrix, statement), statement)
    return Candidate(_predicting(m, model, final, matrix), statement, "")


def _only_asks(m: State, candidate: Candidate) -> bool:
    """Whether it is the answer as the model gives it, about rows that are not followed: nothing is made of it."""
    node = candidate.out.origin if candidate.out.origin is not None else candidate.out.expr
    for _ in range(len(m.candidates)):
        match node:
            case ast.Call(func=ast.Attribute(attr=method)):
                return method in ASKING and not candidate.loops
            case ast.Subscript(value=inner):
                node = inner
            case ast.Name(id=name):
                earlier = [c for c in m.candidates if c.name == name and c.order < candidate.order]
                if not earlier:
                    return False
                candidate = earlier[-1]
                node = candidate.out.origin if candidate.out.origin is not None else candidate.out.expr
            case _:
                return False
    return False


def _surely_plain(m: State, model: str) -> bool:
    """Whether a function of the notebook made a model whose parts look at each row alone."""
    bound_by = binders(m.program, model)
    kind = dict(bound_by[-1].facts.types).get(model, "") if bound_by else ""
    return knowledge.is_a(kind or "?", "sklearn.Estimator") and alone(m.program)


def _of_last_turn(m: State, matrix: Out, statement: int) -> Out:
    """What a loop fitted last: its variable has that turn's value when training ends."""
    own: dict[str, int] = {}
    current: int | None = statement if statement >= 0 else None
    while current is not None:
        node = m.program.statements[current].node
        if isinstance(node, ast.For):
            targets = {part.id for part in walk(node.target) if isinstance(part, ast.Name)}
            own |= {name: current for name in targets if max(m.program.exits.get(name) or {-1}) == current}
        current = m.program.statements[current].parent
    kept: dict[str, ast.expr] = {}
    for name in sorted({p.id for p in walk(matrix.expr) if isinstance(p, ast.Name)} & own.keys() & m.env.keys()):
        kept[name] = ast.Name(f"{MARK}{_record(m, name, m.env[name][0])}", ast.Load())
    return replace(matrix, expr=swapped(matrix.expr, kept)) if kept else matrix


def _record(m: State, model: str, final: Value) -> int:
    number = len(m.records)
    m.records[number] = Record(
        number,
        _kept_beside(m, final),
        ast.Name(model, ast.Load()),
        final,
        model,
        kind="estimator" if final.fitting.statements or final.type else "value",
        seen=sum(m.fit.until is None or top_of(m.program, change) <= m.fit.until for change in final.changes),
        after=bool(m.fit.gone) or m.fit.until is not None,
    )
    return number


def _kept_beside(m: State, final: Value) -> int:
    """The statement beside which the model is still what is served: the end, where its name holds it then."""
    if m.fit.until is not None:
        return m.fit.until
    return final.fitting.statements[-1] if m.fit.gone else len(m.program.statements)


def _fits_later(m: State, final: Value) -> bool:
    """Whether it is fitted anew behind the statement as of which it is served."""
    return m.fit.until is not None and any(identity > m.fit.until for identity in final.changes)
