"""What the notebook makes of its model's answers, at level features: thresholds, names of labels, the inverse of a log.

p = model.predict(X_test); y_pred = (p > 0.5).astype(int)      y_pred is the prediction
names = encoder.inverse_transform(model.predict(X_test))       the encoder is saved beside the model
error = p - y_test                                             about the target: nothing that inference gives
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod import knowledge
from nb2prod.model import Finish, Program, Statement
from nb2prod.plan.graph import binders, values_of
from nb2prod.plan.names import unique
from nb2prod.plan.serving.answers import ASKED, CHANCES, METHODS, ROWS, SAID, TURNS
from nb2prod.plan.serving.bound import bound_here, missing
from nb2prod.plan.serving.by_formula import target_texts
from nb2prod.plan.serving.choosing import as_served, is_written
from nb2prod.plan.serving.derive import Failure, Given, followed
from nb2prod.plan.serving.for_a_part import shown
from nb2prod.plan.serving.naming import Names, StuckError
from nb2prod.plan.serving.state import Candidate, State, marks
from nb2prod.plan.serving.values import frame_unknown
from nb2prod.plan.serving.weighing import weighed
from nb2prod.plan.serving.writing import closed, lines_of, text_of
from nb2prod.walking import walk

PLAIN = ("bool", "int", "float", "str", "dict", "list", "numpy.float64", "numpy.int64")  # no rows of training in it
ONE = frozenset({"mean", "std", "min", "max", "median", "quantile", "sum", "item", "argmax", "idxmax"})  # one number
TABLES, LABELS = frozenset({"Series", "DataFrame"}), frozenset({"index", "columns", "name"})  # pd.Series(p, index=i)
ROUNDS = 3  # parts of parts
FITS = frozenset({"fit", "partial_fit", "score", "evaluate"})
SHAPES = frozenset({"ravel", "flatten", "reshape", "squeeze", "copy", "tolist", "to_numpy"})  # the same answers


def finish(given: Given) -> Finish | Failure | None:
    """What is made of the answers; None: they are the prediction as they stand."""
    m = followed(given, asked=given.model)
    beside = _beside(m)
    own = [c for c in as_served(m) if ASKED in c.out.value.predicted and c.statement not in beside]
    known = [c for c in own if c.out.time == "row" and frame_unknown(c.out.value) is None and not c.loops]
    chosen = _chosen(m, known)
    last = chosen.order if chosen is not None else -1
    later = [c for c in own if c.out.time == "unknown" and c.order > last and c.name and not c.loops]
    if later := [c for c in later if not _selects(m, given.program.statements[c.statement].node)]:
        wrong = later[0].out.value  # a later statement may have changed what the name held
        return Failure(wrong.why, max(wrong.place, later[0].statement))
    if chosen is None:
        return None
    if isinstance(shapeless(chosen.out.expr), ast.Name) and _bare(m, chosen):
        said, chosen = chosen, weighed(m, chosen)
        chosen = shown(m, said) if chosen is said else chosen
        if chosen is said:
            return None
    try:
        return _written(m, chosen, given)
    except StuckError as problem:
        return Failure(problem.because, chosen.statement)


def _chosen(m: State, known: list[Candidate]) -> Candidate | None:
    """The last label that comes of the answers; chances alone only where it works them over, or writes one."""
    labels = [c for c in known if not c.out.value.proba]
    turns = [c for c in known if TURNS in c.out.value.predicted]
    if turns and turns[-1].order >= max((c.order for c in labels if c.name), default=-1):  # a look at the last model
        known, labels = turns, [c for c in labels if c in turns]
    if labels:
        return labels[-1]
    worked = [
        c
        for c in known
        if isinstance(c.out.expr, (ast.BinOp, ast.Call)) or (not c.out.value.wide and c.name and is_written(m, c))
    ]
    for later in known if worked else ():
        match later.out.expr:  # total[:, 1]
            case ast.Subscript(value=ast.Name(id=name)) if name == worked[-1].name and later.order > worked[-1].order:
                worked.append(later)
    return worked[-1] if worked else None


def _selects(m: State, node: ast.stmt) -> bool:
    """`sure = X_test[p > 0.9]`: rows that a prediction picks, and none itself."""
    match node:
        case ast.Assign(value=ast.Subscript(value=ast.Name(id=name))) if name in m.env:
            return m.env[name][0].time in ("row", "unknown") and ASKED not in m.env[name][0].predicted
    return False


def _bare(m: State, chosen: Candidate) -> bool:
    """Whether a name, or a name in another shape, is what `predict` said."""
    node = shapeless(chosen.out.expr)
    seen: set[str] = set()
    while isinstance(node, ast.Name) and node.id != SAID and node.id not in seen:
        seen.add(node.id)
        made = [c for c in m.candidates if c.name == node.id and c.order <= chosen.order]
        if not made:
            return False
        origin = made[-1].out.expr
        node = shapeless(origin)
    return isinstance(node, ast.Name) and node.id == SAID


def shapeless(node: ast.expr) -> ast.expr:
    """The expression without what gives its values another shape, labels or names."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[inner], keywords=given) if name in TABLES:
                if not {keyword.arg for keyword in given} <= LABELS:
                    return node
                node = inner
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="np" | "numpy")), args=[inner, *_]) if (
                name in SHAPES
            ):
                node = inner
            case ast.Call(func=ast.Attribute(attr=name, value=inner)) if name in SHAPES:
                node = inner
            case _:
                return node


