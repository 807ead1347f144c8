"""Runs of neighbouring cells that are about one thing are one step; a cell is what its author made one of.

In[1] X_new = [[3]]                                  In[1] run = experiment.start()
In[2] print(model.predict(X_new))   joins In[1]      In[2] X, y = load_diabetes(...)   has nothing to do with In[1]
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.plan.cutting.segment import (
    FEW,
    FITTING,
    MIDDLING,
    SHORT,
    Segment,
    cells,
    fits,
    idle,
    length,
    measures,
    own,
    reads,
    taken,
    together,
)
from nb2prod.plan.cutting.tails import calm
from nb2prod.plan.graph import Graph
from nb2prod.walking import walk

COMPOUND = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.FunctionDef, ast.ClassDef)
TINY = 2  # lines
DEEP = 3  # the level of a heading below which one line is no section
ONWARD = {(last, small) for last in ("prepare", "evaluate", "other") for small in (last, "other")} | {
    ("other", "prepare")
}


def joined(graph: Graph, found: list[Segment], inside: bool) -> list[Segment]:
    """Neighbours of one phase joined, and plain statements with what they belong to; `inside`: only those of a cell."""
    every: list[Segment] = []
    for number, segment in enumerate(found):
        last = every[-1] if every else None
        near = last is not None and (not inside or bool(cells(graph.program, last) & cells(graph.program, segment)))
        if last is not None and near and _joins(graph, last, segment, found[number + 1 :]):
            every[-1] = _one(last, segment)
        else:
            every.append(segment)
    return every


def _one(last: Segment, segment: Segment) -> Segment:
    phase = segment.phase if last.phase == "other" or segment.phase == "export" else last.phase
    return Segment((*last.statements, *segment.statements), phase, last.heading, last.tag, fetch=last.fetch)


def _joins(graph: Graph, last: Segment, segment: Segment, coming: list[Segment]) -> bool:
    if last.tag or segment.tag:
        return last.tag == segment.tag
    if last.fetch and segment.fetch:
        return last.heading == segment.heading
    return together(last, segment) and _belongs(graph, last, segment, coming)


def _belongs(graph: Graph, last: Segment, segment: Segment, coming: list[Segment]) -> bool:
    """Whether a run goes with the one before it."""
    statements = own(graph.program, segment)
    if segment.phase == "export" and _only_for(graph, last, segment):
        return True
    if cells(graph.program, last) == cells(graph.program, segment):
        means = (last.phase, segment.phase) == ("train", "evaluate") and not any(map(_asks, statements))
        return "other" in (last.phase, segment.phase) or last.phase == segment.phase or means
    if last.phase == "evaluate" and _compares(graph, own(graph.program, last), statements):
        return False  # a comparison with what was measured before
    if segment.phase == last.phase != "other":
        return True
    slight = not any(map(_makes, statements)) and len(statements) <= TINY
    if segment.phase != "other":
        return last.phase == "other" and (_leads(graph, last, segment) or (segment.phase == "prepare" and slight))
    if reads(graph, segment, last) or all(map(idle, statements)):
        return True
    job = next((s for s in coming if s.phase != "other"), None)
    if job is not None and together(job, segment):
        if job.phase == last.phase:
            return length(statements) <= SHORT
        if last.phase == "other" and job.phase == "evaluate" and reads(graph, job, last) and reads(graph, job, segment):
            return True
        if reads(graph, job, segment) and _leads(graph, segment, job):
            return False
    tiny = any(len(some) == 1 and length(some) <= TINY for some in (statements, own(graph.program, last)))
    return last.phase == "other" and (tiny or slight)


def _only_for(graph: Graph, last: Segment, segment: Segment) -> bool:
    """Whether a short run only makes what is written behind it: `t = pd.DataFrame(); t["p"] = p; t.to_csv(path)`."""
    both = {i for top in (*last.statements, *segment.statements) for i in (top, *graph.inside(top))}
    readers = {reader for top in last.statements for reader, _ in graph.outgoing.get(top, ())}
    short = last.phase in ("prepare", "other") and length(own(graph.program, last)) <= 2 * SHORT
    return short and readers <= both and reads(graph, segment, last)


def _asks(statement: Statement) -> bool:
    """Whether a model may be asked or measured: `total /= float(n)` goes on with the scores of the loop before it."""
    plain = (".format", ".DataFrame", ".Series")  # a table of the scores
    return any(not call.startswith("builtins.") and not call.endswith(plain) for call in statement.facts.calls)


def _compares(graph: Graph, last: list[Statement], statements: list[Statement]) -> bool:
    """Whether a cell takes more from elsewhere than the measurement in front of it gives."""
    known = taken(graph, last).union(*(s.facts.binds for s in last))
    return len(taken(graph, statements) - known) > FEW


def _makes(statement: Statement) -> bool:
    """Whether it is worth a name: it binds one, or holds other statements."""
    return bool(statement.facts.binds) or isinstance(statement.node, COMPOUND)


def _leads(graph: Graph, last: Segment, segment: Segment) -> bool:
    """Whether plain statements were written for the run behind them, which reads them."""
    statements = own(graph.program, last)
    if all(map(idle, statements)):
        return True
    if not reads(graph, segment, last):
        return False
    if segment.phase == "train" and _makes_fitted(statements, own(graph.program, segment)):
        return length(statements) <= MIDDLING
    return all(map(calm, statements)) or length(statements) <= (2 * SHORT if segment.phase == "evaluate" else TINY)


def _makes_fitted(statements: list[Statement], fitting: list[Statement]) -> bool:
    """Whether what is fitted is made here: `learn = learner(data)`, `learn.lr_find()` and then `learn.fit(10)`."""
    bound = frozenset().union(*(s.facts.binds for s in statements))
    for part in (part for s in fitting for part in walk(s.node)):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in FITTING and name in bound:
                return True
    return False


def finished(graph: Graph, found: list[Segment]) -> list[Segment]:
    """A cell goes on with what it has just made: predictions put into a table and sorted, arrays made a table.

    t["p"] = model.predict(X); t = t.sort_values("p")      X, y = make_moons(9); X = pd.DataFrame(X); y = pd.Series(y)
    """
    every: list[Segment] = []
    for segment in found:
        last = every[-1] if every else None
        if last is not None and together(last, segment) and _goes_on(graph, last, segment):
            every[-1] = _one(last, segment)
        else:
            every.append(segment)
    return every


def _goes_on(graph: Graph, last: Segment, segment: Segment) -> bool:
    one = cells(graph.program, last) == cells(graph.program, segment)
    if not one or segment.phase != "prepare" or not reads(graph, segment, last):
        return False
    if last.phase == "load":
        return len(segment.statements) <= SHORT
    return last.phase == "evaluate" and length([*own(graph.program, last), *own(graph.program, segment)]) <= MIDDLING


def join_small(graph: Graph, found: list[Segment]) -> list[Segment]:
    """What is too small for a step of its own joins a neighbour below the same heading.

    svc = SVC()                    joins the step that fits it
    print(mae)                     joins the step that computed it
    model.score(X_test, y_test)    stays: it measures something
    """
    every = list(found)
    index = 0
    while index < len(every):
        if not _small(graph, every[index]):
            index += 1
            continue
        near = [n for n in (index - 1, index + 1) if 0 <= n < len(every) and together(every[n], every[index])]
        best = max(near, key=lambda n: _nearness(graph.program, every[n], every[index], n < index), default=None)
        if best is None or not _may_join(graph, every[best], every[index], best < index):
            if index and _goes_on_below(graph, every[index - 1], every[index]):
                every[index - 1 : index + 1] = [_below_one_heading(every[index - 1], every[index])]
            else:
                index += 1
            continue
        first, second = sorted((best, index))
        every[first : second + 1] = [_with_small(every[best], every[index], every[first], every[second])]
        index = max(first - 1, 0)
    return every


def _goes_on_below(graph: Graph, last: Segment, small: Segment) -> bool:
    """Whether one line below a heading of its own only goes on with what stands above that.

    ### Mean of the column      mean = df["a"].mean()      ### What is the slope?      lm.coef_
    ### Replace by the mean     df["a"] = df["a"].fillna(mean)                         what was asked of `lm` before
    """
    statements, before = own(graph.program, small), own(graph.program, last)
    if any(s.tag or s.load or s.fetch for s in (last, small)) or (last.phase, small.phase) not in ONWARD:
        return False
    if last.heading is None or small.heading is None or small.heading.level < max(last.heading.level, DEEP):
        return False
    if len(statements) > 1 or length(statements) > TINY or length(before) > SHORT:
        return False
    known = taken(graph, before).union(*(s.facts.binds for s in before))
    asked = taken(graph, statements)
    return bool(asked) and asked <= known and (small.phase == "other" or reads(graph, small, last))


def _below_one_heading(last: Segment, small: Segment) -> Segment:
    """Both as one; of two headings side by side neither tells what is done."""
    deeper = last.heading is not None and small.heading is not None and small.heading.level > last.heading.level
    phase = small.phase if last.phase == "other" else last.phase
    return Segment((*last.statements, *small.statements), phase, last.heading if deeper else None)


def _with_small(neighbour: Segment, small: Segment, first: Segment, second: Segment) -> Segment:
    trains = small.phase == "train" and neighbour.phase == "prepare"
    phase = small.phase if neighbour.phase == "other" or trains else ""
    return Segment((*first.statements, *second.statements), phase or neighbour.phase, neighbour.heading)


def _small(graph: Graph, segment: Segment) -> bool:
    """One short statement, or two of which nothing is learned; loads, splits, fits, measurements, exports are steps."""
    if segment.load or segment.tag or segment.phase in ("load", "split", "export"):
        return False
    statements = own(graph.program, segment)
    if segment.phase == "evaluate" and measures(statements) and not _asks_model(graph, statements):
        return False
    if fits(graph, statements):
        return False
    whole = segment.phase == "train" or any(isinstance(s.node, COMPOUND) for s in statements)
    return length(statements) <= SHORT and len(statements) <= (1 if whole or segment.phase == "evaluate" else 2)


def _asks_model(graph: Graph, statements: list[Statement]) -> bool:
    """Whether nothing is read but a model: `print(grid.best_score_)` belongs to the fit."""
    return len(taken(graph, statements)) <= 1


def _may_join(graph: Graph, neighbour: Segment, small: Segment, before: bool) -> bool:
    """Inside a cell always; over cells only what does nothing that is worth a step, and is about the same."""
    statements = own(graph.program, small)
    if small.phase == "evaluate" and neighbour.phase == "train" and not _asks_model(graph, statements):
        return False
    if cells(graph.program, neighbour) & cells(graph.program, small):
        return True
    if neighbour.phase == "split" and not before and all(map(_renames, statements)):
        return reads(graph, neighbour, small)
    if neighbour.phase == "split" and before and all(s.facts.display for s in statements):
        return True  # what was split is looked at
    if len(statements) > 1 or neighbour.phase in ("load", "split"):
        return False
    first, second = (neighbour, small) if before else (small, neighbour)
    if not all(map(idle, statements)) and not reads(graph, second, first):
        return False
    if small.phase == "evaluate":
        made = frozenset().union(*(s.facts.binds for s in own(graph.program, neighbour)))
        shows = all(isinstance(s.node, ast.Expr) and isinstance(s.node.value, ast.Name) for s in statements)
        return neighbour.phase == "other" or not measures(statements) or (shows and taken(graph, statements) <= made)
    return neighbour.phase != "train" or small.phase != "prepare" or all(calm(s) or idle(s) for s in statements)


def _renames(statement: Statement) -> bool:
    """`X = vectors`."""
    node = statement.node
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and isinstance(node.targets[0], ast.Name)


def _nearness(program: Program, neighbour: Segment, small: Segment, before: bool) -> tuple[bool, int, bool]:
    """Neighbours of the same cell first, then those that share most names; of two alike the one before."""
    same = bool(cells(program, neighbour) & cells(program, small))
    if before and (neighbour.phase, small.phase) == ("train", "prepare"):
        return same, 0, False  # work on data is done for what follows
    imported = {item.name for item in program.imports}
    names = [
        frozenset().union(*(s.facts.names | s.facts.binds for s in own(program, segment))) - imported
        for segment in (neighbour, small)
    ]
    return same, len(names[0] & names[1]), before
