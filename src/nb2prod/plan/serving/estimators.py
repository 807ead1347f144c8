"""Objects that are fitted: training fits them, serving only asks them."""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.serving import trainers
from nb2prod.plan.serving.aimed import aim
from nb2prod.plan.serving.alone import alone
from nb2prod.plan.serving.calls import Call, Evaluate, stopped
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import State, predicted
from nb2prod.plan.serving.subscripts import anew
from nb2prod.plan.serving.values import NOTHING, Out, Value, depends, frame_unknown, learned, predicted_in
from nb2prod.plan.serving.words import ESTIMATORS, NO_NEW_ROWS, NOT_THE_SAME, REDUCING, SAME_LABELS
from nb2prod.replacing import replace

ASKING = {
    "predict": "predict", "fit_predict": "predict", "predict_proba": "predict_proba",
    "predict_log_proba": "predict_log_proba", "decision_function": "decision_function",
    "score_samples": "score_samples",
}  # fmt: skip
NETWORK = "keras.Model"  # answers in batches, each row alone
TOKENIZER = "keras.Tokenizer"
OF_TEXTS = ("texts_to_sequences", "texts_to_matrix")  # a text at a time, by the words it was fitted on
SCORES = frozenset({"predict_proba", "predict_log_proba", "decision_function", "score_samples"})


def of_learned(m: State, given: Call, name: str, evaluate: Evaluate) -> Out:
    """A method of an object that training makes."""
    base = given.receiver
    assert base is not None
    value = base.value
    short = value.type.rpartition(".")[2]
    rows = [out for out in given.outs[1:] if out.time in ("row", "unknown")]
    if name == "fit" and (results := trainers.fitted_results(m, given)) is not None:
        return results
    if name in ("fit_resample", "fit_sample"):
        return _resampled(m, given)
    if name in ("fit", "partial_fit") or (name == "fit_on_texts" and value.type == TOKENIZER):
        return fit(m, given)
    asked = OF_TEXTS if value.type == TOKENIZER else ("fit_transform", "transform", "inverse_transform", *ASKING)
    if name in asked and rows:
        return _asked(m, given, name, short)
    if name == "fit_predict" and (matrix := given.get("X", 0)) is not None:
        value.fitting.other.append((matrix, m.current))
    if name in ("split",) and rows:
        return Out(learned("iterator", kind="folds"), given.node, origin=given.node)
    if (
        rows
        and name in ("map", "reindex", "loc", "get_indexer", "searchsorted")
        and not value.type.startswith("sklearn")
    ):
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    if name == "score":
        _scored(m, given)
    if rows and not _about_rows(value.type, name):
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    effect = knowledge.method(value.type, name) if value.type else None
    if (effect is not None and effect.mutates) or (
        effect is None and name in ("append", "update", "extend", "add", "pop")
    ):
        value.changes.append(m.current)
        value.predicted |= predicted_in(given.outs[1:])
    returns = effect.returns if effect is not None else ""
    if value.predicted and name in REDUCING and given.get("axis", 0) is not None:
        why = f"{ast.unparse(given.node)} puts predictions together in a way that is not followed"
        return Out(replace(m.stuck(why), predicted=value.predicted), given.node)
    result = learned(value.type if returns in ("self", "same") else returns, born=m.chain)
    if (value.kind == "long" or value.predicted) and name not in REDUCING:
        result.kind, result.predicted = "long", value.predicted
    if returns == "self":
        return Out(value, given.node, base.slice, given.node)
    if value.absent and name in ("tolist", "to_list", "copy"):
        result.absent = set(value.absent)
    return Out(result, given.node, origin=given.node)


def _scored(m: State, given: Call) -> None:
    """`model.score(X, y)` asks for predictions of X: what is served where the notebook never asks for them itself."""
    matrix = given.get("X", 0)
    if matrix is None or given.receiver is None or matrix.time != "row" or m.function or matrix.origin is None:
        return
    known, m.candidates = m.candidates, []
    assert isinstance(given.node.func, ast.Attribute)
    call = ast.Call(ast.Attribute(given.node.func.value, "predict", ast.Load()), [matrix.origin], [])
    asked = Call(ast.copy_location(call, given.node), (matrix,), {}, given.receiver)
    _asked(m, asked, "predict", given.receiver.value.type.rpartition(".")[2])
    m.scored += m.candidates
    m.candidates = known


