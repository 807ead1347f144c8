"""What a model says, taken as it comes: its answers are the rows of what the notebook makes of them.

p = model.predict(X_test)        the answers come in
y_pred = np.round(p)             one element for each of them
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Evaluate
from nb2prod.plan.serving.state import MARK, State, predicted
from nb2prod.plan.serving.values import NOTHING, Out, Value
from nb2prod.walking import walk

SAID, CHANCES = f"{MARK}said", f"{MARK}chances"  # stand for what `predict` and `predict_proba` give
ASKED = -1  # the number of the model that is asked, whatever object holds it
METHODS = {"predict": SAID, "predict_proba": CHANCES}
SPEED = frozenset({"verbose", "batch_size", "workers", "use_multiprocessing", "n_jobs"})  # say nothing about answers
FLAT = frozenset({"sklearn", "xgboost", "lightgbm", "catboost"})  # their labels are an array of one dimension


def answered(m: State, node: ast.Call, evaluate: Evaluate) -> Out | None:
    """The answers of the model that is asked; None: it is another call, or one about a row that is written out."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method), args=[rows]) if owner == m.asked:
            named = {keyword.arg for keyword in node.keywords}
        case _:
            return None
    if method not in METHODS or not named <= SPEED or evaluate(m, rows).time == "const":
        return None
    held = m.env.get(owner)
    several = held is None or held[0].type.partition(".")[0] not in FLAT
    value = Value("row", "array", "numpy.ndarray", rows=_rows(m, rows), source=m.current)
    value.predicted, value.proba = frozenset({ASKED}), method == "predict_proba"
    value.wide = value.proba or several
    out = Out(value, ast.Name(METHODS[method], ast.Load()), NOTHING, node)
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
