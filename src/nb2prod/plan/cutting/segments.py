"""Cut the kept statements into runs that may become steps: at headings, around loads, where the role changes.

## Clean up        In[3] df = df.dropna()              one segment
## Model           In[5] X_train, ... = split(...)     a second one: splitting
                   In[5] model.fit(X_train, y_train)   a third one: training
"""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod import knowledge
from nb2prod.model import Program, Role, Statement
from nb2prod.plan.cutting.joining import finished, join_small, joined
from nb2prod.plan.cutting.segment import (
    FEW,
    FITTING,
    LEARNING,
    LONG,
    MIDDLING,
    SHORT,
    Segment,
    cells,
    fits,
    length,
    measures,
    own,
    together,
)
from nb2prod.plan.cutting.sinking import sunk
from nb2prod.plan.cutting.subjects import turns_to_others
from nb2prod.plan.cutting.tails import idle_with_a_neighbour, with_their_users
from nb2prod.plan.graph import Graph
from nb2prod.plan.headings import headings
from nb2prod.walking import walk

PHASES: dict[Role, str] = {
    "load": "load", "split": "split", "train": "train", "evaluate": "evaluate", "predict": "evaluate",
    "export": "export", "clean": "prepare", "feature": "prepare",
}  # fmt: skip
SUBJECTS = 15  # lines; longer preparation is cut where it turns to other columns
LEAST = 3  # lines of a part that has nothing to do with the other one
FETCHING = frozenset({"network", "read", "write", "print"})
FRAMES = ("pandas.DataFrame", "polars.DataFrame")


def segments(program: Program, graph: Graph, items: list[Statement], kept: frozenset[int]) -> list[Segment]:
    """Segments in document order; nothing is reordered."""
    over = headings(program.notebook)
    tags = {cell.index: _tag(cell.tags) for cell in program.notebook.cells}
    found: list[Segment] = []
    phases = _look_ahead(graph, items, [_phase(graph, statement, kept) for statement in items])
    for statement, phase in zip(items, phases, strict=True):
        heading, tag = over.get(statement.cell), tags.get(statement.cell, "")
        found.append(Segment((statement.id,), phase, heading, tag, _loaded(statement), _fetches(statement)))
    inside = finished(graph, joined(graph, found, True))
    whole = join_small(graph, _seeds_with_their_step(program, joined(graph, inside, False)))
    parts = [part for segment in whole for part in _cut(graph, segment)]
    parts = _fits_whole(graph, _predictions_whole(program, graph, parts))

    def alone(number: int) -> bool:
        return bool(parts[number].tag or parts[number].load)

    runs = with_their_users(program, [s.statements for s in parts], alone, over)
    runs = idle_with_a_neighbour(program, graph, sunk(program, graph, runs, alone), alone)
    return [replace(part, statements=run) for part, run in zip(parts, runs, strict=True) if run]


def _fits_whole(graph: Graph, parts: list[Segment]) -> list[Segment]:
    """A cell in which models are fitted and measured in turn stays whole, from its first fit on.

    linear.fit(X, y); a = r2_score(y, linear.predict(X)); cubic.fit(X3, y); b = r2_score(y, cubic.predict(X3))
    """
    found, program = list(parts), graph.program
    start = 0
    while start < len(found):
        here = cells(program, found[start])
        end = start
        while (
            end + 1 < len(found) and together(found[start], found[end + 1]) and cells(program, found[end + 1]) == here
        ):
            end += 1
        group = found[start : end + 1]
        if len(here) == 1 and end > start and _in_turn(graph, [s for part in group for s in own(program, part)]):
            first = next(n for n in range(start, end + 1) if fits(graph, own(program, found[n])))
            whole = tuple(i for part in found[first : end + 1] for i in part.statements)
            found[first : end + 1] = [Segment(whole, "train", found[first].heading)]
            end = first
        start = end + 1
    return found


def _in_turn(graph: Graph, statements: list[Statement]) -> bool:
    """Whether something is measured between two fits, in no more lines than a step may have."""
    fitted = [n for n, statement in enumerate(statements) if fits(graph, [statement])]
    between = statements[fitted[0] : fitted[-1]] if fitted else []
    measured = any({"evaluate", "predict"} & {*s.facts.roles} for s in between)
    splits = any(map(_splits, statements))
    return measured and not splits and length(statements) <= LONG


