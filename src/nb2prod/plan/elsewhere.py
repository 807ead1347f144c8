"""Models that another process holds: nothing here can save them."""

from __future__ import annotations

import ast

from nb2prod.model import Program
from nb2prod.plan.graph import in_function

ELSEWHERE = {"h2o.estimators.": "h2o", "h2o.automl.": "h2o", "pyspark.ml.": "pyspark"}  # models in another process


def elsewhere(program: Program, model: str) -> str:
    """The library that holds the model in a process of its own, where nothing here can save it; "" where none does.

    gbm = H2OGradientBoostingEstimator(); gbm.train(...)        m = Pipeline(stages=[...]); model = m.fit(spark_frame)
    """
    calls: list[str] = []
    name, before = model, len(program.statements)
    for _ in range(2):
        own = (s for s in program.statements[:before] if not in_function(program, s) and name in s.facts.binds)
        binder = next(reversed(list(own)), None)
        if binder is None or not isinstance(binder.node, ast.Assign):
            break
        calls += binder.facts.calls
        match binder.node.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="fit")):
                name, before = owner, binder.id
            case _:
                break
    return next((library for call in calls for start, library in ELSEWHERE.items() if call.startswith(start)), "")
