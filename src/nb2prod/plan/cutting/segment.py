"""A run of statements that may become a step, and what is asked about such runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.headings import Heading
from nb2prod.walking import walk

LONG = 60  # lines; a longer step is cut at a cell boundary, whatever crosses it
MIDDLING = 25  # lines; a longer one is cut where few names cross
SHORT = 5  # lines
FEW = 3  # names
NO_VARIABLES = (ast.Import, ast.ImportFrom, *DEFINING)
FITTING = frozenset({"fit", "fit_predict", "partial_fit", "train", "fit_one_cycle", "fine_tune", "fit_generator"})
LEARNING = FITTING | {"fit_transform"}


@dataclass(frozen=True)
class Segment:
    """A run of top-level statements with what they have in common."""

    statements: tuple[int, ...]
    phase: str
    heading: Heading | None
    tag: str = ""  # nb2prod:step=NAME decides over all
    load: str = ""  # the frame it loads and nothing else
    fetch: bool = False  # it fetches files and nothing else


def own(program: Program, segment: Segment) -> list[Statement]:
    """Its statements at top level."""
    return [program.statements[i] for i in segment.statements]


def cells(program: Program, segment: Segment) -> set[int]:
    """The cells that it is of."""
    return {program.statements[i].cell for i in segment.statements}


def length(statements: Iterable[Statement]) -> int:
    """How many lines they have."""
    return sum(s.end_line - s.line + 1 for s in statements)


def together(one: Segment, other: Segment) -> bool:
    """Whether they may be one step at all: below one heading, and neither has to stand alone."""
    return one.heading == other.heading and not any(s.tag or s.load or s.fetch for s in (one, other))


def fits(graph: Graph, statements: Iterable[Statement]) -> bool:
    """Whether a model is fitted in one of them, inside a loop or a condition as well."""
    program = graph.program
    every = [i for s in statements for i in (s.id, *graph.inside(s.id))]
    outside = (program.statements[i] for i in every if not in_function(program, program.statements[i]))
    return any(call.rpartition(".")[2] in FITTING for s in outside for call in s.facts.calls)


def measures(statements: Iterable[Statement]) -> bool:
    """Whether a model is measured in one of them."""
    return any(s.facts.measures or s.facts.metrics for s in statements)


def reads(graph: Graph, segment: Segment, first: Segment) -> bool:
    """Whether it reads what the first one binds or changes."""
    made = {i for identity in first.statements for i in (identity, *graph.inside(identity))}
    for identity in segment.statements:
        for i in (identity, *graph.inside(identity)):
            facts = graph.program.statements[i].facts
            known = facts.names | facts.late
            if any(source in made and name in known for source, name in graph.sources.get(i, ())):
                return True
    return False


def taken(graph: Graph, statements: list[Statement]) -> set[str]:
    """Variables that they read and that something else has made."""
    program = graph.program
    inside = {i for s in statements for i in (s.id, *graph.inside(s.id))}
    found = set()
    for i in inside:
        facts = program.statements[i].facts
        for source, name in graph.sources.get(i, ()):
            made = source not in inside and not isinstance(program.statements[source].node, NO_VARIABLES)
            found |= {name} if made and name in facts.names | facts.late else set()
    return found


def idle(statement: Statement) -> bool:
    """Whether it makes nothing that is worth a step: a look, an option, a seed, a name for a literal."""
    facts = statement.facts
    if facts.binds:
        return literal(statement)
    return bool(facts.display or facts.seeds) or not (facts.mutates or facts.effects or facts.calls)


def literal(statement: Statement) -> bool:
    """Whether it names a literal and does nothing else: `columns = ["a", "b"]`."""
    node = statement.node
    if not isinstance(node, ast.Assign) or not all(isinstance(target, ast.Name) for target in node.targets):
        return False
    parts = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.UAdd)
    return all(isinstance(part, parts) for part in walk(node.value))
