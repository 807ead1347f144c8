"""Functions of libraries, of Python itself and of the notebook."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod import knowledge
from nb2prod.plan.serving import arrays, binning, building, inner, joining, sources, trainers
from nb2prod.plan.serving.by_place import tabled
from nb2prod.plan.serving.calls import Call, Evaluate, plain_call, stopped
from nb2prod.plan.serving.estimators import NETWORK, TOKENIZER
from nb2prod.plan.serving.fold import counted
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import PAIRS, State, predicted
from nb2prod.plan.serving.subscripts import anew, selected
from nb2prod.plan.serving.taken import columns_taken
from nb2prod.plan.serving.values import NOTHING, Out, Value, const, every, learned, predicted_in, row_parts
from nb2prod.plan.serving.words import ARRAYS, AXIS_REDUCING, LABELS, MAPPED, PURE
from nb2prod.replacing import replace

DUMPS = frozenset({"joblib.dump", "pickle.dump", "cloudpickle.dump", "dill.dump"})
SETTINGS = frozenset({"yaml.safe_load", "yaml.load", "yaml.full_load", "tomllib.load", "toml.load"})  # no rows
SHOWING = frozenset({"builtins.print", "print"})
LOADS = frozenset({"joblib.load", "pickle.load", "cloudpickle.load", "dill.load"})


PLACES = frozenset({"numpy.argsort", "numpy.argpartition", "numpy.flatnonzero", "numpy.nonzero", "numpy.argwhere"})


def function(m: State, given: Call, target: Out, evaluate: Evaluate) -> Out:
    """What calling `target` is at serving."""
    value = target.value
    if value.kind in ("function", "class", "lambda"):
        return inner.called(m, given, target, evaluate)
    if value.kind != "ref":
        if _names_answers(m, given):
            return Out(learned("numpy.ndarray", kind="long"), given.node)
        if any(out.time in ("row", "unknown") for out in given.outs):
            return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
        return plain_call(m, given)
    if value.type.startswith("builtins."):
        return _builtin(m, given, value.type.removeprefix("builtins."), evaluate)
    name = knowledge.canonical(value.type)
    if name in FUNCTIONS:
        return FUNCTIONS[name](m, given, evaluate)
    effect = knowledge.function(name)
    if name in DUMPS and given.positional:
        m.dumped.append(given.positional[0].value)
    if name in LOADS and len({_identity(value) for value in m.dumped}) == 1:
        return Out(m.dumped[0], given.node, origin=given.node)  # the notebook reads back what it has saved itself
    if name in LOADS and not any(out.time == "row" for out in given.outs):
        return Out(learned(born=m.chain), given.node, origin=given.node)
    if name in SETTINGS and not any(out.time == "row" for out in given.outs):
        return Out(learned("dict", born=m.chain), given.node, origin=given.node)
    if effect is not None and effect.returns == NETWORK and effect.role == "load":  # no rows: a fitted model
        return Out(learned(effect.returns, born=m.chain), given.node, origin=given.node)
    if effect is not None and effect.role == "load":
        return sources.held(m, given, effect) if effect.holds else building.loaded(m, given, effect.returns)
    if any(row_parts(out.value) for out in given.outs) and (made_of := _of_several(m, given, name)) is not None:
        return made_of
    rows = any(out.time in ("row", "unknown") for out in given.outs)
    returns = effect.returns if effect is not None else ""
    fitted = any(
        knowledge.is_a(returns or name, family) for family in ("sklearn.Estimator", "imblearn.Sampler", TOKENIZER)
    )
    if fitted or (not rows and returns == "" and name[:1].isupper()):
        return made(m, given, returns or name)
    if name.startswith("pandas.api.types."):
        return stopped(m, given) or Out(learned("bool"), given.node, origin=given.node)
    if not rows:
        pure = effect is not None and not (effect.rng or effect.io or effect.seeds or effect.mutates)
        type_ = returns or (name if effect is not None else "")
        out = plain_call(m, given, type_, constant=pure, slice_=target.slice)
        texts = given.outs[0].value.literal if name == "numpy.array" and len(given.outs) == 1 else None
        if out.time == "const" and isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            out.value.literal = texts  # df[np.array(["a", "b"])]: the names of columns
        return out
    if effect is not None and (effect.kind in ("metric", "report") or name.startswith("sklearn.metrics.")):
        return Out(learned("float"), given.node, origin=given.node)
    bad = stopped(m, given)
    if bad is not None and name in AXIS_REDUCING and len(given.outs) == 1 and bad.value.training:
        return bad if bad.value.predicted else Out(learned(born=m.chain), given.node, origin=given.node)
    if bad is not None:
        return bad
    if effect is not None and effect.io == "write":
        return _written(m, given)
    if name in PLACES and any(out.value.wide for out in given.positional):  # within each row, not among the rows
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    if name in PLACES:
        return Out(learned("numpy.ndarray", kind="long", predicted=predicted_in(given.outs)), given.node)
    return _of_rows(m, given, name, effect.rows if effect is not None else "")


def _names_answers(m: State, given: Call) -> bool:
    """`print(np.vectorize(names.get)(y_pred))`: the answers once more for who reads them, and nothing to hand on."""
    match given.node.func:
        case ast.Call(func=ast.Attribute(attr="vectorize"), args=[ast.Attribute(attr="get")], keywords=[]):
            labels = len(given.outs) == 1 and bool(given.outs[0].value.predicted) and not given.outs[0].value.proba
            now = m.program.statements[m.current]
            later = (s for s in m.program.statements[m.current :] if s is now or s.facts.names & now.facts.binds)
            return labels and not m.function and all(s is now or {*s.facts.calls} <= SHOWING for s in later)
    return False


def _identity(value: Value) -> tuple[int, ...]:
    """The objects that are saved: `(dv, model)` is the same pair wherever it is written down."""
    return tuple(part.number for part in value.parts) if value.parts else (value.number,)


def _written(m: State, given: Call) -> Out:
    """`np.savetxt("out.csv", prediction)`: what the notebook hands on."""
    for out in given.outs:
        if out.time == "row" and out.value.predicted:
            predicted(m, out, "written")
            m.exports.append((m.current, out.value))
    return Out(const(None), given.node)


def made(m: State, given: Call, type_: str) -> Out:
    """An estimator: learned from the start, since training fits it."""
    result = learned(type_, born=m.chain)
    for out in given.outs:
        for part in (out.value, *(out.value.parts or ())):
            result.why = result.why or _suspect(m, part)
    if knowledge.is_a(type_, "sklearn.Search") and (tried := given.get("estimator", 0)) is not None:
        result.inner = tried.value.type
    result.literal = columns_taken(given, type_)
    if type_.endswith("FunctionTransformer"):
        func = given.get("func", 0)
        result.why = result.why or (inner.by_rows(m, func) if func is not None else "")
    return Out(result, given.node, origin=given.node)


def _suspect(m: State, part: Value) -> str:
    for item in part.parts or ():
        if (why := _suspect(m, item)) != "":
            return why
    return part.why if part.time == "learned" else ""


def _of_rows(m: State, given: Call, name: str, rows: str) -> Out:
    axis = given.literal("axis", 1)
    if name in AXIS_REDUCING and axis in (1, -1):
        out = mapped(m, given.node, given.children, given.outs)
        if out.time == "row":
            out.value.wide = False
            out.value.proba = out.value.proba and not name.endswith(("argmax", "argmin"))
        return out
    if name == "numpy.delete" and given.literal("axis", 2) in (1, -1):  # columns, by their numbers
        return _columns_deleted(m, given)
    if name in MAPPED or rows == "map":
        out = mapped(m, given.node, given.children, given.outs)
        if out.time == "row" and name in LABELS:
            out.value.proba = False
        if out.time == "row" and name.endswith("_like"):
            out.value.predicted = frozenset()  # of a prediction it has the shape alone
        if out.time == "row" and name in ARRAYS:
            out.value.kind, out.value.index = ("array", 0)
        return tabled(out, given.outs[0]) if name in ("numpy.array", "numpy.asarray") and len(given.outs) == 1 else out
    if rows == "aggregate":
        return Out(learned("", born=m.chain), given.node, origin=given.node)
    if rows == "select":
        return _shuffled(m, given)
    return Out(m.stuck(f"{ast.unparse(given.node)}: {name} is not known to work row by row"), given.node)


def _columns_deleted(m: State, given: Call) -> Out:
    out = mapped(m, given.node, given.children, given.outs, "array")
    if out.time == "row":
        out.value.wide, out.value.own = True, False
    return out


def _of_several(m: State, given: Call, name: str) -> Out | None:
    """`np.select([a < 5, a > 9], [b, c])`, `np.mean([p, q], axis=0)`: row by row of a list; None: no such function."""
    if name != "numpy.select" and not (name in AXIS_REDUCING and given.literal("axis", 1) == 0):
        return None
    if (bad := stopped(m, given)) is not None:
        return bad
    outs: list[Out] = []
    for out in given.outs:
        outs += [replace(out, value=part, slice=out.need) for part in row_parts(out.value)] or [out]
    used = [m.used(out) if out.time != "row" and not row_parts(out.value) else out for out in given.outs]
    result = mapped(m, given.node, [], outs, "array", expr=given.rebuilt(used))
    if result.time == "row":
        result.value.wide, result.value.index = False, 0
        result.value.proba = result.value.proba and name not in LABELS and not name.endswith(("argmax", "argmin"))
    return result


def _shuffled(m: State, given: Call) -> Out:
    """`shuffle(X, y)`, `resample(df)`: training's choice of rows."""
    found = [selected(m, out, given.node) for out in given.positional if out.time == "row"]
    if len(found) == 1:
        return found[0]
    rows = found[0].value.rows
    for out in found:
        out.value.rows = rows
        out.value.slice |= out.slice
    value = Value("const", kind="sequence", parts=[out.value for out in found])
    return Out(value, ast.Tuple([out.expr for out in found], ast.Load()), NOTHING, given.node)