def _predictions_whole(program: Program, graph: Graph, parts: list[Segment]) -> list[Segment]:
    """A cell that makes rows and predicts for them is one step, where nothing else reads those rows.

    df = pd.DataFrame(); df["age"] = ages; a = m.predict(df); df["sex"] = 2; b = m.predict(df)
    """
    found: list[Segment] = []
    for part in parts:
        last = found[-1] if found else None
        if last is not None and _one_prediction(program, graph, last, part):
            found[-1] = Segment((*last.statements, *part.statements), "evaluate", last.heading)
        else:
            found.append(part)
    return found


def _one_prediction(program: Program, graph: Graph, last: Segment, part: Segment) -> bool:
    both_cells = cells(program, last) | cells(program, part)
    phases = {last.phase, part.phase}
    if (
        len(both_cells) > 1
        or not together(last, part)
        or part.phase != "evaluate"
        or not phases <= {"prepare", "other", "evaluate"}
    ):
        return False
    both = {*last.statements, *part.statements}
    inner = both | {i for identity in both for i in graph.inside(identity)}
    readers = {r for i in last.statements for r, _ in graph.outgoing.get(i, ())}
    lines = length(program.statements[i] for i in both)
    here = {s.id for s in program.statements if s.cell in both_cells}
    return lines <= MIDDLING and readers <= inner | here


def _look_ahead(graph: Graph, items: list[Statement], phases: list[str]) -> list[str]:
    """`model = SVC()` belongs to the `fit` that follows it in the same cell, a scaler to its `transform`."""
    found = list(phases)
    for index in range(len(items) - 2, -1, -1):
        types = [type_ for _, type_ in items[index].facts.types]
        made = any(knowledge.is_a(type_, "sklearn.Estimator") for type_ in types)
        calm = not items[index].facts.draws and not items[index].facts.mutates
        if made and calm and items[index].cell == items[index + 1].cell and found[index + 1] in ("train", "prepare"):
            found[index] = found[index + 1]
        if found[index] == "split" and not _splits(items[index]):  # `X = df.drop("y")` goes with the split that follows
            found[index] = "split" if found[index + 1] == "split" else "prepare"
    return _with_their_cell(graph, items, found)


def _with_their_cell(graph: Graph, items: list[Statement], phases: list[str]) -> list[str]:
    """Plain statements at the head of a cell belong to what the cell does: `table = {}` to the lines that fill it.

    Behind its head those that it reads do: `X_new = X[:2]; print(model.predict(X_new))`; but data for a fit do not.
    """
    found = list(phases)
    for index in range(len(items) - 2, -1, -1):
        here, after = items[index], items[index + 1]
        job = found[index + 1] if here.cell == after.cell else ""
        if found[index] == "other" and job in ("prepare", "train", "evaluate", "export"):
            heads = all(s.cell != here.cell or phases[n] == "other" for n, s in enumerate(items[:index]))
            asked = job in ("evaluate", "prepare", "export") and _read_by(
                graph, here, items[index + 1 :], found[index + 1 :]
            )
            found[index] = job if heads or asked else "other"
    return found


def _read_by(graph: Graph, statement: Statement, items: list[Statement], phases: list[str]) -> bool:
    """Whether the work of one kind that follows in the cell reads what it binds."""
    readers = set(graph.readers.get(statement.id, ()))
    for item, phase in zip(items, phases, strict=True):
        if item.cell != statement.cell or phase != phases[0]:
            return False
        if readers & {item.id, *graph.inside(item.id)}:
            return bool(statement.facts.binds)
    return False


def _splits(statement: Statement) -> bool:
    return any("split" in call.rpartition(".")[2] for call in statement.facts.calls)


