"""From the notebook's predictions back to its raw rows: what serving executes, and what training keeps for it.

Three passes over the statements: the first finds the prediction and the load whose rows it is about, the second which
raw columns it needs, the third writes what serving does with exactly these.
"""

from __future__ import annotations

import ast
from copy import deepcopy
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.model import Edit, Program, Serving
from nb2prod.plan.models.which_fit import ServedFit
from nb2prod.plan.serving.aimed import about_targets, targets_of
from nb2prod.plan.serving.belonging import own_columns
from nb2prod.plan.serving.bound import bound_here, missing
from nb2prod.plan.serving.by_place import told
from nb2prod.plan.serving.choosing import chosen_of, of_last_turn
from nb2prod.plan.serving.closures import used_in
from nb2prod.plan.serving.dropping import Settled
from nb2prod.plan.serving.for_a_part import shown
from nb2prod.plan.serving.making import frames_behind, made_by, shared
from nb2prod.plan.serving.naming import Names, StuckError
from nb2prod.plan.serving.refitting import fits_of, on_new_rows
from nb2prod.plan.serving.renaming import is_conditional
from nb2prod.plan.serving.renaming import wanted as wanted_columns
from nb2prod.plan.serving.scales import taken_back
from nb2prod.plan.serving.sources import ANEW, TARGET, columns_besides, columns_made, reads_target, table_of
from nb2prod.plan.serving.splits import sides_of
from nb2prod.plan.serving.state import SHORT, Candidate, State, marks
from nb2prod.plan.serving.statements import execute
from nb2prod.plan.serving.staying import last_filter, of_the_fit, staying
from nb2prod.plan.serving.unselected import where_chosen
from nb2prod.plan.serving.values import Deps, Value, depends, frame_unknown, history_of
from nb2prod.plan.serving.weighing import weighed
from nb2prod.plan.serving.writing import closed, lines_of, original, said_by, text_of
from nb2prod.replacing import replace
from nb2prod.walking import walk

MOST_FRAMES = 12  # tried, from the fit backwards
READS_TARGET = "something on the way to the prediction reads what is to be predicted"


@dataclass(frozen=True)
class Given:
    """What the plan has decided before."""

    program: Program
    kept: frozenset[int]
    edits: tuple[Edit, ...]
    constants: dict[int, str]
    importable: frozenset[str]
    fit: ServedFit
    taken: frozenset[str]

    @property
    def model(self) -> str:
        """What the notebook calls the model."""
        return self.fit.model


@dataclass(frozen=True)
class Failure:
    """Why nothing could be derived, and the statement that stopped it."""

    because: str
    statement: int
    unknown: bool = False  # nothing is known of what the model was fitted on


Notes = tuple[tuple[str, int, str], ...]


def derive(given: Given) -> tuple[Serving | Failure, Notes]:
    """What serving is, or why it is not; and what is worth saying about the notebook.

    Arrays that the notebook makes are rows only where the model would take none else.
    """
    first = followed(given)
    result, notes = _derived(given, first, {})
    if isinstance(result, Serving):
        return result, notes
    held = {str(table.taken[0]) for table in first.tables.values() if "." in table.rows}
    made = made_by(given.program, given.kept, (*first.labels, *first.tables), frozenset(held))
    if made:
        second = followed(given, made=made)
        again, more = _derived(given, second, made)
        if isinstance(again, Serving) and _fitted_on(second, given.model) & made.keys():
            return again, more
        result = again if result.unknown and isinstance(again, Failure) else result
    assert isinstance(result, Failure)
    return _from_a_frame(given, first, result) or (result, notes)


def _from_a_frame(given: Given, first: State, failure: Failure) -> tuple[Serving, Notes] | None:
    """What serving is from the first frame on that can be followed, where it goes through what was fitted besides.

    df = unknown(); X = df.drop(columns=["y"]); X2 = scaler.fit_transform(X); model.fit(X2, y)       from the rows of df
    """
    found: tuple[Serving, Notes] | None = None
    frames = frames_behind(given.program, given.kept, given.fit.fit.id, (*first.labels, *first.tables))
    for identity in reversed(frames[-MOST_FRAMES:]):
        made: dict[int, int | None] = {identity: ANEW}
        state = followed(given, made=made)
        result, notes = _derived(given, state, made)
        if isinstance(result, Serving) and _fitted_on(state, given.model) & made.keys():
            code = "\n".join([*(line for _, line in result.lines), result.expression])
            if (
                any(f"{a.name}.transform(" in code for a in result.artifacts)
                and not result.anew
                and not shared(given.program, identity, result.statement)
            ):
                found = replace(result, stopped=(failure.because, failure.statement)), notes
        elif found is not None:
            break
    return found


