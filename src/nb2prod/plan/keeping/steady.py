"""Whether what a call draws can show in its result: a fit may draw a number and never use it.

LogisticRegression(solver="liblinear").fit(X, y)        one number for a step that its primal form does not take
PCA(2).fit(X)                                           only svd_solver="randomized" goes by chance
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph, binders
from nb2prod.plan.keeping.rows_printed import lists_files
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import values_given, walk

BARE = frozenset({  # layers of keras that have no weights and draw nothing
    "CenterCrop", "Normalization", "TextVectorization", "StringLookup", "IntegerLookup", "CategoryEncoding", "Hashing",
    "Discretization", "Flatten", "Reshape", "Rescaling", "Resizing", "Input", "InputLayer", "Activation", "ReLU",
    "MaxPooling2D", "MaxPool2D", "MaxPooling1D", "AveragePooling2D", "GlobalAveragePooling2D", "GlobalAvgPool2D",
    "GlobalMaxPool2D", "GlobalMaxPooling2D", "AvgPool2D", "Softmax", "Concatenate", "Add", "Permute", "ZeroPadding2D",
})  # fmt: skip
EXPLAINED = (
    "sklearn.tree.",
    "sklearn.ensemble.",
    "xgboost.",
    "lightgbm.",
    "catboost.",
)  # by their trees
ROWS = ("pandas.", "numpy.")  # what they came of has drawn before
LAZY = ("generator", "iterator", "map", "filter", "zip")
HOLDING = ("sklearn.Pipe", "sklearn.Search")
FIXED = ("ones", "zeros", "Ones", "Zeros")  # initializers of keras that draw nothing


def steady(program: Program, statement: Statement, call: ast.Call, seeded: bool = False) -> bool:
    """Whether every estimator that `call` fits gives the same result again, whatever is drawn.

    `seeded`: with a seed of its own it does, too; without, a seed that is given has its use.
    """
    modules = full_names(program)
    made_here = call.func if isinstance(call.func, ast.Call) else call  # CenterCrop(9, 9)(images)
    if (layers := _layers(made_here, modules)) is not None:
        return layers
    effect = knowledge.function(qualified(call.func, modules))
    known = effect is not None and "parts" in effect.rng_unless  # it draws where an estimator that it is given does
    if effect is not None and effect.rng and not known:  # train_test_split(X), whatever X was made with
        return False
    for made in _made(program, statement, call, frozenset()):
        kind = qualified(made.func, modules)
        keywords = knowledge.steady(kind)
        if not knowledge.is_a(kind, "sklearn.Estimator") and keywords is None:
            continue
        if keywords is None:
            if _draws(kind, made):
                return False
            known = known or seeded or knowledge.is_a(kind, "sklearn.Pipe")
            continue
        given = {keyword.arg: keyword.value for keyword in made.keywords}
        if seeded and None not in given and not _draws(kind, made):  # SVC(probability=True, random_state=4)
            known = True
            continue
        if None in given or not all(_among(given[name], keywords[name]) for name in keywords if name in given):
            return False
        known = True
    return known


def draws_of(graph: Graph, statement: Statement) -> frozenset[str]:
    """The streams that it advances: one that asks a generator for more draws what the generator draws."""
    found = statement.facts.draws
    if found and (
        _only_bare_layers(graph, statement) or lists_files(graph, statement) or _explains_trees(graph, statement)
    ):
        found = frozenset()
    for source, name in graph.sources.get(statement.id, ()) if statement.facts.mutates else ():
        made = graph.program.statements[source].facts
        if made.draws and name in statement.facts.mutates and dict(made.types).get(name, "") in LAZY:
            found |= made.draws
    return found


def _only_bare_layers(graph: Graph, statement: Statement) -> bool:
    """Whether all that may draw in it are layers of keras that draw nothing: `pool = MaxPool2D()`, `pool(images)`."""
    modules = full_names(graph.program)
    spans = set(statement.facts.drawing)
    calls = [node for node in walk(statement.node) if isinstance(node, ast.Call) and span_of(node) in spans]
    return bool(calls) and all(_bare(graph, call, modules) for call in calls)


def _explains_trees(graph: Graph, statement: Statement) -> bool:
    """Whether all that may draw in it are explainers of shap of trees: `told = Explainer(forest, X)`, `told(X)`."""
    spans = set(statement.facts.drawing)
    calls = [node for node in walk(statement.node) if isinstance(node, ast.Call) and span_of(node) in spans]
    return bool(calls) and all(_of_trees(graph, statement, call.func) for call in calls)


def _of_trees(graph: Graph, statement: Statement, explainer: ast.expr) -> bool:
    maker = graph.maker(statement, explainer.id) if isinstance(explainer, ast.Name) else None
    match maker.node if maker else None:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Name(id=model), *_])) if maker:
            kinds = types_of(graph, maker, model)
            explains = dict(maker.facts.types).get(name) == "shap.Explainer"
            return explains and bool(kinds) and all(kind.startswith(EXPLAINED) for kind in kinds)
    return False


def _bare(graph: Graph, call: ast.Call, modules: dict[str, str]) -> bool:
    layer = call.func
    if not isinstance(layer, ast.Name):
        return bool(_layers(layer if isinstance(layer, ast.Call) else call, modules))
    if layer.id in modules:
        return bool(_layers(call, modules))
    makers = binders(graph.program, layer.id)  # adapt fills it, and leaves it what it is
    made = [s.node.value for s in makers if isinstance(s.node, ast.Assign)]
    return 0 < len(made) == len(makers) and all(isinstance(one, ast.Call) and _layers(one, modules) for one in made)


def full_names(program: Program) -> dict[str, str]:
    """What each imported name stands for."""
    return {item.name: item.qualified for item in program.imports if item.name != "*"}


def handed_what_draws(program: Program, statement: Statement, call: ast.Call) -> bool:
    """Whether a function of the notebook is handed an estimator that draws when it is fitted: `fit_it(Forest())`."""
    modules = full_names(program)
    for made in _made(program, statement, call, frozenset()):
        kind = qualified(made.func, modules)
        if kind.startswith("keras.Model") or (_layers(made, modules) is False):
            return True
        if not knowledge.is_a(kind, "sklearn.Estimator") or knowledge.is_a(kind, "sklearn.Pipe"):
            continue
        keywords, given = knowledge.steady(kind), {keyword.arg: keyword.value for keyword in made.keywords}
        if keywords is None and _draws(kind, made):
            return True
        if any(name in given and not _among(given[name], wanted) for name, wanted in (keywords or {}).items()):
            return True
    return False


def unknown_parts(program: Program, statement: Statement, call: ast.Call) -> bool:
    """Whether it is of an estimator that nothing is known of, or with settings among which a seed is: it may draw."""
    modules = full_names(program)
    every = [*_made(program, statement, call, frozenset())]
    spread = {k.value.id for made in every for k in made.keywords if k.arg is None and isinstance(k.value, ast.Name)}
    setting = (s for s in program.statements if spread & (s.facts.binds | s.facts.mutates))
    if any("random_state" in s.source or "seed" in s.source for s in setting):  # RandomForestClassifier(**settings)
        return True
    kinds = [qualified(made.func, modules) for made in every]
    pipes = any(_of_parts(kind) or any(knowledge.is_a(kind, whole) for whole in HOLDING) for kind in kinds)
    strange = [k for k in kinds if k != "?" and k.rpartition(".")[2][:1].isupper()]
    return pipes and any(knowledge.library(kind.partition(".")[0]) is None for kind in strange)


def _of_parts(function: str) -> bool:
    """`cross_val_score`: what it draws, an estimator inside it draws."""
    effect = knowledge.function(function)
    return effect is not None and "parts" in effect.rng_unless


def _layers(call: ast.Call, modules: dict[str, str]) -> bool | None:
    """Whether the layers of keras that are made here draw no weights; None where it is no call of that kind.

    Sequential()                                         holds none yet
    Dense(1, kernel_initializer="ones")                  begins with fixed ones
    """
    kind = qualified(call.func, modules)
    if kind == "keras.Sequential":
        inner = [n for part in values_given(call) for n in walk(part) if isinstance(n, ast.Call)]
        made = [n for n in inner if qualified(n.func, modules).startswith("keras.layers.")]
        return all(_layers(n, modules) for n in made) and len(made) >= sum(isinstance(n, ast.Call) for n in inner)
    if not kind.startswith("keras.layers."):
        return None
    if kind.rpartition(".")[2] in BARE:
        return True
    if kind.rpartition(".")[2] != "Dense":
        return False
    starts = [k.value for k in call.keywords if k.arg == "kernel_initializer"]
    return bool(starts) and all(isinstance(v, ast.Constant) and v.value in FIXED for v in starts)


def _made(program: Program, statement: Statement, node: ast.AST, seen: frozenset[str]) -> Iterator[ast.Call]:
    """Calls in an expression, and those that its names were bound to."""
    for part in walk(node):
        if isinstance(part, ast.Call):
            yield part
        elif isinstance(part, ast.Name) and part.id not in seen:
            for maker in Graph.of(program).makers(statement, part.id):
                if part.id in maker.facts.binds and not dict(maker.facts.types).get(part.id, "").startswith(ROWS):
                    whole = maker.node.iter if isinstance(maker.node, ast.For) else maker.node
                    yield from _made(program, maker, whole, seen | {part.id})


def _draws(kind: str, made: ast.Call) -> bool:
    keywords = {keyword.arg for keyword in made.keywords if keyword.arg}
    fit = knowledge.method(kind, "fit")
    return fit is None or bool(knowledge.draws(fit, (), keywords, parts_draw=False))


def _among(value: ast.expr, wanted: tuple[object, ...]) -> bool:
    return isinstance(value, ast.Constant) and any(
        value.value == one and type(value.value) is type(one) for one in wanted
    )


def qualified(function: ast.expr, modules: dict[str, str]) -> str:
    """The full name of what is called, in today's spelling; "?" for what is no import."""
    match function:
        case ast.Name(id=name):
            return knowledge.canonical(modules[name]) if name in modules else "?"
        case ast.Attribute(value=value, attr=attr):
            owner = qualified(value, modules)
            return knowledge.canonical(f"{owner}.{attr}") if owner != "?" else "?"
    return "?"
