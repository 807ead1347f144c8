"""Random numbers that are drawn without a seed where that shows in a result: one finding for the whole notebook.

walk(3)                                      walk draws from np.random: this call is named
LogisticRegression(C=3).fit(X, y)            draws nothing that shows
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import defined, outwards
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.keeping.steady import draws_of, handed_what_draws, steady, unknown_parts
from nb2prod.walking import values_given, walk

SEEDS = {  # what sets a stream
    "numpy": "np.random.seed(0)", "python": "random.seed(0)", "torch": "torch.manual_seed(0)",
    "tensorflow": "tf.random.set_seed(0)",
}  # fmt: skip

MOST_CELLS = 8  # that are listed
LONGEST = 40  # of what is called, as it is shown

SAMPLERS = frozenset({"pymc.sample", "pymc3.sample", "pymc.fit", "pymc3.fit"})

WITH_STATE = ("sklearn.", "imblearn.", "xgboost.", "lightgbm.", "pandas.")  # what draws there takes a random_state

SAID = {"numpy": "numpy's", "python": "Python's", "torch": "torch's", "tensorflow": "TensorFlow's"}
OF_LIBRARIES = {"torch": {"torch", "pytorch_lightning", "lightning", "fastai"}, "tensorflow": {"tensorflow", "keras"}}
STILL = frozenset({  # of a model of keras: its answer is the same, whatever stream it takes a number from
    "predict", "evaluate", "predict_proba", "predict_classes", "predict_generator", "evaluate_generator",
    "ImageDataGenerator",  # it is its stream of batches that goes by chance, and fit asks for that
})  # fmt: skip


def unseeded(program: Program, kept: list[Statement]) -> Iterator[Finding]:
    """One for the whole notebook: the draws from streams that nothing has seeded whose results go on.

    `df.sample(10)` that is only looked at is none. The first is named: what comes behind takes what it drew.
    """
    places = [*_at_top(program, kept)] or [*_in_tasks(program, kept)]
    training = [(s, drawn, line, shown) for s, drawn, line, shown in places if not _makes_a_layer(drawn, shown)]
    for statement, drawn, line, shown in (training or places)[:1]:
        used = {call.split(".")[0] for s in program.statements for call in s.facts.calls}
        every = drawn.union(*(streams for _, streams, *_ in places))
        there = [s for s in sorted(every) if s in SEEDS and (s not in OF_LIBRARIES or used & OF_LIBRARIES[s])]
        seeds = "keras.utils.set_random_seed(0)" if "tensorflow" in there and _uses_keras(program) else ""
        seeds = seeds or " and ".join(SEEDS[stream] for stream in there)
        streams = f"{' and '.join(map(SAID.__getitem__, there))} random numbers".lstrip()
        takes = any(call.startswith(WITH_STATE) for other, *_ in places for call in other.facts.calls)
        advice = f"set one at the top ({seeds}){', or pass a random_state' if takes else ''}"
        others = dict.fromkeys(str(other.cell + 1) for other, *_ in places if other.cell != statement.cell)
        cells = f"cell{'s' * (len(others) > 1)} {', '.join(others)}"
        more = f" (and {cells if len(others) <= MOST_CELLS else f'{len(others)} other cells'})" if others else ""
        yield finding("NB107", cell=statement.cell, line=line, call=shown, streams=streams, more=more, advice=advice)
    if not places:
        yield from [*_samplers(kept)][:1]


def _makes_a_layer(drawn: frozenset[str], shown: str) -> bool:
    """Whether it only makes or adds a part of a network: what that draws, the fit of the network shows."""
    last = shown.rpartition(".")[2]
    return drawn == {"tensorflow"} and (last[:1].isupper() or last == "add")


def _surely_drawn(program: Program, statement: Statement) -> frozenset[str]:
    """The streams that it draws from; of those of a network TensorFlow's alone, as the others depend on the version."""
    drawn = draws_of(Graph.of(program), statement) - ({"python"} if _uses_keras(program) else set())
    network = any(call.startswith("keras.") for call in statement.facts.calls)
    return drawn & {"tensorflow"} if network else drawn


def _uses_keras(program: Program) -> bool:
    return any(item.qualified.partition(".")[0] in OF_LIBRARIES["tensorflow"] for item in program.imports)


