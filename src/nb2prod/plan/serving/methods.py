"""Methods, by what they are called on: rows, what was learned, what is known beforehand."""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.serving import arrays, estimators, reshaping, tables
from nb2prod.plan.serving.calls import Call, Evaluate, plain_call, stopped
from nb2prod.plan.serving.grouping import grouped, rolled
from nb2prod.plan.serving.handing import writes
from nb2prod.plan.serving.history import ordered
from nb2prod.plan.serving.pieces import PIECES
from nb2prod.plan.serving.rows import mapped, of_its_columns, reshaped
from nb2prod.plan.serving.state import State, located
from nb2prod.plan.serving.subscripts import selected
from nb2prod.plan.serving.values import NOTHING, Out, Value, const, learned, predicted_in, row_parts
from nb2prod.plan.serving.words import ARRAY_SAME, LIST_CHANGES, ORDERED, REDUCING
from nb2prod.replacing import replace

PLACED = frozenset({"idxmax", "idxmin", "argmax", "argmin"})  # say which of several is the greatest
ASKED = frozenset({"transform", "predict", "predict_proba", "inverse_transform", "decision_function", "get"})


def method(m: State, given: Call, name: str, evaluate: Evaluate) -> Out:
    """What a method call is at serving."""
    assert given.receiver is not None
    value = given.receiver.value
    if value.time == "unknown":
        return _of_unknown(m, given, name)
    if value.kind in ("frame", "series"):
        return _of_table(m, given, name, evaluate)
    if value.kind in ("text", "dates", "categories"):
        return _of_accessor(m, given, name)
    if value.kind in ("groupby", "rolling"):
        return grouped(m, given, name) if value.kind == "groupby" else rolled(m, given, name)
    if value.kind in ("array", "list"):
        return _of_array(m, given, name)
    if value.kind == "index":
        return Out(learned("list"), given.node, origin=given.node)
    if value.kind == "columns":
        return tables.of_columns(m, given, name)
    if value.time == "learned" or (name == "split" and value.type.startswith("sklearn.")):  # KFold(3).split(X)
        return estimators.of_learned(m, given, name, evaluate)
    return _of_const(m, given, name, evaluate)


def _of_unknown(m: State, given: Call, name: str) -> Out:
    assert given.receiver is not None
    if name in ("fit", "partial_fit"):
        return estimators.fit(m, given)
    if name.startswith("to_"):
        m.handed.extend(part for part in given.receiver.value.columns.values() if part.predicted)
    value = given.receiver.value
    if value.training and name in REDUCING and not value.predicted and not given.outs[1:]:
        return Out(learned(born=m.chain), given.node, origin=given.node)  # the mean of a target with noise is a number
    return given.receiver


def _of_table(m: State, given: Call, name: str, evaluate: Evaluate) -> Out:
    """A method of a frame or a series."""
    base = given.receiver
    assert base is not None
    if (plain := _plainly(m, given, name, evaluate)) is not None:
        return plain
    handler = tables.TABLE.get(name)
    if handler is not None:
        return handler(m, given, evaluate)
    if name in ORDERED:
        return ordered(m, given, name)
    if name == "explode":  # rows of their own: what is counted over them is learned, nothing else is followed
        return Out(Value("row", base.value.kind, rows=m.fresh(), index=m.fresh()), given.node, origin=given.node)
    axis = given.literal("axis", 0, 0)
    if name in REDUCING:
        if base.value.kind == "frame" and axis in (1, "columns"):
            if (bad := stopped(m, given)) is not None:
                return bad
            out = mapped(m, given.node, given.children, given.outs, "series")
            out = of_its_columns(out, base.value)
            if out.time == "row" and name in PLACED:
                out.value.proba = False
            return out
        return Out(learned("", born=m.chain), given.node, origin=given.node)
    kind = "pandas.DataFrame" if base.value.kind == "frame" else "pandas.Series"
    effect = knowledge.method(kind, name)
    if effect is None:
        return Out(m.stuck(f"{ast.unparse(given.node)}: {name} is not known"), given.node)
    if effect.rows == "map":
        return mapped(m, given.node, given.children, given.outs)
    if effect.rows == "aggregate" or (effect.kind == "look" and effect.rows != "select"):
        return Out(learned(effect.returns, born=m.chain), given.node, origin=given.node)
    if effect.rows == "select":
        return selected(m, base, given.node)
    if effect.io == "write":
        tables.exported(m, base)
        return Out(const(None), given.node)
    return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)


