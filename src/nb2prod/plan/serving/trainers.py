"""Models that a function makes or trains: boosters in their libraries' own form, models of statistics.

dtrain = xgb.DMatrix(X, label=y); b = xgb.train({}, dtrain)      b.predict(xgb.DMatrix(X)) looks at each row alone
res = sm.OLS(y, sm.add_constant(X)).fit()                        so does res.predict(sm.add_constant(X))
res = smf.ols("y ~ a + C(b)", data=df).fit()                     and this one, of the columns a and b
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from nb2prod.plan.serving.aimed import aim
from nb2prod.plan.serving.calls import Call, Evaluate, stopped
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import NOTHING, Fitting, Out, Value, learned, only
from nb2prod.plan.serving.words import MAPPED
from nb2prod.replacing import replace

MODEL, RESULTS = "statsmodels.Model", "statsmodels.Results"
OF_TRAINING = frozenset({"label", "weight", "base_margin", "group", "init_score", "free_raw_data", "reference"})
CALLED = re.compile(r"([\w.]+)\s*\(")
OF_PATSY = ("C", "I", "Treatment", "Sum")  # of a formula: anything else is looked up where the model is made
WORDS = re.compile(r"[^\W\d]\w*")
MODULES = (
    "api", "regression.linear_model", "discrete.discrete_model", "genmod.generalized_linear_model",
    "robust.robust_linear_model",
)  # fmt: skip
CLASSES = ("OLS", "WLS", "GLS", "GLM", "Logit", "Probit", "MNLogit", "Poisson", "NegativeBinomial", "RLM")


def fitted_results(m: State, given: Call) -> Out | None:
    """`model.fit()` of statistics: what it returns is fitted, on what the model was made with. None: another object."""
    base = given.receiver
    if base is None or base.value.type != MODEL or base.value.time != "learned":
        return None
    made = base.value.fitting
    fitting = Fitting([*made.statements, m.current], {*made.rows}, made.matrix, made.matrix_node, [*made.other])
    result = learned(RESULTS, born=m.chain, fitting=fitting, why=base.value.why, literal=base.value.literal)
    m.fitted[result.number] = (result, m.current)
    return Out(result, given.node, origin=given.node)


def named(value: Value, matrix: Out) -> Out:
    """Of a frame that a model of a formula, or a transformer of columns, is asked about: those that it names."""
    if value.type not in (MODEL, RESULTS) and not value.type.endswith((".ColumnTransformer", ".Pipeline")):
        return matrix
    if not isinstance(value.literal, tuple) or matrix.value.kind != "frame":
        return matrix
    return replace(matrix, value=only(matrix.value, list(value.literal)))


def _fit_on(m: State, value: Value, matrix: Out | None, target: Out | None) -> Value:
    """The object as one that is fitted on a matrix."""
    value.fitting.statements.append(m.current)
    if matrix is not None and matrix.time in ("row", "unknown"):
        value.fitting.given(matrix)
        if matrix.time == "row":
            value.fitting.rows.add(matrix.value.rows)
    elif matrix is not None:
        value.fitting.other.append((matrix, m.current))
    if target is not None and target.time == "row":
        aim(m, value.number, target.value)
    m.fitted[value.number] = (value, m.current)
    return value


def _own_matrix(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`xgb.DMatrix(X, label=y)`: for new rows the same without what only training has."""
    data, label = given.get("data", 0), given.get("label", 1)
    if data is None or data.time != "row":
        return stopped(m, given) or Out(learned("xgboost.DMatrix", born=m.chain), given.node, origin=given.node)
    if label is not None and label.time == "row":
        aim(m, data.value.number, label.value)
    keywords = [k for k in given.node.keywords if k.arg not in OF_TRAINING | {"data"}]
    call = ast.Call(given.node.func, [data.expr], keywords)
    return mapped(m, given.node, [], [data], "array", expr=call)


