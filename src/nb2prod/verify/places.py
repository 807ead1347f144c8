"""Where things stand: from a name, a file, a statement or a step to the cell and the line that people look for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection
from pathlib import PurePosixPath

from nb2prod.model import Plan, Statement
from nb2prod.verify.job import Place


class Places:
    """Answers from the plan; a place that nobody knows is empty."""

    def __init__(self, plan: Plan) -> None:
        """Look up once what is asked often."""
        self.plan = plan
        self.statements = plan.program.statements
        self.choices = {choice.statement: choice for choice in plan.choices}
        self.position = {cell.index: number for number, cell in enumerate(plan.program.notebook.cells)}
        self.sources: dict[int, list[int]] = defaultdict(list)
        for edge in plan.program.edges:
            self.sources[edge.target].append(edge.source)

    def kept(self, name: str) -> bool:
        """Whether the plan keeps what the notebook's name holds at its end."""
        ending = self.plan.program.exits.get(name, frozenset())
        return any(choice is None or choice.fate != "dropped" for choice in map(self.choices.get, ending))

    def left_out(self, name: str) -> bool:
        """Whether the plan leaves out what binds the name last: what a run holds under it is an earlier value."""
        return bool(self.plan.program.exits.get(name)) and not self.kept(name)

    def unseeded(self, name: str) -> bool:
        """Whether what binds the name draws from a random stream that nobody has seeded before."""
        ending = self.plan.program.exits.get(name, frozenset())
        for statement in (self.statements[i] for i in ending):
            seeded = {stream for s in self.statements[: statement.id] for stream in s.facts.seeds}
            if statement.facts.draws - seeded:
                return True
        return False

    def by_chance(self, name: str) -> bool:
        """Whether anything that the name's final value depends on draws from a stream that nobody has seeded before."""
        seeded = {stream for s in self.statements for stream in s.facts.seeds}
        return any(self.statements[i].facts.draws - seeded for i in self._upstream(name))

    def depends_on(self, name: str, others: Collection[str]) -> bool:
        """Whether the name's final value depends on what one of the others is bound to."""
        return any(
            bound in others and bound != name for i in self._upstream(name) for bound in self.statements[i].facts.binds
        )

    def _upstream(self, name: str) -> set[int]:
        todo, seen = [*self.plan.program.exits.get(name, ())], set[int]()
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo += self.sources.get(current, [])
        return seen

    def imported(self, name: str) -> bool:
        """Whether only imports bind the name: what a library holds is no result."""
        ending = self.plan.program.exits.get(name, frozenset())
        return bool(ending) and all(isinstance(self.statements[i].node, (ast.Import, ast.ImportFrom)) for i in ending)

    def dropped_because(self, name: str) -> str:
        """Why the plan does not keep it."""
        ending = sorted(self.plan.program.exits.get(name, ()))
        return self.choices[ending[-1]].because if ending and ending[-1] in self.choices else ""

    def of_name(self, name: str) -> Place:
        """Where the notebook last binds or changes a name, or has a figure that got its name from us."""
        for measure in self.plan.measures:
            if measure.name == name:
                return self.of_statement(self.statements[measure.statement])
        for parameter in self.plan.parameters:
            if (parameter.constant or parameter.name) == name and parameter.constant:
                return Place(parameter.cell, parameter.line, parameter.step)
        ending = [i for i in self.plan.program.exits.get(name, ()) if self.choices[i].fate != "dropped"]
        return self.of_statement(self.statements[max(ending)]) if ending else Place()

    def of_statement(self, statement: Statement) -> Place:
        """A statement's own place."""
        choice = self.choices.get(statement.id)
        return Place(statement.cell, statement.line, choice.step if choice else "")

    def at(self, cell: int, line: int) -> Place:
        """The place of a line of the notebook."""
        statement = self.statement_at(cell, line)
        return Place(cell, line) if statement is None else self.of_statement(statement)

    def statement_at(self, cell: int, line: int) -> Statement | None:
        """The statement at the top of a cell that covers a line."""
        for statement in self.statements:
            if statement.cell == cell and statement.parent is None and statement.line <= line <= statement.end_line:
                return statement
        return None

    def of_file(self, path: str) -> Place:
        """The statement that seems to write a file: the last that names it."""
        name = PurePosixPath(path).name
        found = [s for s in self.statements if s.parent is None and name in s.source]
        return self.of_statement(found[-1]) if found else Place()

    def of_step(self, place: Place) -> Place:
        """The same place, with the first cell of its step."""
        cells = [cell for step in self.plan.steps if step.name == place.step for cell in step.cells]
        return Place(min(cells, key=self._order) if cells else None, None, place.step, place.file, place.file_line)

    def order(self, place: Place) -> tuple[int, int]:
        """A key that puts what comes first in the notebook first, and what has no place last."""
        return (self._order(place.cell) if place.cell is not None else len(self.position), place.line or 0)

    def _order(self, cell: int) -> int:
        return self.position.get(cell, len(self.position))

    def leads_to(self, place: Place, names: set[str]) -> bool:
        """Whether what happens at a place of the notebook goes into the final values of any of the names."""
        start = self.statement_at(place.cell, place.line) if place.cell is not None and place.line else None
        todo = [i for name in names for i in self.plan.program.exits.get(name, ())]
        seen: set[int] = set()
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo += self.sources.get(current, [])
        return start is not None and start.id in seen