def _written(m: State, chosen: Candidate, given: Given) -> Finish:
    wanted = closed(m, chosen.out.need)
    names = Names(m, given.taken)
    bodies = [(s.id, line) for s in given.program.statements if s.parent is None for line in lines_of(m, s.id, wanted)]
    nodes: list[ast.AST] = [*(line for _, line in bodies), chosen.out.expr]
    records = [m.records[number] for number in sorted({number for node in nodes for number in marks(node)})]
    for record in records:
        if not _single(given.program, record.node, record.value.type, record.kind):
            raise StuckError(f"{ast.unparse(record.node)} may have a value for each row", record.statement)
    names.bound = frozenset().union(*(bound_here(line) for _, line in bodies))
    names.settle(records)
    taken = {*given.taken, *names.saved}
    said, chances, asked_about = (unique(name, taken) for name in ("said", "chances", "new_rows"))
    put = {SAID: said, CHANCES: chances, ROWS: asked_about}
    lines = [(identity, text_of(_put(names.put(node), put), "")) for identity, node in bodies]
    text = text_of(_put(names.put(chosen.out.expr), put), "")
    known = {*put.values(), *names.saved, *given.importable}
    if (unknown := missing(lines, text, known, given.program)) is not None:
        raise StuckError(f"{unknown[0]}, which it would need, is training's alone", unknown[1])
    code = [*(line for _, line in lines), text]
    every = [part.id for one in code for part in walk(ast.parse(one)) if isinstance(part, ast.Name)]
    asked = m.asking.get(chosen.out.value.rows)
    if bodies and sum(part == said for part in every) == 1:
        match ast.parse(lines[0][1]).body:
            case [ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=answer))] if answer == said:
                said, lines, every = name, lines[1:], [*every, name]  # the answers come in under the notebook's name
    return Finish(
        lines=tuple(lines),
        expression=text,
        statement=chosen.statement,
        name=chosen.name if chosen.name.isidentifier() else "",
        matrix=asked.id if isinstance(asked, ast.Name) else "",
        said=said if said in every else "",
        chances=chances if chances in every else "",
        rows=asked_about if asked_about in every else "",
        keeps=names.keeps(),
        artifacts=names.artifacts(),
    )


def _put(node: ast.AST, names: dict[str, str]) -> ast.AST:
    for part in walk(node):
        if isinstance(part, ast.Name):
            part.id = names.get(part.id, part.id)
    return node


def _single(program: Program, node: ast.expr, type_: str, kind: str) -> bool:
    """Whether a learned value is one for all rows: something fitted, a number, names of labels."""
    values = [v for s in binders(program, node.id) for v in values_of(s, node.id)] if isinstance(node, ast.Name) else []
    node = values[0] if len(values) == 1 else node
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in ONE:
            return True
        case ast.Attribute(attr=name) if name.endswith("_") or name in ("categories", "n_splits"):
            return True
    fitted = kind == "estimator" or knowledge.is_a(type_ or "?", "sklearn.Estimator")
    return fitted or type_ in PLAIN or kind == "parameter"


