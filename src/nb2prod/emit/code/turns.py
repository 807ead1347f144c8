"""What a loop shows of a model in each turn, collected in a mapping that stands in front of the loop.

for name, model in models.items():       score_by_name = {}
    print(name, model.score(X, y))       for name, model in models.items():
                                             score = model.score(X, y)
                                             score_by_name[str(name)] = score
                                             logger.info("%s %s", name, score)
"""

from __future__ import annotations

import libcst as cst

from nb2prod.model import Measure, Plan
from nb2prod.rewrite.build import call, copied, line


def mappings(plan: Plan, loop: int) -> list[cst.SimpleStatementLine]:
    """The empty mappings of one loop."""
    names = dict.fromkeys(measure.into for measure in plan.measures if measure.into and measure.loop == loop)
    return [line(cst.Assign([cst.AssignTarget(cst.Name(name))], cst.Dict([]))) for name in names]


def collect(plan: Plan, measure: Measure, key: cst.BaseExpression | None) -> cst.SimpleStatementLine:
    """The line that puts the value of this turn into its mapping; `key` is what the print calls the turn."""
    key = key or cst.parse_expression(measure.turn or f"len({measure.into}) + 1")
    rebound = any("str" in statement.facts.binds for statement in plan.program.statements)
    text = cst.FormattedString([cst.FormattedStringExpression(key)]) if rebound else call("str", [key])
    said = key if isinstance(key, (cst.FormattedString, cst.SimpleString)) else text
    value = copied(cst.Name(measure.name)) if measure.copied else cst.Name(measure.name)
    if measure.listed:  # auc_by_c_and_fold.setdefault(str(c), []).append(auc)
        held = call(f"{measure.into}.setdefault", [said, cst.List([])])
        return line(cst.Expr(cst.Call(cst.Attribute(held, cst.Name("append")), [cst.Arg(value)])))
    item = cst.Subscript(cst.Name(measure.into), [cst.SubscriptElement(cst.Index(said))])
    return line(cst.Assign([cst.AssignTarget(item)], value))