def _samplers(kept: list[Statement]) -> Iterator[Finding]:
    """Samplers with streams of their own: `pm.sample(1000)` without a random_seed."""
    for statement in kept:
        named = SAMPLERS & {*statement.facts.calls}
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call)):
            shown = ast.unparse(call.func).rpartition(".")[2]
            if any(name.rpartition(".")[2] == shown for name in named) and not any(
                keyword.arg in ("random_seed", None) for keyword in call.keywords
            ):
                advice = "pass a random_seed"
                words = {"call": _said(call), "streams": "random numbers", "more": "", "advice": advice}
                yield finding("NB107", cell=statement.cell, line=call.lineno, **words)


def _at_top(program: Program, kept: list[Statement]) -> Iterator[tuple[Statement, frozenset[str], int, str]]:
    """Statements of the workflow that draw, with the streams, the line and the call."""
    seeded: set[str] = set()
    staying = {statement.id for statement in kept}
    functions = {s.node.name for s in program.statements if isinstance(s.node, ast.FunctionDef)}
    for statement in program.statements:
        seeded |= statement.facts.seeds
        drawn = _surely_drawn(program, statement) - seeded
        if statement.id not in staying or not drawn or "unknown" in statement.facts.effects:
            continue
        if isinstance(statement.node, ast.For) and _empty(program, statement, staying):
            continue
        place = _drawing(program, statement, functions)
        if place is not None and not _looked_at(program, statement, staying):
            yield (statement, drawn, *place)


def _empty(program: Program, loop: Statement, staying: set[int]) -> bool:
    """Whether nothing stays in the loop, and nobody asks for its variable: what it goes through shows nowhere."""
    inside = [s for s in program.statements if s.parent == loop.id and s.id in staying]
    asked = any(e.source == loop.id and e.target in staying and e.target != loop.id for e in program.edges)
    return all(isinstance(s.node, ast.Pass) for s in inside) and not asked


def _in_tasks(program: Program, kept: list[Statement]) -> Iterator[tuple[Statement, frozenset[str], int, str]]:
    """Statements of functions that somebody else calls: `@task def fit(): ...`, `pipeline([fit, measure])`."""
    seeded = frozenset[str]().union(*(s.facts.seeds for s in program.statements))
    functions = {s.node.name for s in program.statements if isinstance(s.node, ast.FunctionDef)}
    handed = _handed_on(kept)
    own = ((s.id, s.node) for s in kept if isinstance(s.node, ast.FunctionDef))
    tasks = {i for i, node in own if node.decorator_list or node.name in handed}
    for statement in program.statements:
        drawn, top = _surely_drawn(program, statement) - seeded, function_of(program, statement)
        if not drawn or top not in tasks or "unknown" in statement.facts.effects:
            continue
        task = defined(program.statements[top].node)
        known = _drawing(program, statement, functions)
        place = (
            known if statement.facts.drawing else (statement.line, task)
        )  # in an expression: nobody knows which call
        if place is not None:
            yield (statement, drawn, *place)


def _handed_on(kept: list[Statement]) -> frozenset[str]:
    """Names that are themselves given to a call, in a list perhaps, and not called there."""
    found: set[str] = set()
    for statement in kept:
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call)):
            given = [part for arg in values_given(call) for part in walk(arg)]
            called = {id(part.func) for part in given if isinstance(part, ast.Call)}
            found |= {n.id for n in given if isinstance(n, ast.Name) and id(n) not in called}
    return frozenset(found)


def _looked_at(program: Program, statement: Statement, staying: set[int]) -> bool:
    """Whether what is drawn is only shown: `sample = df.sample(10); sample`."""
    looks = {"sample", "head", "display", "print"}
    if isinstance(statement.node, ast.Expr):
        return {call.rpartition(".")[2] for call in statement.facts.calls} <= looks
    sampled = any(call.endswith(".sample") for call in statement.facts.calls)
    if not sampled or not isinstance(statement.node, ast.Assign):
        return False
    readers = [e.target for e in program.edges if e.source == statement.id and e.name in statement.facts.binds]
    shown = (program.statements[i] for i in readers if i in staying)
    return all(s.facts.display in ("look", "print") for s in shown)


