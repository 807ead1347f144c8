"""Names that end as something that metrics.json must not hold, though they were shown or made of measures.

fitted[name], a = fit(m); best = fitted[name]; best.predict(X)     fitted: models, and no numbers
tree = Tree(max_leaf_nodes=min(scores, key=scores.get))            tree: an estimator, made of a measure
best = found["svm"]["model"]; best.coef_                           best: a model that a mapping held beside its scores
predictions = algo.test(pairs)                                     predictions: what a model says, and no measure
best_model = table.iloc[0]["model"]                                best_model: what something is called
about = {"rmse": e, "features": list(X.columns)}                   about: a record of the run
both = [mae, rmse]                                                 both: what stands there already
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.measuring.held import binding, ends
from nb2prod.plan.measuring.metric_names import SHORTER, chosen_by, printed
from nb2prod.plan.measuring.metric_words import MEASURES
from nb2prod.plan.measuring.said import called
from nb2prod.plan.models.models_asked import ASKED
from nb2prod.plan.names import words
from nb2prod.walking import last_of, walk

ANSWER_NAME = re.compile(r"(?:^|_)pred(?:ict|iction|icted)?s?(?:$|_)|^y(?:_?hat)?$", re.IGNORECASE)
CALLED = frozenset("algorithm classifier estimator metadata model models name names regressor".split())
NUMBERS = ("float", "numpy.ndarray")
LISTING = frozenset({"list", "sorted", "tolist", "to_list"})


def no_measures(program: Program) -> frozenset[str]:
    """All of them."""
    types = {(name, kind) for statement in program.statements for name, kind in statement.facts.types if kind}
    estimators = frozenset(name for name, kind in types if knowledge.is_a(kind, "sklearn.Estimator"))
    said = frozenset(name for s in program.statements for name in s.facts.binds if are_answers(name))
    shown = ((s, part) for s in program.statements if s.facts.display == "print" for part in printed(s))
    chosen = {part.id for s, part in shown if isinstance(part, ast.Name) and chosen_by(s, span_of(part))}
    fits = {f"{name}.history" for name, kind in types if kind == "keras.History"}
    same = [s for s in program.statements if isinstance(s.node, ast.Assign) and ast.unparse(s.node.value) in fits]
    epochs = {name for s in same for name in s.facts.binds}  # they have their place where they were made
    bound = {(name, _is_aside(s, name)) for s in program.statements for name in s.facts.binds}
    aside = {name for name, is_aside in bound if is_aside and (name, False) not in bound}
    return _holding_models(program) | _taken_out(program) | estimators | said | chosen | epochs | aside


def there_already(program: Program, names: Collection[str]) -> frozenset[str]:
    """Lists and mappings that are made of others of the `names`: `[mae, rmse]`; a mapping that is shown stays."""
    graph = Graph.of(program)
    shown = frozenset().union(*(s.facts.names for s in program.statements if s.facts.display))
    found = set[str]()
    for name in names:
        last = [program.statements[i] for i in program.exits.get(name, ())]
        match [statement.node for statement in last]:
            case [ast.Assign(value=ast.List(elts=[_, _, *_] as parts))]:
                pass
            case [ast.Assign(value=ast.Dict(values=[_, _, *_] as parts))] if name not in shown:
                pass
            case _:
                continue
        made = {part.id if isinstance(part, ast.Name) else "" for part in parts}
        if made <= {*names} and all(binding(graph, last[0], one) == ends(program, one) for one in made):
            found.add(name)
    return frozenset(found)


def _is_aside(statement: Statement, name: str) -> bool:
    """Whether a name is bound to what a model is called, to a record of the run or to what an example of numbers gives.

    best_name = ..., metadata = {"r2": r, "features": list(X)}, score = rate([1, 2], [1, 3])
    """
    value = statement.node.value if isinstance(statement.node, ast.Assign) else None
    match value:
        case ast.Call(args=[ast.List() | ast.Tuple(), ast.List() | ast.Tuple()] as given) if all(
            map(_written_out, given)
        ):
            return True
        case ast.Call(func=ast.Attribute(attr="split" | "strip" | "rstrip" | "splitlines" | "join")):  # texts
            outer = statement.facts.calls[-1:]
            return all(call.startswith("str.") or knowledge.function(call) is None for call in outer)  # np.split
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return any(_lists(v) and not (isinstance(k, ast.Constant) and called(str(k.value))) for k, v in pairs)
        case ast.Subscript(slice=ast.Constant(value=str(key))) if words(key) and {*words(key)} <= CALLED:
            return True
    if name in statement.facts.metrics and {(name, kind) for kind in NUMBERS} & {*statement.facts.types}:
        return False  # eval_model = cross_val_score(model, X, y)
    return not CALLED.isdisjoint(words(name)[-1:]) and not {*words(name)} & (MEASURES | SHORTER)


def _written_out(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name) for part in walk(node))


def _lists(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_of(node) in LISTING


def are_answers(name: str) -> bool:
    """Whether a variable says that it holds what a model answered: `predictions`, `y_pred`."""
    return bool(ANSWER_NAME.search(name)) and not MEASURES & {*name.lower().split("_")}  # gini_predictions


def _holding_models(program: Program) -> frozenset[str]:
    """Mappings and lists whose items are asked as models."""
    nodes = [node for statement in program.statements for node in walk(statement.node)]
    asked = [n.value for n in nodes if isinstance(n, ast.Attribute) and n.attr in ASKED]
    names = {value.id for value in asked if isinstance(value, ast.Name)}
    items = [value for value in asked if isinstance(value, ast.Subscript)]
    for statement in program.statements:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as item) if name in names:
                items.append(item)
    held = {item.value.id for item in items if isinstance(item.value, ast.Name)}
    kinds = {(name, kind) for statement in program.statements for name, kind in statement.facts.types if name in held}
    return frozenset(name for name in held if {kind for n, kind in kinds if n == name} in ({"dict"}, {"list"}))


def _taken_out(program: Program) -> frozenset[str]:
    """Items that are asked as models, or for what a fit found."""
    asked = {
        node.value.id
        for statement in program.statements
        for node in walk(statement.node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.attr in ASKED or (node.attr.endswith("_") and node.attr[0] != "_")
    }
    items = {s.node.targets[0] for s in program.statements if isinstance(s.node, ast.Assign) and _is_item(s.node.value)}
    return frozenset(item.id for item in items if isinstance(item, ast.Name) and item.id in asked)


def _is_item(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice)
