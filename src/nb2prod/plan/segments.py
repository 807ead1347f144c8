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
LONG = 60  # lines; a longer step is cut at a cell boundary, whatever crosses it
MIDDLING = 25  # lines; a longer one is cut where at most
FEW = 3  # names cross, into parts of at least
SHORT = 5  # lines
FITTING = frozenset({"fit", "fit_predict", "partial_fit", "train"})
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
    return [part for segment in joined for part in _cut(program, segment)]


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
    return _with_their_cell(items, found)


def _with_their_cell(items: list[Statement], phases: list[str]) -> list[str]:
    """Plain statements at the head of a cell belong to what the cell does: `table = {}` to the lines that fill it."""
    found = list(phases)
    for index in range(len(items) - 2, -1, -1):
        after = found[index + 1] if items[index].cell == items[index + 1].cell else ""
        if found[index] == "other" and after in ("prepare", "train", "evaluate", "export"):
            heads = all(s.cell != items[index].cell or phases[n] == "other" for n, s in enumerate(items[:index]))
            found[index] = after if heads else "other"
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
            return name if types.get(name) in FRAMES and not statement.facts.effects - {"read", "network"} else ""
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


def _cut(program: Program, segment: Segment) -> list[Segment]:
    """Cut where a new cell begins: before another model is fitted, and a long run where few names cross."""
    if segment.tag:
        return [segment]
    statements = [program.statements[i] for i in segment.statements]
    cuts = [n for n in range(1, len(statements)) if statements[n].cell != statements[n - 1].cell]
    fits = [n for n in cuts if segment.phase == "train" and _fits(statements[:n]) and _fits(_cell_of(statements, n))]
    lines = [s.end_line - s.line + 1 for s in statements]
    turns = [n for n in cuts if segment.phase == "prepare" and _turns(statements[:n], statements[n:])]
    chosen = fits[:1] or turns[:1] or _narrow(statements, lines, cuts)
    if not chosen:
        return [segment]
    parts = (segment.statements[: chosen[0]], segment.statements[chosen[0] :])
    return [part for half in parts for part in _cut(program, Segment(half, segment.phase, segment.heading))]


def _narrow(statements: list[Statement], lines: list[int], cuts: list[int]) -> list[int]:
    """The cell boundary that the fewest names cross, the nearest to the middle; none where the run is short."""
    whole = sum(lines)
    fair = [n for n in cuts if min(sum(lines[:n]), sum(lines[n:])) >= SHORT] if whole <= LONG else cuts
    if whole <= MIDDLING or not fair:
        return []
    best = min(fair, key=lambda n: (_crossing(statements, n), abs(sum(lines[:n]) - whole / 2)))
    return [best] if whole > LONG or _crossing(statements, best) <= FEW else []


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


def _fits(statements: list[Statement]) -> bool:
    return any(call.rpartition(".")[2] in FITTING for s in statements for call in s.facts.calls)


def _tag(tags: frozenset[str]) -> str:
    return next((tag.removeprefix("nb2prod:step=") for tag in sorted(tags) if tag.startswith("nb2prod:step=")), "")