def _builtin(m: State, given: Call, name: str, evaluate: Evaluate) -> Out:
    first = given.positional[0] if given.positional else None
    if name == "dict" and given.keywords and first is None and not given.starred:  # dict(a=x): {"a": x}
        keys: list[ast.expr | None] = [ast.copy_location(ast.Constant(k.arg), k) for k in given.node.keywords]
        return evaluate(m, ast.copy_location(ast.Dict(keys, [k.value for k in given.node.keywords]), given.node))
    if any(out.time == "unknown" for out in given.outs):
        return stopped(m, given) or Out(m.stuck(ast.unparse(given.node)), given.node)
    if first is not None and name == "sum" and len(given.outs) == 1 and row_parts(first.value):
        held = [replace(first, value=part, slice=first.need) for part in row_parts(first.value)]
        return mapped(m, given.node, [], held, expr=given.rebuilt())
    if first is not None and first.value.kind == "columns" and name in ("list", "sorted", "set", "tuple"):
        return Out(replace(first.value, absent=set(first.value.absent)), given.node, first.slice, given.node)
    if first is not None and first.time == "learned" and name == "list" and first.value.absent:
        return Out(replace(first.value, absent=set(first.value.absent)), given.node, first.slice, given.node)
    if first is not None and first.time == "row":
        if name == "len":
            return Out(learned("int", kind="count", owner=first), given.node, origin=given.node)
        if name in ("list", "tuple") and first.value.kind in ("series", "array", "list"):
            return _listed(m, given)
        if name in ("abs", "round") and first.value.kind != "index":
            return mapped(m, given.node, given.children, given.outs)
        if name in ("sum", "min", "max", "set", "sorted", "any", "all", "type", "isinstance", "id", "hasattr"):
            return Out(learned(), given.node, origin=given.node)
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    if any(out.time == "row" for out in given.outs):
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known to work row by row"), given.node)
    if name == "print":
        return Out(const(None), given.node)
    out = plain_call(
        m,
        given,
        name if name in ("list", "dict", "set", "str", "int", "float") else "",
        constant=name in PURE or name in ("list", "len"),
    )
    if (
        name in ("list", "tuple", "set", "sorted")
        and first is not None
        and isinstance(first.value.literal, (list, tuple, set))
    ):
        out.value.literal = sorted(first.value.literal) if name == "sorted" else list(first.value.literal)
    if name == "float" and first is not None and first.value.literal in ("inf", "-inf") and out.time == "const":
        out.value.literal = float(first.value.literal)  # bins=[0, 18, float("inf")]
    if name in ("enumerate", "zip", "reversed") and out.time == "const" and not given.keywords:
        out.value.literal = counted(name, [o.value.literal for o in given.positional])
    if name in ("list", "enumerate") and first is not None and first.value.parts is not None and out.time == "const":
        out.value.parts = first.value.parts
    return out


