"""What only a measure or a figure is given of a model's answers: the class, the label, no name for it.

p = model.predict(X_test); print(accuracy_score(y_test, np.argmax(p, axis=1)))     the prediction is the class
p = model.predict(X_test); f1_score(y_test, p > 0.5)                               or what the threshold says
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.plan.serving.values import Out

CLASSES = frozenset({"argmax"})  # of the numbers of a row: whatever takes it, it is a class
LABELLED = frozenset({"argmax", "round", "rint", "around", "where"})
SHAPES = frozenset({"ravel", "flatten", "reshape", "squeeze", "copy", "tolist", "to_numpy", "astype"})


def weigh(m: State, node: ast.Call, target: str, given: list[Out], out: Out) -> None:
    """Note the labels among what a call makes or is given."""
    if m.function or m.loops or m.muted:
        return
    if _called(node) in CLASSES and not any(part.value.proba for part in given):
        _note(m, out)
    effect = knowledge.function(knowledge.canonical(target)) if target else None
    if effect is not None and effect.kind in ("metric", "report"):
        for part in given:
            if _is_label(part.expr) and not part.value.proba:
                _note(m, part)


def weighed(m: State, chosen: Candidate) -> Candidate:
    """The label that the notebook makes of this answer behind it, where it makes one alone; else the answer."""
    said = chosen.out.value
    own = [c for c in m.weighed if c.out.value.predicted == said.predicted and c.out.value.rows == said.rows]
    later = [c for c in own if c.order > chosen.order]
    alike = {ast.dump(c.out.expr) for c in later}
    return later[-1] if len(alike) == 1 else chosen


def _note(m: State, out: Out) -> None:
    if out.time == "row" and out.value.predicted and not out.value.proba:
        m.weighed.append(Candidate(out, m.current, "", order=len(m.candidates)))


def _called(node: ast.expr) -> str:
    func = node.func if isinstance(node, ast.Call) else node
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _is_label(node: ast.expr) -> bool:
    """Whether an expression gives labels: a class, what a threshold says, a rounded answer."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHAPES:
        node = node.func.value
    return isinstance(node, ast.Compare) or _called(node) in LABELLED
