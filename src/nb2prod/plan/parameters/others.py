"""Equal literals for the same thing that a parameter does not reach: what it says of itself names them.

np.random.seed(4)                 seed: Not of the 4 inside f.
def f(): np.random.seed(4)
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from nb2prod.model import Program, Span, Statement
from nb2prod.nesting import DEFINING, own_parts, span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.naming import clause
from nb2prod.plan.parameters.calls import SEEDS
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal, within
from nb2prod.walking import walk

MOST = 3  # things that are named
SEEDING = ("random.seed", "manual_seed", "set_seed", "default_rng", "RandomState")


class Others:
    """The literals of a notebook that no parameter takes."""

    def __init__(self, program: Program, kept: Iterable[Statement], lifted: Collection[tuple[int, Span]]) -> None:
        """`lifted`: cell and span of each that one does."""
        self.kept = [s for s in kept if not in_function(program, s)]
        self.found: list[tuple[Statement, str, str, object]] = []  # where, of what, as what, which
        for statement in self.kept:
            inside = isinstance(statement.node, DEFINING)
            for node in walk(statement.node) if inside else own_parts(statement.node):
                for called, keyword, value in _given(node):
                    if type(literal(value)) in (int, float) and not within((statement.cell, span_of(value)), lifted):
                        self.found.append((statement, called, keyword, literal(value)))

    def of(self, candidate: Candidate, origins: Collection[str]) -> str:
        """`inside f and in cell 7`: where its value is given as the same; "" for nowhere."""
        seed = candidate.keyword in SEEDS
        same = [
            statement
            for statement, called, keyword, value in self.found
            if value == candidate.value
            and type(value) is type(candidate.value)
            and (keyword in SEEDS if seed else keyword == candidate.keyword and called in origins)
        ]
        inside = listed([s.node.name for s in same if isinstance(s.node, DEFINING)])
        cells = [str(n) for n in sorted({s.cell + 1 for s in same if not isinstance(s.node, DEFINING)})]
        parts = [
            f"inside {inside}" if inside else "",
            f"in cell{'s' * (len(cells) > 1)} {listed(cells)}" if cells else "",
        ]
        return " and ".join(filter(None, parts))

    def of_path(self, value: str) -> str:
        """Functions in which a text says the same path, or one below it."""
        below = value.rstrip("/\\") + "/"
        held = [
            s.node.name
            for s in self.kept
            if isinstance(s.node, DEFINING) and any(t == value or t.startswith(below) for t in _texts(s.node))
        ]
        return listed(held)


def _texts(node: ast.AST) -> Iterator[str]:
    texts = (part.value for part in walk(node) if isinstance(part, ast.Constant))
    yield from (text.replace("\\", "/") for text in texts if isinstance(text, str))


def _given(node: ast.AST) -> Iterator[tuple[str, str, ast.expr]]:
    """Arguments by keyword, entries of mappings, and what a stream is seeded with."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            called = ast.unparse(func)
            yield from ((called.rpartition(".")[2], k.arg, k.value) for k in keywords if k.arg)
            if args and called.endswith(SEEDING):
                yield called.rpartition(".")[2], "seed", args[0]
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield "", key.value, value


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`, each once."""
    return clause.listed(tuple(dict.fromkeys(names)), MOST + 1)