def _fitted_on(m: State, model: str) -> set[int]:
    """The source of the rows that the model was fitted on."""
    held = [*m.held.get(model, ()), *([m.env[model][0]] if model in m.env else [])]
    matrices = [value.fitting.matrix_node for value in held if value.fitting.matrix_node is not None]
    return {matrix.value.source for matrix in matrices[-1:] if matrix.time == "row"}


def _derived(given: Given, first: State, made: dict[int, int | None]) -> tuple[Serving | Failure, Notes]:
    try:
        chosen = chosen_of(first, given.model)
        taken = "head" if chosen.out.value.part == "head" else "tail"
        roots = frozenset({chosen.out.value.source})
        known: dict[str, object] = {"excluding": True, "about_targets": about_targets(first), "aims": first.aims}
        known["coded"] = first.coded
        known["sides"] = sides_of(first, chosen)
        second = followed(given, made=made, roots=roots, taken=taken, targets=first.targets, reach=first.reach, **known)
        chosen = chosen_of(second, given.model)
        ordered = bool(history_of(chosen.out.value))
        if ordered:  # what puts the rows into their order is needed, too
            second = followed(given, roots=roots, taken=taken, targets=first.targets, ordered=True, **known)
            chosen = chosen_of(second, given.model)
        needed = _needed(second, chosen)
        third = followed(
            given,
            made=made,
            roots=roots,
            taken=taken,
            targets=first.targets,
            reach=first.reach,
            dead=needed,
            ordered=ordered,
            gone=frozenset(_left_out(second, needed, renamed=True)),
            covered=second.covered,
            **known,
        )
        chosen = _finally(third, chosen_of(third, given.model), given)
        notes = of_the_fit(third, chosen, given.model)
        try:
            return _written(third, chosen, given, needed), notes
        except StuckError:  # what a turn of a loop knows is gone when training ends: its last model is there
            if (last := of_last_turn(third, chosen, given.model)) is None:
                raise
            return _written(third, last, given, needed), notes
    except StuckError as problem:
        return Failure(problem.because, problem.statement, problem.unknown), tuple(first.notes)


def _finally(m: State, chosen: Candidate, given: Given) -> Candidate:
    """What measures and figures make of a model's answer: on the scale of the target, as a class."""
    out, inverse = chosen.out, taken_back(given.program, given.model)
    asks = isinstance(out.expr, ast.Call) and ast.unparse(out.expr.func).endswith(".predict")
    if not inverse or not asks:
        made = weighed(m, chosen) if asks else chosen
        return shown(m, chosen) if asks and made is chosen else made
    function = ast.parse(inverse, mode="eval").body
    own = ast.Name(chosen.name, ast.Load()) if chosen.name.isidentifier() else out.origin or out.expr
    expr, origin = ast.Call(function, [out.expr], []), ast.Call(function, [own], [])
    return replace(chosen, out=replace(out, expr=expr, origin=origin), name="")


def followed(given: Given, **known: object) -> State:
    """One pass over the notebook; `known`: what earlier passes found, fields of `State`."""
    m = State(
        given.program,
        given.kept,
        {(edit.cell, edit.span): edit.name for edit in given.edits},
        given.constants,
        given.importable,
        fit=given.fit,
        fits=fits_of(given.program, given.kept),
    )
    for name, value in known.items():
        setattr(m, name, list(value) if isinstance(value, list) else value)  # what grows is this pass's own
    m.ids = {statement.node: statement.id for statement in given.program.statements}
    for statement in given.program.statements:
        if statement.parent is None:
            execute(m, statement.node)
    return m


# ------------------------------------------------------------------------------------------------------- which columns


def _needed(m: State, chosen: Candidate) -> Deps:
    """Raw columns that the prediction needs, and the rules that leave rows out on the way to it."""
    needed = depends(chosen.out.value)
    targets = m.target_names - needed.names
    for rows, deps, _ in m.filters:
        if m.came_from(chosen.out.value.rows, rows) and not deps.names & (targets | {TARGET}):
            needed |= Deps(deps.names, deps.rest | targets if deps.rest is not None else None)
    return needed


def _where_there(m: State, needed: Deps) -> str:
    """`df.loc[mask, "a"] = 1` changes the file's column, or makes one: which of them, the rows of training tell."""
    return f"name in {sorted(needed.names)!a}" if needed.rest is None and m.perhaps & needed.names else ""


