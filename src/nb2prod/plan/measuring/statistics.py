"""Numbers that a notebook works out of its columns and shows: findings as well, though they measure no model.

df.fare.mean()                                   mean_fare
print("Average fare:", df["fare"].mean())        average_fare
df.isnull().sum(), len(df), df.fare              looks at the data: none
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.results import is_untold
from nb2prod.plan.measuring.forms import SUMMARIES, column_of
from nb2prod.plan.measuring.in_loops import unrounded
from nb2prod.plan.measuring.metric_names import printed, telling_words
from nb2prod.plan.measuring.said import called
from nb2prod.plan.names import identifier, words
from nb2prod.walking import last_of, walk

STATISTICS = frozenset("mean median std var skew kurt corr cov".split())
OF_DATA = "of_data"  # how they are made: no model has a part in them
WORDS = STATISTICS | {"", "average", "avg", "variance", "deviation", "standard", "correlation", "value", "is", "the"}
OF_COUNTS = frozenset({"sum", "len", "float", "int", "round", "max", "min", "abs", "sqrt", "array"})
ACTING = frozenset({"train", "export", "load", "plot", "split", "predict"})
TELLS = re.compile(
    r"^(?!test_|plot|show|draw|load|set_).*(?:test|score|metric|result|compare|p_?val|anova|corr|distance|effect|stat|summary)"
)
SHOWING = frozenset("plot show draw view load set display visualize visualise".split())  # ev.ViewLoss(net)
MISSING = frozenset("isnull isna notnull notna duplicated shape size columns index".split())


def statistics_shown(statement: Statement, beside_a_model: bool) -> Iterator[tuple[str, ast.expr]]:
    """What it shows that is such a number, with what it is called; without a label none beside a model.

    There it is a look at the rows, if it is not of what the fit recorded.
    """
    if statement.parent is not None or not isinstance(statement.node, ast.Expr) or statement.facts.draws:
        return
    prints = statement.facts.display == "print"
    shown = [part for part in printed(statement) if not isinstance(part, str)] if prints else [statement.node.value]
    for part in shown:
        inner = unrounded(part)
        if {n.attr for n in walk(part) if isinstance(n, ast.Attribute)} & MISSING or not _is_number(inner):
            continue
        recorded = "hist" in ast.unparse(part)
        if prints and recorded:  # its label says more
            continue
        said = telling_words(statement, span_of(part)) if prints else ""
        if beside_a_model and not recorded and said == "":
            continue
        name = said if said is None or not {*said.split("_")} <= WORDS else _name(inner) or said
        if name:
            yield name, part


def untold_answer(graph: Graph, statement: Statement) -> ast.Call | None:
    """The call that a cell ends with, of a library's function that nobody knows, on data: `pg.ttest(x, y)`."""
    facts = statement.facts
    match statement.node:
        case ast.Expr(value=ast.Call(args=[given, *_]) as call) if statement.parent is None and not facts.display:
            acts = bool(ACTING & {*facts.roles} or facts.measures or facts.binds)
            data = not isinstance(given, ast.Constant) and not any(isinstance(part, ast.Lambda) for part in walk(call))
            name = last_of(call)
            said = words(name)
            tells = TELLS.match(name.lower()) or (called("_".join(said)) and said[0] not in SHOWING)
            untold = is_untold(graph, call) or _asks_untold(graph, statement, call)
            return call if data and tells and not acts and untold else None
    return None


def _asks_untold(graph: Graph, at: Statement, call: ast.Call) -> bool:
    """Whether an object of such a library is asked: `ev = Evaluator(); ev.AUC(model, X, y)`."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            makers = [maker.node for maker in graph.makers(at, name) if name in maker.facts.binds]
            made = [getattr(maker, "value", None) for maker in makers]
            return bool(made) and all(isinstance(value, ast.Call) and is_untold(graph, value) for value in made)
    return False


def _is_number(node: ast.expr) -> bool:
    """Whether it is a statistic of a column, or is worked out of one and of counts."""
    statistics = [part for part in walk(node) if isinstance(part, ast.Call) and _column(part)]
    calls = [part for part in walk(node) if isinstance(part, ast.Call)]
    plain = all(call in statistics or last_of(call) in OF_COUNTS for call in calls)
    return bool(statistics) and plain and isinstance(node, (ast.Call, ast.BinOp))


def _column(node: ast.Call) -> str:
    """The column of which the call is a statistic, "" where it is none: `df.fare.mean()` of fare."""
    match node:
        case ast.Call(args=[ast.Call(args=[given]) | given]) if last_of(node) in {
            *SUMMARIES,
            "stdev",
        }:  # np.mean(hist["loss"][5:])
            some = isinstance(given, ast.Subscript) and isinstance(given.slice, ast.Slice)
            match given.value if isinstance(given, ast.Subscript) and some else given:
                case ast.Subscript(value=held, slice=ast.Constant(value=str(name))) if "hist" in ast.unparse(held):
                    return f"{name} of some epochs" if some else name
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in STATISTICS:
            match value:
                case ast.Attribute(attr=column, value=ast.Name(id=table)) if table not in ("np", "numpy"):
                    return column
                case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column))):
                    return column
    return ""


def _name(node: ast.expr) -> str:
    """`mean_fare`, of a statistic alone."""
    if isinstance(node, ast.Call) and (column := _column(node)):
        other = next((found for arg in node.args if (found := column_of(arg)) != column), "")
        return identifier(f"{last_of(node)} {column} {other}", "")
    return ""