def _about_rows(type_: str, name: str) -> bool:
    """Whether the method gives something about all rows: a score, a number of folds."""
    effect = knowledge.method(type_, name) if type_ else None
    if effect is not None and (effect.kind in ("metric", "report") or effect.rows == "aggregate"):
        return True
    return name in (
        "score",
        "evaluate",
        "append",
        "get_n_splits",
        "staged_predict",
        "fit_generator",
        "summary",
        "add",
        "get",
    )


def fit(m: State, given: Call) -> Out:
    """`obj.fit(matrix, y)`: the object is learned, and y tells what the target is."""
    base = given.receiver
    assert base is not None
    value = base.value
    if value.time == "const":
        value = learned(value.type)
    matrix = given.get("X", 0) or given.keywords.get("texts")
    y = given.get("y", 1)
    if matrix is not None and matrix.time in ("row", "unknown"):
        if value.time == "learned":
            value.changes.append(m.current)
            value.fitting.statements.append(m.current)
            value.fitting.given(trainers.named(value, matrix))
            if matrix.time == "row":
                value.fitting.rows.add(matrix.value.rows)
                m.fit_rows.append((value.number, m.current, matrix.value.rows))
        if y is not None and y.time in ("row", "unknown"):
            aim(m, value.number, y.value, matrix.value)
        if y is not None and y.time == "row":
            m.fitted[value.number] = (value, m.current)
        elif y is None:
            m.fitted.setdefault(value.number, (value, m.current))
        beside = [given.keywords[key] for key in ("sample_weight", "groups") if key in given.keywords]
        features = depends(matrix.value)
        m.weights |= {n for out in beside if out.time == "row" for n in depends(out.value).names if n not in features}
    elif matrix is not None:
        value.fitting.other.append((matrix, m.current))
    if value.time == "unknown":
        return base
    return Out(value, given.node, base.slice, given.node)


def _resampled(m: State, given: Call) -> Out:
    """`SMOTE().fit_resample(matrix, y)`: rows for training alone; serving keeps its own."""
    rows = m.fresh()
    outs = []
    for out in (given.get("X", 0), given.get("y", 1)):
        if out is not None and (bad := frame_unknown(out.value)) is not None:
            return Out(bad, given.node)
        if out is not None and out.time == "unknown":
            return Out(out.value, given.node)
        if out is None or out.time != "row":
            what = ast.unparse(given.node.args[0]) if given.node.args else "what is resampled"
            return Out(m.stuck(f"a row of {what} is none of a table that is loaded"), given.node)
        value = replace(
            out.value, rows=rows, index=m.fresh() if out.value.index else 0, slice=out.value.slice | out.slice
        )
        m.applied[rows] = (out.value.rows, False)
        outs.append(replace(out, value=value))
    value = Value("const", kind="sequence", parts=[out.value for out in outs])
    return Out(value, ast.Tuple([anew(out) for out in outs], ast.Load()), NOTHING, given.node)


