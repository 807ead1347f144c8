"""What variables hold that are shown: one number, a blank, a label of the data, a number for each fold.

life = lin.predict(X)[0][0]; life       one number
accuracy = ____                         a blank
port = df.port.mode()[0]                a label, which may be a text
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.knowledge import is_a
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.results import is_rated
from nb2prod.plan.measuring.forms import SUMMARIES, is_estimator, is_number
from nb2prod.plan.measuring.metric_names import FOLDS, in_percent, labelled, shown_as_number
from nb2prod.plan.measuring.said import called
from nb2prod.plan.measuring.subjects import given
from nb2prod.plan.measuring.table_names import LONGEST
from nb2prod.plan.names import identifier, words
from nb2prod.walking import last_of, walk

NETWORKS = frozenset({"torch", "jax", "tensorflow"})  # their numbers know what they were made of
PICKS = frozenset({"mode", "idxmax", "idxmin", "most_common"})
SHORT = 2
STATED = frozenset({"stat", "statistic", "pval", "pvalue", "p_val", "p_value"})


def called_in(graph: Graph, statement: Statement) -> set[str]:
    """Variables that a print calls measures, by their names, and that a function of the notebook gave."""
    found: set[str] = set()
    for name in statement.facts.names:
        makers = [m.node for m in graph.makers(statement, name)]
        if called(name) and len(makers) == 1 and isinstance(makers[0], ast.Assign):
            call = makers[0].value
            own = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in graph.own
            found |= {name} if own and statement.facts.display == "print" else set()
    return found


def numbers_shown(program: Program, statement: Statement) -> set[str]:
    """Names of what a print shows as a number, with a label; none where it may hold a whole network."""
    if any(i.module.split(".")[0] in NETWORKS for i in program.imports):
        return set()
    names = {(n.id, span_of(n)) for n in walk(statement.node) if isinstance(n, ast.Name)}
    return {name for name, at in names if labelled(statement, at) and shown_as_number(statement, at)}


def one_number(graph: Graph, statement: Statement) -> set[str]:
    """The variable that is shown and holds one number of a prediction: `life = lin.predict(X)[0][0]`, `life`."""
    node, facts = statement.node, statement.facts
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Name) or facts.display != "report":
        return set()
    name = node.value.id
    makers = graph.makers(statement, name)
    ends = {maker.id for maker in makers} == graph.program.exits.get(name, frozenset())
    values = [getattr(maker.node, "value", None) for maker in makers]
    return {name} if ends and not facts.measures and all(is_number(value) for value in values) else set()


def binding(graph: Graph, statement: Statement, name: str) -> frozenset[int]:
    """The statements that bound what a name holds there."""
    return frozenset(maker.id for maker in graph.makers(statement, name) if name in maker.facts.binds)


def ends(program: Program, name: str) -> frozenset[int]:
    """The statements that bound what a name holds when the workflow ends."""
    return frozenset(i for i in program.exits.get(name, ()) if name in program.statements[i].facts.binds)


def results_of(graph: Graph, statement: Statement) -> set[str]:
    """The variable that is shown and says that it holds results, of a function that nobody knows and that gets several.

    forest_results = calculate_results(y, p); forest_results
    """
    match statement.node:
        case ast.Expr(value=ast.Name(id=name)) if {*name.split("_")[1:]} & {"results", "metrics"}:
            says = statement.facts.display == "report" and not statement.facts.tables
            return {name} if says and is_rated(graph, statement, name) else set()
    return set()


def tested(makers: Sequence[Statement], name: str) -> str:
    """What of a test's result a variable is that says it in a letter: `t, p = ttest_ind(a, b)`, ttest_ind_p_value."""
    tests = [call for maker in makers for call in maker.facts.calls if call.startswith("scipy.stats.")]
    match [maker.node for maker in makers]:
        case [ast.Assign(targets=[ast.Tuple()], value=ast.Call())] if len(tests) == 1:
            what = "p_value" if name.lower().startswith("p") else name
            brief = len(name) <= SHORT or name in STATED
            return identifier(f"{tests[0].rpartition('.')[2]} {what}", name) if brief else name
        case [ast.Assign(value=ast.Call(func=ast.Attribute(attr=done), args=[ast.Name(id=of)]))] if done in SUMMARIES:
            return f"{done}_{of}" if len(name) == 1 or name in SUMMARIES else name  # D = np.std(folds)
    return name


def in_unit(name: str, makers: Sequence[Statement]) -> str:
    """The name of a variable's value, with its unit where that is a hundred times a share."""
    return in_percent(name, getattr(makers[0].node, "value", None)) if len(makers) == 1 else name


def computed(graph: Graph, kept: Sequence[Statement], statement: Statement) -> set[str]:
    """Measures that it binds, models aside; a list that a loop fills with measures and that is bound anew later."""
    models = {name for name, kind in statement.facts.types if is_a(kind or "?", "sklearn.Estimator")}
    if measured := {*statement.facts.metrics & statement.facts.binds} - models:
        return measured
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])):
            fill = {
                s.id for s in kept if name in s.facts.metrics & s.facts.mutates and statement in graph.makers(s, name)
            }
            return {name} if fill and not fill & graph.program.exits.get(name, frozenset()) else set()
    return set()


