"""Looks that are results: the tables and numbers that a notebook works out and shows.

by_town = df.groupby("town").price.mean()     made of the data
by_town.sort_values()                         a result
df.head(), df["price"], df.describe()         looks at the data themselves: none

Without a model they are what the notebook is for; beside one, what is worked out where it is shown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.keeping.told_by_models import is_told_by_model
from nb2prod.plan.models.learned import final_model

SUMMARIES = frozenset(  # methods and functions that make few numbers of many
    """
    groupby agg aggregate pivot pivot_table crosstab corr corrwith cov mean median sum std var min max quantile average
    nlargest nsmallest idxmax idxmin argmax argmin skew kurt kurtosis percentile dot prod cumsum resample interpolate
    most_common count_nonzero norm det eigvals solve unstack diff pct_change Counter corrcoef nanmean nanmedian
    nanstd nansum pearsonr spearmanr kendalltau skewtest kurtosistest interp1d trapz
    """.split()
)
FORMS = frozenset(  # what shows the same in another form
    """
    head tail round sort_values sort_index style T copy to_frame reset_index set_index rename format to_string loc iloc
    dropna fillna astype abs reindex rename_axis set_caption background_gradient hide items values tolist to_dict
    """.split()
)
COUNTS = frozenset({"size", "count", "value_counts", "nunique"})  # of groups: of a whole table they are a look
CORRELATIONS = frozenset({"corr", "corrwith"})
GROUPED = frozenset({"groupby", "pivot_table", "crosstab", "resample"})
MISSING = frozenset({"isnull", "isna", "notnull", "notna", "duplicated", "describe", "info", "value_counts", "nunique"})
BESIDE_A_MODEL = SUMMARIES - {"corr", "cov", "dot", "prod", "cumsum", "interpolate", "diff", "pct_change", "unstack"}
FORM_ONLY = frozenset({"shape", "ndim", "dtype", "dtypes", "columns", "index"})
MADE = frozenset({"DataFrame", "Series", "dict", "sorted", "list", "round", "float", "int"})
ASKING = frozenset({"predict", "evaluate"})
DEEP = 8


def results(graph: Graph) -> frozenset[int]:
    """The statements that show a result though they only look; with a model, correlations that are looked for."""
    statements = graph.program.statements
    fits = any({"train"} & {*s.facts.roles, *s.facts.flow} for s in statements)
    fits = fits and final_model(graph.program, [*statements]) is not None
    last = {s.cell: s.id for s in statements if s.parent is None}
    return frozenset(
        s.id
        for s in statements
        if s.facts.display == "look"
        and function_of(graph.program, s) is None
        and any(_is_result(graph, s, node, fits) for node in _shown(s, s.parent is None and last[s.cell] == s.id))
    )


def is_worked_out(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether a value that is shown summarises something, itself or as what its name holds."""
    return _worked_out(graph, at, node, SUMMARIES, DEEP)


def _is_result(graph: Graph, at: Statement, node: ast.expr, fits: bool) -> bool:
    if is_told_by_model(graph, at, node):
        return True
    if not fits:
        return _worked_out(graph, at, node, SUMMARIES, DEEP)
    return (
        _worked_out(graph, at, node, CORRELATIONS, DEEP)
        or _worked_out(graph, at, node, BESIDE_A_MODEL, 0)
        or _named_answer(graph, at, node)
    )