def _plainly(m: State, given: Call, name: str, evaluate: Evaluate) -> Out | None:
    """Another way to write a call: `s.progress_apply(f)` is `s.apply(f)`, `df.pipe(f, 3)` is `f(df, 3)`."""
    node = given.node
    assert isinstance(node.func, ast.Attribute)
    if name in ("progress_apply", "progress_map"):
        func: ast.expr = ast.Attribute(node.func.value, name.removeprefix("progress_"), ast.Load())
        call = ast.Call(func, node.args, node.keywords)
    elif name == "pipe" and given.positional and given.positional[0].value.kind in ("function", "lambda"):
        if _changes_what_is_piped(m, node.func.value, given.positional[0].value.node):
            return Out(m.stuck(f"whether {ast.unparse(node)} changes the table depends on the version of pandas"), node)
        call = ast.Call(node.args[0], [node.func.value, *node.args[1:]], node.keywords)
    else:
        return None
    return replace(evaluate(m, located(call, node)), origin=node)


def _changes_what_is_piped(m: State, receiver: ast.expr, function: ast.AST | None) -> bool:
    """`df.pipe(f)` where f writes into what it gets: a copy from pandas 3.0 on; `df = df.pipe(f)` is one either way."""
    if not isinstance(receiver, ast.Name) or not isinstance(function, ast.FunctionDef):
        return False
    statement = m.program.statements[m.current]
    return receiver.id not in statement.facts.binds and writes(m, function, set())


def _of_accessor(m: State, given: Call, name: str) -> Out:
    base = given.receiver
    assert base is not None and base.value.owner is not None
    if base.value.kind == "categories":
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    if base.value.kind == "text" and name in ("get_dummies", "extractall", "cat"):
        return Out(m.stuck(f"{ast.unparse(given.node)} may give other columns for other rows"), given.node)
    expands = given.literal("expand") is True or (name in ("extract", "partition", "rpartition", "isocalendar"))
    pattern = str(given.literal("pat", 0, ""))
    framed = expands and given.literal("expand", 99, True) is not False
    out = mapped(m, given.node, given.children, given.outs, "frame" if framed else "series")
    if out.time == "row" and framed:
        single = name == "extract" and pattern.replace("(?:", "").replace("\\(", "").count("(") == 1
        out.value.others = Value("row", "series", slice=out.value.slice, deps=out.value.deps)
        numbered = "(?P<" not in pattern and name != "isocalendar"
        out.value.literal = "single" if single else PIECES if numbered else None
    if out.time == "row":
        out.value.index = base.value.index
    return out


def _of_array(m: State, given: Call, name: str) -> Out:
    base = given.receiver
    assert base is not None
    if name in LIST_CHANGES and base.value.kind == "list":
        return Out(m.stuck(f"{ast.unparse(given.node)} may change a list of rows"), given.node)
    if name == "tolist":
        return mapped(m, given.node, given.children, given.outs, "list")
    if name == "reshape":
        return reshaping.reshape(m, given)
    if name == "dot" and len(given.outs) == 2:
        return arrays.product(m, given, *given.outs)
    if name in ARRAY_SAME:
        if name in ("flatten", "ravel", "squeeze") and base.value.wide and not base.value.predicted:
            return reshaped(base, given.node, given.rebuilt(), "array", wide=False)
        out = mapped(m, given.node, given.children, given.outs)
        if out.time == "row" and name == "astype":
            out.value.proba = (
                False if ast.unparse(given.node.args[0]).strip("'\"").startswith(("int", "bool")) else out.value.proba
            )
        return out
    if name in REDUCING:
        if given.literal("axis", 0) in (1, -1):
            out = mapped(m, given.node, given.children, given.outs)
            if out.time == "row":
                out.value.wide = False
                out.value.proba = out.value.proba and name not in ("argmax", "argmin")
            return out
        return Out(learned("", born=m.chain), given.node, origin=given.node)
    return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)