def filled_with_measures(graph: Graph, statement: Statement) -> set[str]:
    """The mapping or list that a cell ends with and that is filled with what is called a measure.

    found[alpha] = cv_score(model, X, y); found.update({alpha: best_score}); found
    """
    node = statement.node.value if isinstance(statement.node, ast.Expr) else None
    if not isinstance(node, ast.Name) or statement.parent is not None or statement.facts.tables:
        return set()
    for maker in graph.makers(statement, node.id):
        match maker.node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=value) if name == node.id:
                stored = [value]
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="append" | "update", value=ast.Name(id=name)), args=[value])
            ) if name == node.id:
                stored = [*value.values] if isinstance(value, ast.Dict) else [value]
            case _:
                continue
        names = [part.id if isinstance(part, ast.Name) else last_of(part) for part in stored]
        if names and all(map(called, names)):
            return {name}
    return set()


def is_given(graph: Graph, statement: Statement, name: str) -> bool:
    """Whether a name is a number that is written out, or a blank: `accuracy = 3`, `accuracy = ____`."""
    values = [getattr(maker.node, "value", None) for maker in graph.makers(statement, name)]
    return bool(values) and all(
        isinstance(v, ast.Constant) or (isinstance(v, ast.Name) and not v.id.strip("_")) for v in values
    )


def is_picked(graph: Graph, statement: Statement, name: str) -> bool:
    """Whether it holds a label of the data, which may be a text."""
    makers = graph.makers(statement, name)
    return any(_picks(getattr(maker.node, "value", None)) for maker in makers)


def of_folds(graph: Graph, statement: Statement, node: ast.expr) -> bool:
    """Whether it is an array with one number for each fold."""
    match node:
        case ast.Name(id=name):
            makers = graph.makers(statement, name)
            values = [maker.node.value for maker in makers if isinstance(maker.node, ast.Assign)]
            return len(values) == 1 and isinstance(values[0], ast.Call) and of_folds(graph, statement, values[0])
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return called in FOLDS
    return False


def sums_up_folds(graph: Graph, statement: Statement, node: ast.expr) -> bool:
    """Whether it is the mean or the deviation of what folds gave: `100 * scores.mean()`."""
    return any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in ("mean", "std")
        and any(of_folds(graph, statement, inner) for inner in (part.func.value, *part.args[:1]))
        for part in walk(node)
    )  # fmt: skip


def given_where_made(graph: Graph, statement: Statement, node: ast.expr) -> tuple[str, ...]:
    """The words of what it is computed from; of a variable where it was made: `mae, mse = rate(y, always_mean)`.

    Of an item, those of its key: `ols.pvalues["rooms"]`.
    """
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return tuple(words(key))
    if isinstance(node, ast.Name):
        makers = graph.makers(statement, node.id)
        values = [maker.node.value for maker in makers if isinstance(maker.node, ast.Assign)]
        return given(values[0]) if len(values) == len(makers) == 1 else ()
    stands_for = (_copied(graph, statement, part.id) for part in walk(node) if isinstance(part, ast.Name))
    return tuple(dict.fromkeys([*given(node), *(word for one in stands_for for word in words(one))]))


def _copied(graph: Graph, statement: Statement, name: str) -> str:
    """The variable of which another one is only a second name there, `result = loo_result`; "" where it is none."""
    match [maker.node for maker in graph.makers(statement, name)]:
        case [ast.Assign(targets=[ast.Name(id=bound)], value=ast.Name(id=other))] if bound == name:
            return other
    return ""


def made_with(graph: Graph, at: Statement, node: ast.expr) -> str:
    """The columns that a table was made with, measures aside: `pd.DataFrame(rows, columns=["depth", "rmse"])`."""
    makers = graph.makers(at, node.id) if isinstance(node, ast.Name) else ()
    found: list[str] = []
    for maker in makers:
        given = [k.value for k in getattr(getattr(maker.node, "value", None), "keywords", []) if k.arg == "columns"]
        for value in given:
            made = [m.node for m in graph.makers(maker, value.id)] if isinstance(value, ast.Name) else []
            value = made[0].value if len(made) == 1 and isinstance(made[0], ast.Assign) else value
            parts = value.elts if isinstance(value, ast.List) else []
            found += [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    said = [identifier(name, "") for name in found if not called(name.lower())]
    return "_and_".join(said) if said and len(said) < len(found) and len("_and_".join(said)) < LONGEST else ""


def is_part_of_model(program: Program, name: str) -> bool:
    """Whether a variable ends as a model that was taken out of another one: `tree = forest.estimators_[3]`."""
    ends = [program.statements[i] for i in program.exits.get(name, ())]
    return any(is_estimator(getattr(s.node, "value", None)) for s in ends if name in s.facts.binds)


def _picks(node: ast.expr | None) -> bool:
    """Whether it picks one of the data's labels: `df.port.mode()[0]`, `counts.idxmax()`."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PICKS