def _phase(graph: Graph, statement: Statement, kept: frozenset[int]) -> str:
    roles = [statement.facts.roles]
    roles += [graph.program.statements[i].facts.roles for i in graph.inside(statement.id) if i in kept]
    phases = {PHASES[role] for some in roles for role in some if role in PHASES}
    if "train" in phases and _only_transforms(graph.program, [statement.id, *graph.inside(statement.id)]):
        phases = {*phases - {"train"}, "prepare"}
    if isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)) or (phases == {"evaluate"} and _recalls(statement)):
        return "other"
    return next(
        (phase for phase in ("train", "load", "split", "evaluate", "export", "prepare") if phase in phases), "other"
    )


def _recalls(statement: Statement) -> bool:
    """Whether it shows what a fit has found and measures nothing anew: `print(grid.best_score_)` belongs to the fit."""
    found, others = set[str](), set[str]()
    for part in walk(statement.node):
        match part:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr.endswith("_"):
                found.add(name)
            case ast.Attribute(value=ast.Name(id=name)):
                others.add(name)
    named = statement.facts.names - {"print", "round", "str", "format"}
    return isinstance(statement.node, ast.Expr) and bool(found) and named == found - others


def _only_transforms(program: Program, identities: list[int]) -> bool:
    """Whether all that is fitted are encoders, scalers and the like: `trf.fit_transform(X)` trains no model."""
    fitted = [
        owner
        for i in identities
        for call in program.statements[i].facts.calls
        for owner, _, last in [call.rpartition(".")]
        if last in LEARNING
    ]
    return bool(fitted) and all(
        knowledge.is_a(owner, "sklearn.Transformer")
        and not any(knowledge.is_a(owner, f"sklearn.{kind}") for kind in ("Classifier", "Regressor", "Clusterer"))
        for owner in fitted
    )


DATABASE = "pandas.read_sql"  # and those that begin so


def _loaded(statement: Statement) -> str:
    """The frame that the statement loads, where that is all it does."""
    types = dict(statement.facts.types)
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)]) if "load" in statement.facts.roles:
            own = all(
                "." not in call for call in statement.facts.calls
            )  # a function of the notebook, its effects with it
            other = statement.facts.effects - {"read", "network", *(("unknown",) if own else ())}
            toy = any(call.endswith("io.StringIO") for call in statement.facts.calls)  # the notebook's own text
            asks = bool(statement.facts.calls) and all(call.startswith(DATABASE) for call in statement.facts.calls)
            changed = statement.facts.mutates & statement.facts.names  # what it is handed, not what an unknown call may
            changed = frozenset() if asks else changed  # a connection that was not asked is none the worse
            plain = not other and not changed and not toy
            return name if types.get(name) in FRAMES and plain else ""
    return ""


def _fetches(statement: Statement) -> bool:
    """Whether all that it does is to fetch a file: `download(url)`."""
    facts = statement.facts
    plain = isinstance(statement.node, ast.Expr) and not (facts.binds | facts.mutates | facts.draws | facts.seeds)
    return plain and "load" in facts.roles and "network" in facts.effects and not facts.effects - FETCHING


def _seeds_with_their_step(program: Program, found: list[Segment]) -> list[Segment]:
    """A seed at the end of a run belongs to the one that draws by it."""
    every = list(found)
    for index in range(len(every) - 1):
        here, after = every[index], every[index + 1]
        last = program.statements[here.statements[-1]].facts
        sets = last.seeds and not last.draws and not last.binds and len(here.statements) > 1
        if sets and together(here, after):
            every[index] = replace(here, statements=here.statements[:-1])
            every[index + 1] = replace(after, statements=(here.statements[-1], *after.statements))
    return every


def _cut(graph: Graph, segment: Segment) -> list[Segment]:
    """Cut where a new cell begins: before another model is fitted, and a long run where few names cross."""
    if segment.tag:
        return [segment]
    statements = own(graph.program, segment)
    cuts = [n for n in range(1, len(statements)) if statements[n].cell != statements[n - 1].cell]
    fitted = [
        _begins(statements, n, cuts) for n in cuts if segment.phase == "train" and _fits_again(graph, statements, n)
    ]
    lines = [length([s]) for s in statements]
    turns = [n for n in cuts if segment.phase == "prepare" and _turns(statements[:n], statements[n:])]
    much = LONG if segment.phase == "evaluate" else MIDDLING  # one measurement after another: one
    apart = [n for n in cuts if segment.phase == "prepare" and _apart(statements[:n], statements[n:])]
    other = [n for n in cuts if segment.phase == "evaluate" and _measures_another(statements, n)]
    subjects = turns_to_others(statements, cuts) if segment.phase == "prepare" and sum(lines) > SUBJECTS else []
    subjects = [n for n in subjects if _crossing(statements, n) <= FEW]
    chosen = fitted[:1] or other[:1] or apart[:1] or turns[:1] or subjects[:1] or _narrow(statements, lines, cuts, much)
    if not chosen:
        return [segment]
    parts = (segment.statements[: chosen[0]], segment.statements[chosen[0] :])
    return [part for half in parts for part in _cut(graph, Segment(half, segment.phase, segment.heading))]