# ------------------------------------------------------------------------------------------------------------- writing


def _followed(m: State, chosen: Candidate) -> set[int]:
    """The statements that the prediction needs, where all its rows come from one file. Raises StuckError."""
    value = chosen.out.value
    if (bad := frame_unknown(value)) is not None:
        raise StuckError(bad.why, bad.place)
    if value.source not in m.loads:
        raise StuckError("the rows come from no file that is loaded under a name", value.source)
    wanted = closed(m, chosen.out.need)
    for identity in sorted(wanted & set(m.labels) - {value.source}):
        raise StuckError("rows of another file are part of what the prediction needs", identity)
    for identity in sorted(wanted & m.unserved):
        raise StuckError("a loop over parts of the training data makes what the prediction needs", identity)
    return wanted


def _written(m: State, chosen: Candidate, given: Given, needed: Deps) -> Serving:
    value = chosen.out.value
    wanted = _followed(m, chosen)
    names = Names(m, given.taken)
    left_out = own_columns(m, _left_out(m, needed), value)
    for identity, deps in m.transformed if _fitted_on_them(m, value) else ():
        if identity in wanted and any(name in deps for name in left_out):  # scaler.transform(df), with the target in df
            raise StuckError(READS_TARGET, identity)
    if TARGET in needed.names:
        raise StuckError(READS_TARGET, chosen.statement)
    told(m, value, needed, chosen.statement)
    if not m.targets and needed != depends(value) and not value.predicted & m.fitted.keys():
        raise StuckError(
            "what the model was fitted to is not followed, and the rule that leaves rows out may ask for it",
            last_filter(m, value.rows),
        )
    source, table = table_of(m, value.source, given.taken, needed)
    top = [s.id for s in m.program.statements if s.parent is None]
    bodies = [(identity, line) for identity in top for line in lines_of(m, identity, wanted)]
    bodies += [(chosen.statement, made) for made in used_in(m, [ast.Expr(chosen.out.expr)])]
    settled = Settled(m.drops, wanted)
    bodies = [(identity, settled.visit(deepcopy(line))) for identity, line in bodies]  # it may be written again
    expression = settled.visit(deepcopy(chosen.out.expr))
    bodies, needed = where_chosen(m, bodies, expression, source, needed)
    nodes = [line for _, line in bodies]
    absent = m.target_names - needed.names - columns_made(nodes)
    for identity, node in (*bodies, (chosen.statement, expression)):
        if reads_target(node, absent):
            raise StuckError(READS_TARGET, identity)
    besides = columns_besides(m, nodes, source, needed)
    needed, left_out = needed | Deps(besides), left_out - besides
    used = sorted({number for node in [*nodes, expression] for number in marks(node)})
    names.bound = frozenset().union(*(bound_here(node) for node in nodes))
    names.anew = on_new_rows(m, chosen, [m.records[number] for number in used])
    names.settle([m.records[number] for number in used])
    condition = wanted_columns(m, needed, names) if is_conditional(needed) else _where_there(m, needed)
    array = table is not None and table.array
    columns, listed = _columns(m, needed, names) if not array else (None, ())
    labels = m.labels.get(value.source)
    filtered = m.filtered(value.rows)
    if filtered and m.nearest(value.rows) not in m.witnessed:
        raise StuckError("which rows a filter leaves is not followed", last_filter(m, value.rows))
    probability = _probability(m, chosen, names, nodes)
    lines = tuple((identity, text_of(names.put(node), source)) for identity, node in bodies)
    text = text_of(names.put(expression), source)
    if (unknown := missing(lines, text, {source, *names.saved, *given.importable}, m.program)) is not None:
        raise StuckError(f"{unknown[0]}, which a prediction would need, is training's alone", unknown[1])
    return Serving(
        source=source,
        load=value.source,
        columns=columns,
        left_out=tuple(sorted(left_out)) if not array else (),
        listed=listed,
        partly=any(kind == "table" for kind, _, _ in m.notes),
        wanted=condition,
        label=str(labels) if isinstance(labels, str) else "",
        targets=tuple(sorted(targets_of(m, chosen, needed, [*nodes, ast.Expr(expression)]))) if not array else (),
        lines=lines,
        expression=text,
        statement=chosen.statement,
        rows=filtered,
        probability=probability,
        keeps=names.keeps(),
        artifacts=names.artifacts(),
        history=history_of(value),
        short=any(isinstance(n, ast.Name) and n.id == SHORT for line in nodes for n in walk(line)),
        sorted=bool(m.sorted & wanted),
        table=table,
        order=_order(chosen, source),
        matrix=_matrix(chosen),
        staying=staying(m, value.rows) if filtered else ("", False),
        anew=tuple(sorted({(names.name_of(m.records[number]), at) for number, at in names.anew.items()})),
    )