def _shown(statement: Statement, last: bool) -> Iterator[ast.expr]:
    """What it shows: the value of the cell's last expression, what `print` or `display` are given."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "display"), args=args)):
            yield from args
        case ast.Expr(value=ast.Tuple(elts=parts)) if last:
            yield from parts
        case ast.Expr(value=value) if last:
            yield value


def _worked_out(graph: Graph, at: Statement, node: ast.expr, wanted: frozenset[str], deep: int) -> bool:
    """Whether a value is worked out: it, or what it shows in another form, summarises something."""
    called: set[str] = set()
    whole = not any(isinstance(part, ast.Subscript) for part in ast.walk(node))  # all columns with all: a look
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr)):
                called.add(attr)
                if attr in ("apply", "map", "agg") and wanted & {n.id for n in _names(node.args)}:
                    return True
                if attr in MADE and any(_worked_out(graph, at, arg, wanted, deep) for arg in node.args):
                    return True
                node = value
            case ast.Call(func=ast.Name(id=name), args=args):
                own = graph.own if wanted is SUMMARIES else frozenset[str]()
                return name in wanted | own or any(_worked_out(graph, at, arg, wanted, deep) for arg in args)
            case ast.Attribute(value=value, attr=attr):
                called.add(attr)
                node = value
            case ast.Subscript(value=value):
                node = value
            case ast.BinOp(left=left, right=right):
                return any(_worked_out(graph, at, part, wanted, deep) for part in (left, right))
            case _:
                break
    if (called & MISSING and "groupby" not in called) or called & FORM_ONLY:
        return False
    if called & wanted or (wanted is not CORRELATIONS and called & GROUPED and called & COUNTS):
        return not (wanted is CORRELATIONS and called == {"corr"} and isinstance(node, ast.Name) and whole)
    return isinstance(node, ast.Name) and deep > 0 and _made(graph, at, node.id, wanted, deep - 1)


def _names(nodes: list[ast.expr]) -> list[ast.Name]:
    return [part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)]


def _named_answer(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether beside a model something worked out is shown that has a name of its own: an answer, and no look."""
    asking = _asking(graph)
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            return _made(graph, at, name, SUMMARIES, 0)  # what a loop came to
        case ast.Call(func=ast.Attribute(attr="head" | "tail", value=ast.Name(id=name))):
            return _made(graph, at, name, asking, 2)
        case (
            ast.Name(id=name)
            | ast.Call(func=ast.Name(id="round"), args=[ast.Name(id=name), *_])
            | ast.Call(func=ast.Attribute(attr="round" | "sort_values", value=ast.Name(id=name)))
        ):
            known = BESIDE_A_MODEL | GROUPED | asking
            return _made(graph, at, name, known, 1) or _made(graph, at, name, asking, 3) or _rated(graph, at, name)
    return False


def _rated(graph: Graph, at: Statement, name: str) -> bool:
    """Whether a function that nobody knows made it of a model and data: `scores = rate(models, X, y)`."""
    untold = {i.name for i in graph.program.imports if i.attribute and knowledge.library(i.module) is None}
    for identity, read in graph.sources.get(at.id, ()):
        maker = graph.program.statements[identity]
        match maker.node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call(func=ast.Name(id=called), args=[_, _, *_])):
                if bound == name == read and called in untold - graph.own and "load" not in maker.facts.roles:
                    return True
    return False


def _asking(graph: Graph) -> frozenset[str]:
    """The notebook's functions that fit a model, or ask one: what they give is no look at data."""
    statements = graph.program.statements
    found: set[str] = set()
    functions = [(s.id, s.node.name) for s in statements if isinstance(s.node, ast.FunctionDef)]
    inside = {name: [statements[i].facts for i in graph.inside(identity)] for identity, name in functions}
    while True:
        more = {
            name
            for name, facts in inside.items()
            if any(ASKING & {*f.roles} or f.measures or found & {*f.names} for f in facts)
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _made(graph: Graph, at: Statement, name: str, wanted: frozenset[str], deep: int) -> bool:
    """Whether the name holds something that was worked out."""
    makers = [graph.program.statements[i] for i, read in graph.sources.get(at.id, ()) if read == name]
    bound = [m for m in makers if name in m.facts.binds and "load" not in m.facts.roles]
    values = [m for m in bound if isinstance(m.node, ast.Assign) and len(m.facts.binds) == 1]
    types = {kind for m in bound for n, kind in m.facts.types if n == name}
    filled = (
        types <= {"list", "dict"} and bool(types) and any(name in m.facts.mutates for m in makers if m not in bound)
    )
    filled = filled and wanted is SUMMARIES
    return filled or any(
        _worked_out(graph, m, m.node.value, wanted, deep) for m in values if isinstance(m.node, ast.Assign)
    )