def _fits_again(graph: Graph, statements: list[Statement], cut: int) -> bool:
    """Whether the cell that begins here fits a model, and one was fitted before."""
    return fits(graph, statements[:cut]) and fits(graph, _cell_of(statements, cut))


def _measures_another(statements: list[Statement], cut: int) -> bool:
    """Whether the cell that begins here measures a model that it makes, after another was measured.

    accuracy_score(y, rf.predict(X))      cross_val_score(RandomForestClassifier(), X, y)
    """
    cell = _cell_of(statements, cut)
    return measures(statements[:cut]) and measures(cell) and any(map(_makes_model, cell))


def _makes_model(statement: Statement) -> bool:
    made = (knowledge.function(call) for call in statement.facts.calls if "." in call)
    kinds = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Pipe")
    return any(effect is not None and knowledge.is_a(effect.returns, kind) for effect in made for kind in kinds)


def _begins(statements: list[Statement], cut: int, cuts: list[int]) -> int:
    """Where the next training begins: a cell that changes something in front of the fit belongs to it.

    net.fit(X, y)      base.trainable = True      net.compile(...)      net.fit(X, y)
    """
    for before in reversed([0, *cuts[: cuts.index(cut)]]):
        cell = _cell_of(statements, before)
        changes = any("train" in s.facts.roles or (s.facts.mutates and not s.facts.binds) for s in cell)
        if (
            before == 0
            or not changes
            or any(call.rpartition(".")[2] in FITTING for s in cell for call in s.facts.calls)
        ):
            return cut
        cut = before
    return cut


def _narrow(statements: list[Statement], lines: list[int], cuts: list[int], much: int) -> list[int]:
    """The cell boundary that the fewest names cross, the nearest to the middle; none where the run is short."""
    whole = sum(lines)
    fair = [n for n in cuts if min(sum(lines[:n]), sum(lines[n:])) >= SHORT] if whole <= LONG else cuts
    if whole <= much or not fair:
        return []
    best = min(fair, key=lambda n: (_crossing(statements, n), abs(sum(lines[:n]) - whole / 2)))
    return [best] if whole > LONG or _crossing(statements, best) <= FEW else []


def _apart(before: list[Statement], after: list[Statement]) -> bool:
    """Whether two pieces of work have nothing to do with each other."""
    return min(length(before), length(after)) >= LEAST and not _crossing([*before, *after], len(before))


def _turns(before: list[Statement], after: list[Statement]) -> bool:
    """Whether cleaning ends and building features begins here."""
    done, coming = ({role for s in some for role in s.facts.roles} for some in (before, after))
    turn = "clean" in done - coming and "feature" in coming - done
    return turn and min(len(before), len(after)) >= SHORT - 2 and _crossing([*before, *after], len(before)) <= FEW


def _crossing(statements: list[Statement], cut: int) -> int:
    """How many names go over a cut: bound or changed before it, read behind it."""
    made = frozenset().union(*(s.facts.binds | s.facts.mutates for s in statements[:cut]))
    return len(made & frozenset().union(*(s.facts.names for s in statements[cut:])))


def _cell_of(statements: list[Statement], start: int) -> list[Statement]:
    return [s for s in statements[start:] if s.cell == statements[start].cell]


def _tag(tags: frozenset[str]) -> str:
    return next((tag.removeprefix("nb2prod:step=") for tag in sorted(tags) if tag.startswith("nb2prod:step=")), "")
