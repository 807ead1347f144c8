"""What a notebook shows as a text, a plot or a bare list, and what holds the same by name: that can be written down.

print(classification_report(y, p))     classification_report(y, p, output_dict=True)
history = model.fit(X, y, epochs=9)    {name: [*values] for name, values in history.history.items()}
model.fit(X, y)                        the same of what the fit gives, which shows it as it goes
fitter.print_summary()                 fitter.summary, the table of it (lifelines)
ols.summary()                          its coefficients and p-values (statsmodels, regressions)
model.evaluate(X, y)                   dict(zip(("loss", "accuracy"), ...)), as `compile` names them
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.model import Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.models.trained import RESULTS
from nb2prod.plan.names import identifier
from nb2prod.walking import last_of, values_given, walk

REPORT = "sklearn.metrics.classification_report"
HISTORY = "history"  # what a fit of Keras gives is called so
NAMED = ("named_steps", "named_transformers_", "named_estimators_")
ESTIMATORS = frozenset({  # what models have of other models
    "estimators_", "estimator_", "base_estimator_", "best_estimator_", "final_estimator_", "named_estimators_",
    "named_steps", "steps", "named_transformers_", "transformers_",
})  # fmt: skip
SUMMARIES = frozenset({"mean", "median", "std", "var", "min", "max", "sum", "average", "amax", "amin", "ptp"})
CHOOSING = (ast.Compare, ast.BoolOp, ast.UnaryOp)
PLAIN = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.List, ast.Tuple, ast.keyword, ast.UnaryOp, ast.USub
)  # fmt: skip


def by_name(statement: Statement, free: str = "", makers: Sequence[Statement] = ()) -> tuple[ast.expr, str, str] | None:
    """An expression of the statement, an expression that gives what it holds as a mapping, and what that is called.

    The second may be evaluated right after the statement: it reads the same names, draws nothing and changes nothing.
    `free`: a variable for what a fit gives and the notebook gives no name; `makers`: what made the object that is asked
    for its summary.
    """
    calls = [node for node in walk(statement.node) if isinstance(node, ast.Call)]
    reports = [call for call in calls if last_of(call) == "classification_report"]
    if REPORT in statement.facts.calls and len(reports) == 1:
        given = {keyword.arg for keyword in reports[0].keywords}
        if given & {None, "output_dict"} or not all(_plain(part) for part in values_given(reports[0])):
            return None
        wanted = ast.keyword("output_dict", ast.Constant(True))
        mapping = ast.Call(reports[0].func, reports[0].args, [*reports[0].keywords, wanted])
        return reports[0], ast.unparse(mapping), "classification_report"
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="print_summary", value=ast.Name(id=name))) as asked):
            if any("lifelines" in call for maker in makers for call in maker.facts.calls):
                return asked, f"{name}.summary", f"{name}_summary"
        case ast.Expr(value=ast.Call() as shown) if (name := _asks_for_summary(shown)) and _regresses(name, makers):
            values = f"'coefficients': {name}.params, 'p_values': {name}.pvalues"
            return shown, f"{{{values}}}", f"{name}_summary"
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as fit):
            if dict(statement.facts.types).get(name) == "keras.History":
                return fit, _epochs(name), HISTORY
        case ast.Expr(value=ast.Call() as fit) if free and _shows_epochs(statement, fit):
            return fit, _epochs(free), HISTORY
    return None


def summarised(statement: Statement) -> str:
    """The variable whose summary a statement shows: `cox.print_summary()`, `print(ols.summary())`."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="print_summary", value=ast.Name(id=name)))):
            return name
        case ast.Expr(value=ast.Call() as shown):
            return _asks_for_summary(shown)
    return ""


def _asks_for_summary(shown: ast.Call) -> str:
    match shown:
        case ast.Call(func=ast.Name(id="print" | "display"), args=[ast.Call() as inner]):
            return _asks_for_summary(inner)
        case ast.Call(func=ast.Attribute(attr="summary" | "summary2", value=ast.Name(id=name)), args=[]):
            return name
    return ""


def _regresses(name: str, makers: Sequence[Statement]) -> bool:
    """Whether statsmodels fitted a regression, whose results have coefficients and p-values in every version."""
    fits = [call for maker in makers for call in maker.facts.calls]
    kinds = {kind for maker in makers for bound, kind in maker.facts.types if bound == name}
    return kinds == {RESULTS} and "statsmodels.Model.fit" in fits and not any("tsa" in call for call in fits)


def _epochs(history: str) -> str:
    """What a fit of Keras gives, by name."""
    return f"{{name: [*values] for name, values in {history}.history.items()}}"


