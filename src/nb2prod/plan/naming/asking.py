"""Whether what a step measures is what a model answers: all that it works on is followed back to who made it.

y_pred = model.predict(X); mse(y, y_pred)            yes
mse(y, np.full(len(y), y_train.mean()))              no: a baseline without a model
"""

from __future__ import annotations

import re

from nb2prod.model import Statement
from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.graph import Graph
from nb2prod.plan.names import words
from nb2prod.plan.naming.about import About
from nb2prod.plan.naming.learning import ANSWERING, CROSS, CURVES, SEARCHES

ASKING = ANSWERING | CROSS | FITTING | SEARCHES | frozenset(CURVES) | {"transform", "evaluate_generator"}
SAID = frozenset(
    "predict forecast score evaluate validate classify train fit test infer detect recognize model".split()
)
MODEL = re.compile(
    r"model|(?:^|_)(?:net|network|clf|classifier|regressor|estimator|pipeline|pipe)(?:_|\d|$)", re.IGNORECASE
)


def asks_model(about: About, index: int) -> bool:
    """Whether a model comes into the step, or anything that it works on is an answer of one."""
    found = about.found[index]
    if any(about.type(index, name) or MODEL.search(name) for name in (*found.inputs, *found.outputs)):
        return True
    graph, every = Graph.of(about.program), about.program.statements
    behind = graph.behind(*(s.id for s in about.statements(found.segment)))
    return any(_asks(every[at]) for at in behind)


def _asks(statement: Statement) -> bool:
    facts = statement.facts
    asked = any(call.rpartition(".")[2] in ASKING for call in facts.calls)
    own = any(SAID & {*words(call)} for call in facts.calls if "." not in call)
    named = any(map(MODEL.search, facts.names))
    return asked or own or named or not {"predict", "train"}.isdisjoint(facts.roles)
