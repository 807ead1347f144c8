"""Which values that are shown are computed, and no rows of the data in the form in which a model gets them.

df1 - df0                                              a difference of tables
seen, best = top(predictions); best.head(15)           what a function of the notebook gives, where no model is given it
pd.DataFrame({"c": X.columns, "l": pt.lambdas_})       what a fit found
df.head(), df[df.a > 3], df.isnull().sum() / len(df)   rows, and what is missing of them: looks at the data
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.keeping import told_by_models
from nb2prod.plan.keeping.chains import PLACES, ROWS
from nb2prod.plan.keeping.worked_out import FORM_ONLY, GROUPED, LOOKS, MADE, SUMMARIES
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import walk

FORMS = (
    ROWS
    | PLACES
    | {"round", "sort_values", "sort_index", "filter", "T", "copy", "reset_index", "set_index", "describe"}
)
ONLY_TABLES = frozenset(  # methods that nothing but tables has, and that give tables
    """
    merge groupby pivot pivot_table to_frame sort_values reset_index set_index fillna dropna drop_duplicates head tail
    assign query nlargest nsmallest melt describe value_counts
    """.split()
)
PANDAS = frozenset({"pd", "pandas"})
MAKING = frozenset({"DataFrame", "Series", "concat", "merge", "crosstab", "pivot_table", "melt"})
OF_THE_DATA = frozenset({"classes_", "feature_names_in_", "n_features_in_", "n_features_", "n_classes_"})
ANSWERS = told_by_models.ANSWERS | {"fit_predict", "score_samples"}
DEEP = 4


def is_computed(graph: Graph, at: Statement, node: ast.expr, given: frozenset[int]) -> bool:
    """Whether what is shown is; `given`: statements that make what models are given."""
    inner = without_form(node)
    if inner is None:
        return False
    if isinstance(inner, ast.BinOp):
        return _reckons(inner)
    if is_made_of_a_fit(inner):
        return True
    if isinstance(inner, ast.Name):
        if _is_put_together(graph, at, inner.id, given):
            return True
        if isinstance(node, ast.Call) and _is_unknown_table(graph, at, inner.id, given):
            return True
        if any(is_made_of_a_fit(without_form(value)) for _, value in _values(graph, at, inner.id)):
            return True  # whoever is given it: features are chosen by their importances
        return _holds_answers(graph, at, inner.id) or any(
            m.id not in given and is_table(graph, m, value) for m, value in _given_back(graph, at, inner.id)
        )
    return False


def _is_put_together(graph: Graph, at: Statement, name: str, given: frozenset[int]) -> bool:
    """Whether it is a table with what a function of the notebook worked out, which no model is given afterwards.

    sales = best(days); pd.DataFrame({"day": days, "sales": sales.values})
    """
    bound = graph.own.union(*(s.facts.binds for s in graph.program.statements if isinstance(s.node, ast.Assign)))
    for maker, value in _values(graph, at, name):
        match value:
            case ast.Call(func=ast.Attribute(attr="DataFrame"), args=[ast.Dict(values=[_, _, *_] as columns), *_]):
                made = [v for column in columns for one in named(column) for _, v in _values(graph, maker, one)]
                own = any(isinstance(v, ast.Call) and isinstance(v.func, ast.Name) and v.func.id in bound for v in made)
                return own and graph.makers(at, name) == [maker] and maker.id not in given
    return False


def without_form(node: ast.expr) -> ast.expr | None:
    """What is shown without the form in which it is: `by` of `by.round(2).head()`; None where only a form is shown."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in FORMS:
                node = value
            case ast.Attribute(attr=attr, value=value) if attr in FORMS:
                node = value
            case ast.Attribute(attr=attr) if attr in FORM_ONLY:
                return None
            case ast.Subscript(value=value, slice=ast.Slice() | ast.List()):
                node = value
            case ast.Subscript(value=ast.Attribute(attr=attr, value=value)) if attr in PLACES:
                node = value
            case _:
                return node


def is_table(graph: Graph, at: Statement, node: ast.expr, deep: int = DEEP) -> bool:
    """Whether an expression surely gives a frame or a series, as its own text says, or the function that it calls."""
    match node:
        case ast.Name(id=name):
            kinds = types_of(graph, at, name) - {"", "pandas.NDFrame"}  # a part of a table, perhaps a number
            if kinds:
                return all(kind in ("pandas.DataFrame", "pandas.Series") for kind in kinds)
            values = [*_values(graph, at, name)] if deep else []
            return bool(values) and all(is_table(graph, m, value, deep - 1) for m, value in values)
        case ast.Call(func=ast.Name(id=called)) if called in graph.own:
            return bool(deep) and _gives_tables(graph, called, None, deep)
        case ast.Call(func=ast.Attribute(attr="round" | "apply", value=value)):
            return is_table(graph, at, value, deep)
        case ast.Call(func=ast.Attribute(attr="concat", value=ast.Name(id=module))):
            return module in PANDAS
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in ONLY_TABLES | MAKING:
            return True
        case ast.Call(func=ast.Name(id=called)):
            return called in ("DataFrame", "Series")
        case ast.Subscript(value=value, slice=ast.Slice() | ast.Compare() | ast.List()):
            return is_table(graph, at, value, deep)
        case ast.Subscript(value=ast.Call(func=ast.Name(id=called)), slice=ast.Constant(value=int(place))):
            return called in graph.own and bool(deep) and _gives_tables(graph, called, place, deep)
    return False