def _fitted_on_them(m: State, value: Value) -> bool:
    """Whether a model that predicts was fitted on rows of the same load alone: those of another may lack the target."""
    if value.part:  # train and test put together
        return False
    matrices = [m.fitted[number][0].fitting.matrix for number in value.predicted if number in m.fitted]
    return any(matrix is not None and matrix.source == value.source for matrix in matrices)


def _order(chosen: Candidate, source: str) -> str:
    """The prediction as the notebook has it: a name, a column of a frame, or what it wrote without giving it a name."""
    out = chosen.out
    if isinstance(out.expr, ast.Subscript) and out.origin is None and not marks(out.expr):
        return text_of(out.expr, source)
    return ast.unparse(out.origin) if out.origin is not None and not chosen.name else chosen.name


def _matrix(chosen: Candidate) -> str:
    """What the model is asked about, where the prediction is what its `predict` says and nothing more."""
    matrix, expr = chosen.out.value.owner, chosen.out.expr
    if matrix is None or matrix.origin is None or not isinstance(expr, ast.Call):
        return ""
    own = isinstance(expr.func, ast.Attribute) and expr.func.attr == "predict" and bool(chosen.out.value.predicted)
    return ast.unparse(matrix.origin) if own else ""


def _columns(m: State, needed: Deps, names: Names) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Names of raw columns, and the kept lists that hold more of them; None: all but those that are left out."""
    plain = [name for name in needed.names if "@" not in name and not name.startswith("#")]
    if needed.rest is not None or any(name.startswith("#") or "@" in name[1:] for name in needed.names):
        return None, ()
    lists = sorted({int(name[1:]) for name in needed.names if name.startswith("@")})
    known = [m.records[number] for number in lists]
    names.settle(known)
    if not all(isinstance(names.found[record.number], ast.Name) for record in known):
        return None, ()  # CFG["features"]: what is saved is CFG, which is no list of names
    if not plain and not known:
        raise StuckError("which columns a prediction needs is not followed", -1)
    return tuple(sorted(plain)), tuple(names.name_of(record) for record in known)


def _left_out(m: State, needed: Deps, renamed: bool = False) -> set[str]:
    """Names of raw columns that serving surely does not have; `renamed`: also by names that code gave them."""
    if needed.rest is None and not any("@" in name or name.startswith("#") for name in needed.names):
        return set()
    named = m.target_names | m.weights
    return {
        n
        for n in ((needed.rest or frozenset()) & m.dropped) | named
        if n not in needed.names and not n.startswith(("@", "#")) and (renamed or "@" not in n)
    }


def _probability(m: State, chosen: Candidate, names: Names, nodes: list[ast.stmt]) -> tuple[str, str] | None:
    """The model and its matrix, where one classifier says the label itself: its probabilities come along."""
    value = chosen.out.value
    direct = [c for c in m.candidates if c.out.value.predicted == value.predicted and c.out.value.owner is not None]
    expr: ast.expr | None = chosen.out.expr
    if value.owner is None and direct:
        same = [c for c in direct if c.out.value.rows == value.rows and c.order <= chosen.order]
        same = [c for c in same if not c.out.value.proba] or same  # `proba > 0.4` is a label, too
        value = same[-1].out.value if same else value
        expr = same[-1].out.expr if same else None
    matrix = value.owner
    if isinstance(expr, ast.Name):
        expr = said_by(expr.id, matrix.expr if matrix is not None else None, nodes)
    if matrix is None or expr is None or not isinstance(expr, ast.Call) or not isinstance(expr.func, ast.Attribute):
        return None
    asked = original(matrix.expr)
    if expr.func.attr not in ("predict", "predict_proba") or asked is None:
        return None
    numbers = marks(expr.func.value)
    if len(numbers) != 1 or not isinstance(expr.func.value, ast.Name):
        return None
    record = m.records[numbers[0]]
    kind = record.value.type  # copy.deepcopy(pipeline) is of no class that is known
    of_class = kind.startswith("class:") or kind.rpartition(".")[2][:1].isupper()
    if of_class and not knowledge.is_a(kind, "sklearn.Classifier"):
        return None
    bound = [
        n for n in nodes if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name) and t.id == asked.id
    ]
    if not bound and asked.id != m.loads.get(value.source):
        return None
    names.settle([record])
    return names.name_of(record), asked.id
