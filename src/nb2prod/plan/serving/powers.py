"""Powers that training finds: what it found is what a new row is raised to.

x, lam = boxcox(df["x"])                    lam is kept; serving: boxcox(df["x"], lam)
df["x"] = stats.boxcox(df["x"] + 1)[0]      what it found is kept under a name of its own
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call, Evaluate, stopped
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import NOTHING, Out, Value, learned


def box_cox(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`scipy.stats.boxcox(x)` gives the values and the power; with a power it gives the values."""
    node, x = given.node, given.get("x", 0)
    if (bad := stopped(m, given)) is not None:
        return bad
    if x is None or x.time != "row":
        return Out(learned(born=m.chain), node, origin=node)
    if given.get("lmbda", 1) is not None:
        return mapped(m, node, given.children, given.outs, "array")
    if m.function or given.keywords or len(given.positional) != 1:
        return Out(m.stuck(f"{ast.unparse(node)}: the power that it finds is not followed"), node)
    power = ast.Subscript(node, ast.Constant(1), ast.Load())
    kept = m.used(Out(learned("float"), power, origin=power), "power")
    if kept.time == "unknown":
        return kept
    values = mapped(m, node, [], [x], "array", expr=ast.Call(node.func, [x.expr, kept.expr], []))
    if values.time != "row":
        return values
    pair = Value("const", kind="sequence", parts=[values.value, learned("float", born=m.chain)])
    return Out(pair, ast.Tuple([values.expr, kept.expr], ast.Load()), NOTHING, node)