def _gives_tables(graph: Graph, function: str, place: int | None, deep: int) -> bool:
    """Whether all that a function of the notebook returns, or the part of it at a place, is tables."""
    statements = graph.program.statements
    homes = [s for s in statements if isinstance(s.node, ast.FunctionDef) and s.node.name == function]
    given = [
        statements[i] for home in homes for i in graph.inside(home.id) if isinstance(statements[i].node, ast.Return)
    ]
    found: list[bool] = []
    for statement in given:
        value = statement.node.value if isinstance(statement.node, ast.Return) else None
        if place is not None:
            value = value.elts[place] if isinstance(value, ast.Tuple) and place < len(value.elts) else None
        found.append(value is not None and is_table(graph, statement, value, deep - 1))
    return bool(found) and all(found)


def _values(graph: Graph, at: Statement, name: str) -> Iterator[tuple[Statement, ast.expr]]:
    """What the name is bound to there: of a tuple that a function gives, the item."""
    for maker in graph.makers(at, name):
        match maker.node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=value) if bound == name:
                yield maker, value
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call() as value):
                places = [i for i, part in enumerate(parts) if isinstance(part, ast.Name) and part.id == name]
                yield from ((maker, ast.Subscript(value, ast.Constant(place), ast.Load())) for place in places)


def _given_back(graph: Graph, at: Statement, name: str) -> Iterator[tuple[Statement, ast.expr]]:
    """The one value of a name that functions of the notebook gave, which nothing has changed since."""
    makers = graph.makers(at, name)
    for maker, value in _values(graph, at, name):
        call = value.value if isinstance(value, ast.Subscript) else value
        own = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        if own in graph.own and len(makers) == 1 and "load" not in maker.facts.roles and _works_out(graph, own):
            yield maker, value


def _works_out(graph: Graph, function: str) -> bool:
    """Whether a function of the notebook makes something of what it is given, and does not only pick rows of it."""
    nodes = [s.node for s in graph.program.statements]
    homes = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == function]
    parts = [part for home in homes for part in walk(home)]
    called = {part.attr for part in parts if isinstance(part, ast.Attribute)}.union(*map(named, homes))
    return bool(called & (SUMMARIES | GROUPED | MAKING | ANSWERS | (graph.own - {function})))


def _is_unknown_table(graph: Graph, at: Statement, name: str, given: frozenset[int]) -> bool:
    """Whether a function that is imported made it of a variable: `performance_metrics(found)`, shown by its head."""
    functions = {i.name for i in graph.program.imports if i.attribute}
    makers = graph.makers(at, name)
    for maker, value in _values(graph, at, name):
        match value:
            case ast.Call(func=ast.Name(id=called), args=[ast.Name(id=of), *_]) if called in functions:
                made = [
                    m for m in graph.makers(maker, of) if not isinstance(getattr(m.node, "value", None), ast.Constant)
                ]
                if made and len(makers) == 1 and maker.id not in given and "load" not in maker.facts.roles:
                    return True
    return False


def _holds_answers(graph: Graph, at: Statement, name: str, depth: int = 2) -> bool:
    """Whether a table has a column with what a model says: `seen["p"] = model.predict(X)`; no model is given that.

    Or is the rows of such a table that are picked: `low = seen[seen["p"] < 3]`.
    """
    for maker in graph.makers(at, name):
        match maker.node:
            case ast.Assign(
                targets=[ast.Name()],
                value=ast.Subscript(
                    value=ast.Name(id=table) | ast.Attribute(attr="loc", value=ast.Name(id=table)), slice=ast.Compare()
                ),
            ) if table != name:
                return _holds_answers(graph, maker, table)
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str()))], value=value
            ) if table == name and _asks(graph, maker, value):
                read = [
                    graph.program.statements[i].facts.roles for i, n in graph.outgoing.get(maker.id, ()) if n == name
                ]
                if not any({"train", "split"} & {*roles} for roles in read):
                    return True
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="insert", value=ast.Name(id=table)), args=[_, _, value])
            ):
                if table == name and _asks(graph, maker, value):
                    return True
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr="join" | "merge")) as joined) if depth:
                if any(_holds_answers(graph, maker, one, depth - 1) for one in sorted(named(joined))):
                    return True
    return False


def _asks(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether a value is what a model said, at once or by a name."""
    values = [value for _, value in _values(graph, at, node.id)] if isinstance(node, ast.Name) else [node]
    for value in values:
        match value:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in ANSWERS:
                return True
            case ast.Attribute(attr="labels_"):
                return True
            case ast.Call(func=ast.Attribute(attr="apply" | "map")) if told_by_models.asking(graph) & named(value):
                return True  # t.apply(lambda r: kind(m, r))
    return False


def _reckons(node: ast.BinOp) -> bool:
    """Whether tables or columns are reckoned with, and not how much of them is missing, nor texts or lists joined."""
    parts = [*walk(node)]
    asked = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    texts = any(
        isinstance(part, ast.JoinedStr | ast.Tuple | ast.List)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in (node.left, node.right)
    )
    arithmetic = isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow | ast.MatMult)
    return arithmetic and not texts and not asked & (LOOKS | FORM_ONLY) and bool(named(node))


def is_made_of_a_fit(node: ast.expr | None) -> bool:
    """Whether a table is put together of what a fit found: `pd.DataFrame({"coef": lasso.coef_})`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), args=[data, *_]) if attr in MADE & MAKING:
            pass
        case _:
            return False
    parts = data.values if isinstance(data, ast.Dict) else data.elts if isinstance(data, ast.List) else [data]
    return any(is_found(part) for part in parts)


def is_found(node: ast.expr) -> bool:
    """`pt.lambdas_`, `model.coef_[0]`, `np.abs(model.coef_).round(2)`."""
    learned = [part for part in walk(node) if isinstance(part, ast.Attribute) and part.attr not in OF_THE_DATA]
    return any(
        part.attr.endswith("_")
        and part.attr[0] != "_"
        and isinstance(part.value, ast.Name | ast.Attribute | ast.Subscript)
        for part in learned
    )