def _shows_epochs(statement: Statement, fit: ast.Call) -> bool:
    """Whether a fit of Keras says how it goes: it does unless it is told not to."""
    given = {keyword.arg: keyword.value for keyword in fit.keywords}
    silent = (
        None in given or not isinstance(said := given.get("verbose", ast.Constant(1)), ast.Constant) or not said.value
    )
    return not silent and dict(statement.facts.values).get(span_of(fit)) == "keras.History"


def parts_of(graph: Graph, at: Statement, node: ast.expr) -> tuple[str, ...]:
    """What the numbers of `model.evaluate(X, y)` are, as its `compile` says; () where that is not plain."""
    match node:
        case ast.Call(func=ast.Attribute(attr="evaluate", value=ast.Name(id=model)), keywords=keywords):
            if any(keyword.arg in (None, "return_dict") for keyword in keywords):
                return ()
        case _:
            return ()
    makers = graph.makers(at, model)
    kinds = {kind for maker in makers for name, kind in maker.facts.types if name == model}
    compiled = [call for maker in makers for call in _compiles(maker)]
    if kinds != {"keras.Sequential"} or len(compiled) != 1:
        return ()
    given = {keyword.arg: keyword.value for keyword in compiled[0].keywords}
    match given.get("metrics"):
        case ast.List(elts=[_, *_] as every):
            names = [one.value for one in every if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            return (
                ("loss", *names) if len(names) == len(every) and not given.keys() & {None, "weighted_metrics"} else ()
            )
    return ()


def is_number(node: ast.expr | None) -> bool:
    """Whether an expression takes one number out of an array: `p[0][0]`, `p[0, 1]`, `float(p[0])`, `p.item()`.

    Or counts what a fit found, or is a report of numbers by name.
    """
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(attr=found)]):
            return found.endswith("_")
        case ast.Call(func=ast.Name(id="classification_report"), keywords=keywords):
            return any(keyword.arg == "output_dict" for keyword in keywords)
        case (
            ast.Call(func=ast.Name(id="float" | "int" | "round"), args=[_, *_])
            | ast.Call(func=ast.Attribute(attr="item"), args=[])
        ):
            return True
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id="np" | "numpy")), args=[_], keywords=[]):
            return attr in SUMMARIES
        case ast.Subscript(value=ast.Subscript(slice=outer), slice=inner):
            return _place(outer) and _place(inner)
        case ast.Subscript(slice=ast.Tuple(elts=[_, _, *_] as parts)):
            return all(map(_place, parts))
        case ast.BinOp(left=left, right=right):
            return is_number(left) or is_number(right)
    return False


def binds_whole(node: ast.stmt) -> bool:
    """Whether a name is bound to all of the value: `scores = model.evaluate(X, y)`."""
    return isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets)


def item_asked(node: ast.expr) -> str:
    """What stands for the model that is asked, in a mapping or a pipeline: `svm` in `best["svm"].score(X, y)`.

    Of a row of a table, or of what a function gave by name, the variable: `best` in `best["r2"]`.
    """
    match node:
        case ast.Subscript(value=ast.Name(id=row), slice=ast.Constant(value=str())):
            return identifier(row, "")
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(item)))), args=[_, *_]
        ):
            return identifier(item, "")
        case ast.Attribute(
            value=ast.Subscript(value=ast.Attribute(attr=attr), slice=ast.Constant(value=str(item)))
        ) if attr in NAMED:
            return identifier(item, "")
    return ""


def column_of(node: ast.AST | None) -> str:
    """The column, or the variable, that an expression is: `df.age`, `df["age"]`, `age`."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(name))) | ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def is_estimator(node: ast.expr | None) -> bool:
    """Whether an expression takes models out of a model: `forest.estimators_[3]`, `pipe.named_steps["svc"]`."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Attribute) and node.attr in ESTIMATORS


def chooses(node: ast.expr) -> bool:
    """Whether some rows are chosen by what stands in them: that is not the table of its name."""
    match node:
        case ast.Call(func=ast.Attribute(attr="query")):
            return True
        case ast.Subscript(slice=ast.BinOp(op=ast.BitAnd() | ast.BitOr())):
            return True
        case ast.Subscript(slice=ast.Tuple(elts=[rows, *_])):
            return isinstance(rows, CHOOSING)
        case ast.Subscript(slice=rows):
            return isinstance(rows, CHOOSING)
    return False


def _place(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int)


def _compiles(statement: Statement) -> list[ast.Call]:
    nodes = (node for node in walk(statement.node) if isinstance(node, ast.Call))
    return [node for node in nodes if isinstance(node.func, ast.Attribute) and node.func.attr == "compile"]


def _plain(node: ast.expr) -> bool:
    """Whether it may be evaluated once more, and is the same then."""
    return all(isinstance(part, PLAIN) for part in walk(node))
