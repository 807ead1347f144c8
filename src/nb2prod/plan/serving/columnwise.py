"""A function that `apply` gives one column of a frame after the other.

df[cols].apply(lambda c: c / 100)                       row by row, where the body is
df[cols].apply(LabelEncoder().fit_transform)            training keeps an encoder for each column
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.serving.calls import Call, Evaluate
from nb2prod.plan.serving.rows import joined, mapped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Out, learned
from nb2prod.plan.serving.words import MAPPED
from nb2prod.walking import walk

ENCODER = "sklearn.preprocessing.LabelEncoder"


def by_column(m: State, given: Call, func: Out, evaluate: Evaluate) -> Out:
    """`df[cols].apply(f)`: f sees a whole column; row by row only where its body is."""
    base, node = given.receiver, func.value.node
    assert base is not None
    if func.value.kind == "ref" and func.value.type in MAPPED and len(given.outs) == 2:  # np.log1p: row by row, too
        return mapped(m, given.node, given.children, given.outs)
    if not isinstance(node, ast.Lambda) or len(node.args.args) != 1:
        return Out(m.stuck(f"{ast.unparse(given.node)}: the function sees whole columns"), given.node)
    own = node.args.args[0].arg
    saved, function = m.env.get(own), m.function
    series = joined([base], "series")
    m.env[own], m.function = (series, base.slice), m.function or f"lambda {own}"
    inner = evaluate(m, node.body)
    m.function = function
    m.env.pop(own)
    if saved is not None:
        m.env[own] = saved
    if inner.time == "learned":
        return Out(learned(), given.node, origin=given.node)
    if inner.time != "row":
        return Out(m.stuck(inner.value.why or f"{ast.unparse(given.node)} is not known"), given.node)
    return mapped(m, given.node, given.children, given.outs)


def encoded(m: State, given: Call, evaluate: Evaluate) -> Out | None:
    """The columns with the codes that training gave their values; None where no encoder is what is applied."""
    base = given.receiver
    match given.node.args:
        case [ast.Attribute(value=encoder, attr="fit_transform")]:
            pass
        case _:
            return None
    if base is None or base.time != "row" or base.value.kind != "frame" or m.function or m.loops:
        return None
    made = evaluate(m, encoder)
    if made.time != "learned" or not knowledge.is_a(made.value.type, ENCODER):
        return None
    fresh = encoder if isinstance(encoder, ast.Call) else ast.parse(f"type({ast.unparse(encoder)})()", mode="eval").body
    frame = ast.unparse(base.origin if base.origin is not None else base.expr)
    text = f"{{name: {ast.unparse(fresh)}.fit(column) for name, column in {frame}.items()}}"
    held = learned("dict")
    m.fit_rows.append((held.number, m.current, base.value.rows))
    kept = m.keep(
        ast.parse(text, mode="eval").body, held, "label_encoders", inside=False,
        because="an encoder for each column that it is applied to",
    )  # fmt: skip
    answer = ast.parse("x.apply(lambda column: kept[column.name].transform(column))", mode="eval").body
    for part in walk(answer):
        if isinstance(part, ast.Subscript):
            part.value = kept
    assert isinstance(answer, ast.Call) and isinstance(answer.func, ast.Attribute)
    answer.func.value = base.expr
    return mapped(m, given.node, [], [base], expr=answer)