def _asked(m: State, given: Call, name: str, short: str) -> Out:
    """transform, predict and their like: the fitted object says something about each row."""
    base = given.receiver
    assert base is not None
    node, value = given.node, base.value
    matrix = trainers.named(value, given.get("X", 0) or next(iter(given.keywords.values())))
    bad = stopped(m, replace(given, receiver=None))
    if (inner := bad.value if bad is not None else frame_unknown(matrix.value)) is not None:
        unknown = Out(
            replace(inner, predicted=frozenset({value.stands or value.number})) if name in ASKING else inner, node
        )
        if name in ASKING:
            predicted(m, unknown, "")
        return unknown
    if value.why:
        return Out(m.stuck(value.why), node)
    fits = name in ("fit_transform", "fit_predict")
    if fits:
        value.changes.append(m.current)
        value.fitting.rows.add(matrix.value.rows)
        m.fit_rows.append((value.number, m.current, matrix.value.rows))
        value.fitting.given(matrix)
        y = given.get("y", 1)
        if y is not None and y.time == "row":
            aim(m, value.number, y.value)
        if name == "fit_predict":
            m.fitted[value.number] = (value, m.current)
    if short in NO_NEW_ROWS or (fits and short in NOT_THE_SAME) or (name == "fit_predict" and short not in SAME_LABELS):
        about = (
            "gives other values where it is fitted than for new rows"
            if short in NOT_THE_SAME
            else "says nothing about new rows"
        )
        return Out(m.stuck(f"{ast.unparse(node)}: {short} {about}"), node)
    if not trusted(value.type) or (not value.type and not alone(m.program)):
        return Out(
            m.stuck(f"{ast.unparse(node)}: a {value.type or 'value'} is not known to look at each row alone"), node
        )
    if name not in ASKING and (targets := matrix.value.perhaps):  # a model is not fitted on its own target
        return Out(
            m.stuck(f"{ast.unparse(node)}: {min(targets)} may be among the columns, and a new row lacks it"), node
        )
    reference = _reference(m, base, fits)
    if reference.time == "unknown":
        return reference
    asked = {"fit_transform": "transform"}.get(name, ASKING.get(name, name))
    network = knowledge.is_a(value.type, NETWORK)
    beside = node.args[1:] if name in ASKING and not network else []  # net.predict(X, 0.45); of a network: batch_size
    first = [matrix.expr, *beside]
    extra = [k for k in node.keywords if not fits and k.value is not matrix.origin]
    call = ast.Call(ast.Attribute(reference.expr, asked, ast.Load()), first, extra)
    if matrix.value.kind == "frame" and name not in ASKING:
        m.transformed.append((m.current, depends(matrix.value)))
    out = mapped(m, node, [], [matrix], "array", expr=call)
    if out.time != "row":
        return out
    result = out.value
    # a network gives a number for each class: its answers have two dimensions
    result.wide = network or asked not in ("predict",) if asked != "inverse_transform" else matrix.value.wide
    if name in ASKING:
        result.predicted |= {value.stands or value.number}
        result.proba = asked in SCORES
    result.literal = None
    result.owner = matrix
    if name in ASKING:
        predicted(m, out, "")
    return out


def trusted(type_: str) -> bool:
    """Whether the object is known to work row by row once it is fitted."""
    if type_.startswith("class:"):
        return True  # looked into where it was made
    families = ("sklearn.Estimator", "sklearn.Transformer", "sklearn.Classifier", "sklearn.Regressor")
    if any(knowledge.is_a(type_, family) for family in (*families, NETWORK, TOKENIZER)):
        return True
    return type_ == "" or type_.split(".")[0] in ESTIMATORS


def _reference(m: State, base: Out, fits: bool) -> Out:
    """How serving reads the fitted object."""
    node = base.origin if base.origin is not None else base.expr
    if m.function:
        if base.value.kind == "self":
            return base
        return m.used(base)
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as held, attr="fit")) if name in m.env:
            node = (
                held if m.env[name][0] is base.value else node
            )  # `model.fit(X, y).predict(Z)`: it is the model itself
    made_here = isinstance(node, ast.Call)
    late = (fits or m.current in base.value.changes) and not made_here  # y = model.fit(X, y).predict(Z)
    expr = m.keep(node, base.value, _stem(base.value.type), inside=made_here, after=late, kind="estimator")
    return replace(base, expr=expr)


def _stem(type_: str) -> str:
    from nb2prod.plan.names import identifier

    short = type_.rpartition(".")[2]
    snake = "".join(
        f"_{c.lower()}" if c.isupper() and i and not short[i - 1].isupper() else c.lower() for i, c in enumerate(short)
    )
    return identifier(snake) if short else "fitted"