def _of_const(m: State, given: Call, name: str, evaluate: Evaluate) -> Out:
    """A method of a text, a list, a dict that stands in the notebook."""
    base = given.receiver
    assert base is not None
    if (bad := stopped(m, given)) is not None:
        return bad
    rows = [out for out in given.outs if out.time == "row"]
    if base.value.kind == "self":
        from nb2prod.plan.serving.inner import own_method  # classes look at calls in turn

        if rows and (found := own_method(m, given, name, evaluate)) is not None:
            return found
        if rows and name not in ASKED:
            return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
        if not rows:
            return Out(const(kind="self"), given.node)
        asks = bool(base.value.stands) and name in estimators.ASKING  # a model that the function was handed
        out = mapped(m, given.node, given.children, given.outs, "array" if asks else "")
        if asks and out.time == "row":
            out.value.predicted |= {base.value.stands}
            out.value.proba, out.value.wide = name in estimators.SCORES, estimators.ASKING[name] != "predict"
        return out
    if name in LIST_CHANGES:
        return _changed(m, given, name)
    if rows and not base.value.type.startswith("random"):
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    effect = knowledge.method(base.value.type, name) if base.value.type else None
    returns = effect.returns if effect is not None else ""
    plainly = isinstance(base.value.literal, (str, dict, list, tuple))
    result = plain_call(
        m, given, returns if returns not in ("self",) else base.value.type, constant=plainly, slice_=base.slice
    )
    if name == "copy" and plainly and result.time == "const":
        result.value.literal = base.value.literal
    return result


def _changed(m: State, given: Call, name: str) -> Out:
    """`features.remove("y")`: the list is another one from here on."""
    base = given.receiver
    assert base is not None
    value, literal = base.value, base.value.literal
    rows = any(out.time in ("row", "unknown") or row_parts(out.value) for out in given.outs[1:])
    if rows and name == "append" and not m.loops and not m.maybe and value.time == "const":
        return _grown(m, given)
    late = rows or any(out.time == "learned" or out.value.kind == "parameter" for out in given.outs[1:])
    if rows:
        value.kind, value.predicted = "long", value.predicted | predicted_in(given.outs[1:])
    if late or m.loops:
        value.time, value.literal, value.slice = "learned", None, NOTHING
        value.type = value.type or (type(literal).__name__ if isinstance(literal, (list, dict, set)) else "")
        value.type = "list" if name in ("append", "extend", "insert") else value.type
        value.changes.append(m.current)
        return Out(learned(), given.node, origin=given.node)
    value.slice |= m.chained.union(*(out.need for out in given.outs[1:]))
    arguments = [out.value.literal for out in given.positional]
    value.literal = None
    if isinstance(literal, list) and all(a is not None for a in arguments):
        new = list(literal)
        try:
            getattr(new, name)(*arguments)
            value.literal = new
        except (TypeError, ValueError, AttributeError):
            pass
    return Out(const(None), given.rebuilt(), base.slice, given.node)


def _grown(m: State, given: Call) -> Out:
    """`conditions.append(df["a"] > 3)`: a list of rows has one element more."""
    base, out = given.outs[0], given.outs[1]
    value = base.value
    if value.parts is None:
        literal = value.literal if isinstance(value.literal, list) else []
        value.parts = [const(item) for item in literal]
    value.kind, value.literal, value.parts = "sequence", None, [*value.parts, out.value]
    value.slice |= m.chained | out.slice
    return Out(const(None), given.rebuilt(), base.slice, given.node)
