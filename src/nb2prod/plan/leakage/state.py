"""What one search for leaks carries along: the notebook's names, what models were asked, how much may still be done."""

from __future__ import annotations

import ast
from itertools import count

from nb2prod import knowledge
from nb2prod.model import Program
from nb2prod.plan.leakage.values import Held, Rows, Trace, Training
from nb2prod.replacing import dataclass, field

DEEPEST = 4  # functions of the notebook inside each other
MOST = 60_000  # expressions: a notebook that has more is left alone
SHOWN = 60  # characters of code in a finding


class TooMuchError(Exception):
    """The notebook is too long for the search."""


@dataclass(frozen=True)
class Use:
    """A model answers for rows, or is measured with them."""

    statement: int
    model: str
    training: Training
    rows: frozenset[Rows]
    traces: frozenset[Trace]
    plain: bool

    @classmethod
    def of(cls, statement: int, model: str, training: Training, rows: Held) -> Use:
        """What the rows are now: they may change later."""
        return cls(statement, model, training, rows.all_rows, rows.all_traces, rows.plain)


@dataclass
class Search:
    """The state of one search."""

    program: Program
    imports: dict[str, str]
    env: dict[str, Held] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    place: int = 0  # the statement that is looked at
    depth: int = 0  # of calls of the notebook's functions, and
    outside: int = 0  # the statement that made the first of them,
    names: dict[str, Held] = field(default_factory=dict)  # with what its names hold
    returned: list[Held] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))
    spent: int = 0
    homes: dict[int, int] = field(default_factory=dict)  # statement of each node

    @classmethod
    def of(cls, program: Program) -> Search:
        """A search at the head of the notebook."""
        imports = {item.name: item.qualified for item in program.imports}
        return cls(program, imports, homes={id(s.node): s.id for s in program.statements})

    def asked(self, model: Held) -> tuple[int, str]:
        """The statement of the workflow that has it measured here, and what it is called there."""
        place, names = (self.outside, self.names) if self.depth else (self.place, self.env)
        called = next((name for name, held in names.items() if held is model), "")
        return place, called or (model.made if model.made[:1].isupper() else "the model")

    def spend(self) -> None:
        """Count one expression."""
        self.spent += 1
        if self.spent > MOST:
            raise TooMuchError

    def qualified(self, node: ast.expr) -> str:
        """The full name that a function is called by, "" where it is no name of a library."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self.env or node.id not in self.imports:
            return ""
        return knowledge.canonical(".".join([self.imports[node.id], *reversed(parts)]))

    def trace(self, node: ast.expr, of: Held, maker: int = 0, *, copies: bool = False) -> Trace:
        """What the expression learns from the rows of a value."""
        text = " ".join(ast.unparse(node).split())
        text = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
        return Trace(self.place, text, of.all_rows, copies, maker)
