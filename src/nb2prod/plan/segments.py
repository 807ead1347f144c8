"""Cut the kept statements into runs that may become steps: at headings, around loads, where the role changes.

## Clean up        In[3] df = df.dropna()              one segment
## Model           In[5] X_train, ... = split(...)     a second one: splitting
                   In[5] model.fit(X_train, y_train)   a third one: training
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.model import Program, Role, Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.headings import Heading, headings

PHASES: dict[Role, str] = {
    "load": "load", "split": "split", "train": "train", "evaluate": "evaluate", "predict": "evaluate",
    "export": "export", "clean": "prepare", "feature": "prepare",
}  # fmt: skip
LONG = 60  # lines; a longer step is cut at a cell boundary
FRAMES = ("pandas.DataFrame", "polars.DataFrame")


@dataclass(frozen=True)
class Segment:
    """A run of top-level statements with what they have in common."""

    statements: tuple[int, ...]
    phase: str
    heading: Heading | None
    tag: str = ""  # nb2prod:step=NAME decides over all
    load: str = ""  # the frame it loads and nothing else


def segments(program: Program, graph: Graph, items: list[Statement], kept: frozenset[int]) -> list[Segment]:
    """Segments in document order; nothing is reordered."""
    over = headings(program.notebook)
    tags = {cell.index: _tag(cell.tags) for cell in program.notebook.cells}
    found: list[Segment] = []
    phases = _look_ahead(items, [_phase(graph, statement, kept) for statement in items])
    for statement, phase in zip(items, phases, strict=True):
        load = _loaded(statement)
        heading, tag = over.get(statement.cell), tags.get(statement.cell, "")
        last = found[-1] if found else None
        if last is not None and _joins(last, phase, load, heading, tag):
            merged = phase if last.phase == "other" else last.phase
            found[-1] = Segment((*last.statements, statement.id), merged, last.heading, last.tag)
        else:
            found.append(Segment((statement.id,), phase, heading, tag, load))
    joined = _join_small(found)
    return [part for segment in joined for part in _cut_long(program, segment)]


def _look_ahead(items: list[Statement], phases: list[str]) -> list[str]:
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
    return found


def _splits(statement: Statement) -> bool:
    return any("split" in call.rpartition(".")[2] for call in statement.facts.calls)


def _joins(last: Segment, phase: str, load: str, heading: Heading | None, tag: str) -> bool:
    if tag or last.tag:
        return tag == last.tag
    if load or last.load or heading != last.heading:
        return False
    return phase in (last.phase, "other") or last.phase == "other"


def _phase(graph: Graph, statement: Statement, kept: frozenset[int]) -> str:
    roles = [statement.facts.roles]
    roles += [graph.program.statements[i].facts.roles for i in graph.inside(statement.id) if i in kept]
    phases = {PHASES[role] for some in roles for role in some if role in PHASES}
    if isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
        return "other"
    return next(
        (phase for phase in ("train", "load", "split", "evaluate", "export", "prepare") if phase in phases), "other"
    )


def _loaded(statement: Statement) -> str:
    """The frame that the statement loads, where that is all it does."""
    types = dict(statement.facts.types)
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)]) if "load" in statement.facts.roles:
            return name if types.get(name) in FRAMES and not statement.facts.effects - {"read"} else ""
    return ""


def _join_small(found: list[Segment]) -> list[Segment]:
    """One plain statement alone under its heading's other steps joins its neighbour."""
    joined: list[Segment] = []
    for segment in found:
        last = joined[-1] if joined else None
        small = len(segment.statements) == 1 and segment.phase in ("other", "prepare")
        same = last is not None and last.heading == segment.heading and not (last.tag or segment.tag or last.load)
        if last is not None and small and same:
            joined[-1] = Segment((*last.statements, *segment.statements), last.phase, last.heading)
        else:
            joined.append(segment)
    return joined


def _cut_long(program: Program, segment: Segment) -> list[Segment]:
    """Cut a long segment where a new cell begins, near the middle."""
    lines = [program.statements[i].end_line - program.statements[i].line + 1 for i in segment.statements]
    if sum(lines) <= LONG or segment.tag:
        return [segment]
    cells = [program.statements[i].cell for i in segment.statements]
    cuts = [n for n in range(1, len(cells)) if cells[n] != cells[n - 1]]
    if not cuts:
        return [segment]
    cut = min(cuts, key=lambda n: abs(sum(lines[:n]) - sum(lines) / 2))
    first = Segment(segment.statements[:cut], segment.phase, segment.heading)
    second = Segment(segment.statements[cut:], segment.phase, segment.heading)
    return [*_cut_long(program, first), *_cut_long(program, second)]


def _tag(tags: frozenset[str]) -> str:
    return next((tag.removeprefix("nb2prod:step=") for tag in sorted(tags) if tag.startswith("nb2prod:step=")), "")