def _own_table(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`lgb.Dataset(X, label=y)`: only training takes it; the booster predicts for X itself."""
    data, label = given.get("data", 0), given.get("label", 1)
    value = learned("lightgbm.Dataset", born=m.chain, owner=data)
    if label is not None and label.time == "row":
        aim(m, value.number, label.value)
    return Out(value, given.node, origin=given.node)


def _booster(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`xgb.train(params, dtrain)`, `lgb.train(params, dataset)`."""
    library = given.target.split(".")[0]
    matrix = given.get("dtrain" if library == "xgboost" else "train_set", 1)
    if matrix is not None and matrix.value.type == "lightgbm.Dataset":
        matrix = matrix.value.owner
    value = _fit_on(m, learned(f"{library}.Booster", born=m.chain), matrix, None)
    return Out(value, given.node, origin=given.node)


def _of_arrays(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`sm.OLS(y, X)`: it is fitted on what it is made with."""
    value = _fit_on(m, learned(MODEL, born=m.chain), given.get("exog", 1), given.get("endog", 0))
    return Out(value, given.node, origin=given.node)


def _of_formula(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`smf.ols("y ~ a + b", data=df)`: of a new row it needs the columns on the right."""
    frame, formula = given.get("data", 1), given.literal("formula", 0)
    value = learned(MODEL, born=m.chain)
    if frame is None or frame.time != "row" or frame.value.kind != "frame":
        return stopped(m, given) or Out(_fit_on(m, value, frame, None), given.node, origin=given.node)
    if not isinstance(formula, str) or formula.count("~") != 1 or not _by_row(m, formula.partition("~")[2]):
        value.why = "what the formula of the model takes of a row is not followed"
        return Out(_fit_on(m, value, frame, None), given.node, origin=given.node)
    left, right = (_columns(part, frame.value) for part in formula.split("~"))
    value.literal = tuple(name for name in right if name not in left)
    matrix = replace(frame, value=only(frame.value, list(value.literal)))
    target = replace(frame, value=only(frame.value, left))
    return Out(_fit_on(m, value, matrix, target), given.node, origin=given.node)


def _by_row(m: State, terms: str) -> bool:
    """Whether all that terms of a formula call looks at each row alone: what it finds under `np` when it is loaded."""
    numpy = any(item.name == "np" and item.qualified == "numpy" for item in m.program.imports)
    known = {name.replace("numpy.", "np.") for name in MAPPED if name.startswith("numpy.")} if numpy else set()
    return not {*CALLED.findall(terms)} - {*OF_PATSY} - known


def _columns(formula: str, frame: Value) -> list[str]:
    """The names of columns in a part of a formula: what is called there is a function."""
    named = [word for word in WORDS.finditer(formula) if not formula[word.end() :].lstrip().startswith(("(", "."))]
    names = [word.group() for word in named if formula[: word.start()][-1:] not in ("'", '"', ".")]
    return [name for name in dict.fromkeys(names) if frame.others is not None or name in frame.columns]


def _constant(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`sm.add_constant(X)`: among few new rows any column may look constant; here it is added whatever they hold."""
    data = given.get("data", 0)
    if data is None or data.time != "row":
        return stopped(m, given) or Out(learned("", born=m.chain), given.node, NOTHING, given.node)
    keywords = [k for k in given.node.keywords if k.arg not in ("data", "has_constant")]
    keywords.append(ast.keyword("has_constant", ast.Constant("add")))
    call = ast.Call(given.node.func, [data.expr, *given.node.args[1:2]], keywords)
    out = mapped(m, given.node, [], [data], "array", expr=call)
    if out.time == "row":
        out.value.wide = True
    return out


TRAINERS: dict[str, Callable[[State, Call, Evaluate], Out]] = {
    "xgboost.DMatrix": _own_matrix,
    "xgboost.QuantileDMatrix": _own_matrix,
    "catboost.Pool": _own_matrix,
    "lightgbm.Dataset": _own_table,
    "xgboost.train": _booster,
    "lightgbm.train": _booster,
    **{f"statsmodels.{module}.{name}": _of_arrays for module in MODULES for name in CLASSES},
    **{f"statsmodels.formula.api.{name.lower()}": _of_formula for name in (*CLASSES, "negativebinomial")},
    **dict.fromkeys(
        ("statsmodels.api.add_constant", "statsmodels.tools.add_constant", "statsmodels.tools.tools.add_constant"),
        _constant,
    ),
}