def _drawing(program: Program, statement: Statement, functions: set[str]) -> tuple[int, str] | None:
    """Line and name of the call that draws; None where that does not show, or nobody knows."""
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call)]
    if not statement.facts.drawing:  # inside a function of the notebook
        own = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id in functions & {*statement.facts.calls}]
        drawing = (n for n in own if _draws_inside(program, statement, n, functions))
        return next(((n.lineno, ast.unparse(n.func)) for n in drawing), None)
    for line, *rest in statement.facts.drawing:  # of `cross_val_score(...).mean()` the end tells which call
        call = next((n for n in calls if [n.lineno, *_place(n)] == [line, *rest]), None)
        if call is not None and ast.unparse(call.func).rpartition(".")[2] in STILL:
            continue
        shown = ast.unparse(call.func).rpartition(".")[2] if call is not None else "a call"
        if f"?.{shown}" in statement.facts.calls or _foreign(statement, shown):  # nobody knows: it may draw, or not
            return None
        if call is not None and unknown_parts(program, statement, call):  # GridSearchCV(tslearn's class, ...)
            return None
        if call is not None and (_one_choice(program, statement, call) or _applies(program, call)):
            continue
        if call is None or not steady(program, statement, call, seeded=True):
            return line, shown if call is None else _said(call)
    return None


def _applies(program: Program, call: ast.Call) -> bool:
    """Whether it hands something through a network that is there: `base(inputs, training=False)`."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    kinds = {kind for s in program.statements for bound, kind in s.facts.types if bound == name}
    return bool(kinds) and all(knowledge.is_a(kind, "keras.Model") for kind in kinds)


def _one_choice(program: Program, statement: Statement, call: ast.Call) -> bool:
    """Whether a tree is fitted on one column: its chance is the order of columns.

    X = df[["area"]].values; tree.fit(X, y)
    """
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit"), args=[ast.Name(id=rows), *_]):
            makers = [program.statements[e.source] for e in program.edges if e.target == statement.id]
            kinds = {kind for s in makers for bound, kind in s.facts.types if bound == name}
            made = [s.node for s in makers if rows in s.facts.binds]
            value = made[0].value if len(made) == 1 and isinstance(made[0], ast.Assign) else None
            while isinstance(value, ast.Attribute) and value.attr == "values":
                value = value.value
            one = isinstance(value, ast.Subscript) and isinstance(value.slice, ast.List) and len(value.slice.elts) == 1
            return one and bool(kinds) and all(".DecisionTree" in kind for kind in kinds)
    return False


def _said(call: ast.Call) -> str:
    """What is called, without arguments: `np.random.rand`, `model.fit`, `SVC().fit`."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=made), attr=attr):
            return f"{ast.unparse(made).rpartition('.')[2]}().{attr}"
        case ast.Attribute(attr=attr) if len(shown := ast.unparse(call.func)) > LONGEST:
            return attr
        case _:
            shown = ast.unparse(call.func)
    return shown


def _foreign(statement: Statement, shown: str) -> bool:
    """Whether the call is one of a library that nothing is known of."""
    calls = [call for call in statement.facts.calls if call.rpartition(".")[2] == shown and "." in call]
    return any(knowledge.library(call.partition(".")[0]) is None and call[0] != "?" for call in calls)


def _draws_inside(program: Program, statement: Statement, call: ast.Call, functions: set[str]) -> bool:
    """Whether a function holds a call whose draws show; where it only calls others, they are not looked into.

    Where nothing in it draws by itself, what it is handed does: `fit_it(RandomForestClassifier())`.
    """
    name = ast.unparse(call.func)
    top = [s.id for s in program.statements if isinstance(s.node, ast.FunctionDef) and s.node.name == name]
    inside = [s for s in program.statements if function_of(program, s) in top and s.facts.draws]
    inside = [
        s for s in inside if "unknown" not in s.facts.effects and not _perhaps(program, s)
    ]  # else it may not draw
    if not inside:
        return handed_what_draws(program, statement, call)
    return any(not s.facts.drawing or _drawing(program, s, functions) is not None for s in inside)


def _perhaps(program: Program, statement: Statement) -> bool:
    """Whether it stands in a branch, or draws in one: `vectors[word] if word in vectors else np.random.rand(300)`."""
    above = [*outwards(program.statements, statement)]
    return any(isinstance(each.node, ast.If) for each in above) or any(
        isinstance(part, ast.IfExp) for part in walk(statement.node)
    )


def _place(node: ast.Call) -> tuple[int, int | None, int | None]:
    return node.col_offset, node.end_lineno, node.end_col_offset