def _pairs(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`combinations(["a", "b", "c"], 2)`: pairs of what stands in the notebook; of learned names no turn has a name."""
    out = stopped(m, given) or plain_call(m, given, constant=True)
    if out.time == "const" and not given.keywords and not given.starred:
        out.value.literal = counted(given.target.rpartition(".")[2], [o.value.literal for o in given.positional])
    elif out.time == "learned":
        out.value.kind = PAIRS
    return out


def _padded(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pad_sequences(rows, maxlen=100)`: row by row; without a length, as long as the longest row that is given."""
    rows = given.get("sequences", 0)
    if rows is None or not any(out.time == "row" for out in given.outs):
        return stopped(m, given) or plain_call(m, given, "numpy.ndarray", constant=True)
    length = given.get("maxlen", 1)
    open_ = length is None or length.time == "row" or (isinstance(length.expr, ast.Constant) and not length.expr.value)
    if rows.time != "row" or open_:
        return Out(m.stuck(f"{ast.unparse(given.node)} is as wide as the longest of the rows it is given"), given.node)
    out = mapped(m, given.node, given.children, given.outs, "array")
    out.value.wide = True
    return out


def _listed(m: State, given: Call) -> Out:
    out = mapped(m, given.node, given.children, given.outs, "list")
    if out.time == "row":
        out.value.index = 0
    return out


def _dated(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.to_datetime(df["d"])`, `pd.to_numeric`: element by element."""
    if not any(out.time == "row" for out in given.outs):
        return stopped(m, given) or plain_call(m, given, constant=True)
    return mapped(m, given.node, given.children, given.outs)


def _split(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`train_test_split(X, y)`: each part is a choice of rows."""
    if not any(out.time in ("row", "unknown") for out in given.positional):
        return Out(learned("list"), given.node, origin=given.node)
    first, second = m.fresh(), m.fresh()
    parts: list[Value] = []
    exprs: list[ast.expr] = []
    for out in given.positional:
        for number in (first, second):
            if out.time != "row":
                parts.append(out.value)
            else:
                chosen = selected(m, out, given.node).value
                chosen.slice |= out.slice
                m.applied[number] = (out.value.rows, False)
                chosen.rows = number
                for part in every(chosen):
                    part.rows = number
                parts.append(chosen)
            exprs.append(anew(out))
    value = Value("const", kind="sequence", parts=parts)
    return Out(value, ast.Tuple(exprs, ast.Load()), NOTHING, given.node)


def _aggregate(m: State, given: Call, evaluate: Evaluate) -> Out:
    return Out(learned("", born=m.chain), given.node, origin=given.node)


def _merged(m: State, given: Call, evaluate: Evaluate) -> Out:
    return stopped(m, given) or joining.merged(m, given)


def _as_method(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`np.reshape(X, (-1, 1))`: `X.reshape((-1, 1))`."""
    if given.starred or not given.positional or given.positional[0].time != "row":
        return stopped(m, given) or plain_call(m, given)
    table = given.positional[0].value.kind in ("frame", "series")
    rows = ast.copy_location(ast.Attribute(given.node.args[0], "values", ast.Load()), given.node) if table else None
    func = ast.Attribute(rows or given.node.args[0], given.target.rpartition(".")[2], ast.Load())
    call = ast.Call(ast.copy_location(func, given.node), given.node.args[1:], given.node.keywords)
    return evaluate(m, ast.copy_location(call, given.node))


FUNCTIONS: dict[str, Callable[[State, Call, Evaluate], Out]] = {
    "numpy.reshape": _as_method,
    "pandas.concat": joining.concat,
    "pandas.merge": _merged,
    "pandas.get_dummies": binning.dummies,
    "pandas.cut": binning.cut,
    "pandas.qcut": binning.cut,
    "pandas.factorize": binning.factorized,
    "pandas.DataFrame": building.frame,
    "pandas.Series": building.series,
    "pandas.to_datetime": _dated,
    "pandas.to_numeric": _dated,
    "pandas.unique": _aggregate,
    "collections.Counter": _aggregate,
    "pandas.crosstab": _aggregate,
    "pandas.pivot_table": _aggregate,
    "numpy.unique": _aggregate,
    "numpy.corrcoef": _aggregate,
    "numpy.dot": arrays.dot,
    "numpy.matmul": arrays.dot,
    "numpy.hstack": building.stacked,
    "numpy.concatenate": building.stacked,
    "numpy.vstack": building.stacked,
    "numpy.column_stack": building.stacked,
    "scipy.sparse.hstack": building.stacked,
    **dict.fromkeys(("itertools.combinations", "itertools.permutations", "itertools.product"), _pairs),
    "keras.utils.pad_sequences": _padded,
    "numpy.zeros": building.filled,
    "numpy.ones": building.filled,
    "sklearn.model_selection.train_test_split": _split,
    **trainers.TRAINERS,
}