def _beside(m: State) -> set[int]:
    """Statements about what is to be predicted: errors, measures, and what is made of these row by row."""
    targets, said = _targets(m.program), _predicted(m.program)
    found, made = set[int](), set[str]()
    for statement in m.program.statements:
        if _reads(statement.node, targets | made):
            found.add(statement.id)
            rows = {name for name in statement.facts.binds & said if name in m.env}
            made |= {name for name in rows if m.env[name][0].time in ("row", "unknown")}  # a threshold is none
        elif statement.parent is None:
            made -= statement.facts.binds
    return found


def _targets(program: Program) -> set[str]:
    """What is to be predicted, as code: what a fit is given second, what a measure compares with."""
    found, other = target_texts(program), set[str]()
    for statement in program.statements:
        for call in _calls(statement):
            method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            if method in FITS or method in METHODS:
                other |= _plain([call.func, *call.args[:1]])
            effects = [knowledge.function(name) for name in statement.facts.calls if name.endswith(_last(call))]
            measures = any(effect is not None and effect.kind in ("metric", "report") for effect in effects)
            found |= _plain([*(call.args[1:2] if method in FITS else []), *(call.args[:2] if measures else [])])
            found |= _plain([keyword.value for keyword in call.keywords if keyword.arg == "y"])
    other |= _predicted(program)
    for _ in range(ROUNDS):  # what is held out is of the same whole as what the fit is given
        for name, whole in _parts(program):
            found |= {whole} if name in found else {name} if whole in found else set()
            found -= other
    return found - other


def _parts(program: Program) -> Iterator[tuple[str, str]]:
    """Names of some rows, each with that of all of them: `y_train, y_test = y[:90], y[90:]`, and splits."""
    for statement in program.statements:
        match statement.node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = list(zip(targets, values, strict=False))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(args=given)):
                split = len(targets) == 2 * len(given) and any("split" in call for call in statement.facts.calls)
                pairs = [(target, given[number // 2]) for number, target in enumerate(targets)] if split else []
            case ast.Assign(targets=[target], value=value):
                pairs = [(target, value)]
            case _:
                continue
        for part, value in pairs:
            rows = value.value if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice) else value
            if isinstance(part, ast.Name) and isinstance(rows, ast.Name):
                yield part.id, rows.id


def _plain(nodes: Iterable[ast.expr]) -> set[str]:
    """The names and columns among some expressions, in whatever shape: `y_test.values.ravel()` is y_test."""
    stripped = (shapeless(node) for node in nodes)
    bare = (node.value if isinstance(node, ast.Attribute) and node.attr == "values" else node for node in stripped)
    return {ast.unparse(node) for node in bare if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))}


def _reads(node: ast.stmt, targets: set[str]) -> bool:
    """Whether a statement reads values of the target: `y.mean()` is a number, and none of them."""
    kinds = (ast.Name, ast.Attribute, ast.Subscript)
    calls = (part.func for part in walk(node) if isinstance(part, ast.Call))
    counted = (func.value for func in calls if isinstance(func, ast.Attribute) and func.attr in ONE)
    apart = {id(part) for one in counted if isinstance(one, kinds) for part in walk(one)}
    parts = (part for part in walk(node) if isinstance(part, kinds) and id(part) not in apart)
    bound = {id(part) for part in walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return any(ast.unparse(part) in targets for part in parts if id(part) not in bound)


def _predicted(program: Program) -> set[str]:
    """Names that are made of what a model says, at any remove: `y_pred = p > 0.5` after `p = model.predict(X)`."""
    found: set[str] = set()
    for statement in program.statements:
        asks = any(isinstance(c.func, ast.Attribute) and c.func.attr in METHODS for c in _calls(statement))
        if asks or statement.facts.names & found:
            found |= statement.facts.binds | (statement.facts.mutates & found if not asks else set())
            found |= {name for name in statement.facts.mutates if _appends(statement.node, name)}
    return found


def _appends(node: ast.stmt, name: str) -> bool:
    return any(isinstance(part, ast.Call) and ast.unparse(part.func) == f"{name}.append" for part in walk(node))


def _calls(statement: Statement) -> Iterator[ast.Call]:
    return (part for part in walk(statement.node) if isinstance(part, ast.Call))


def _last(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "?")
