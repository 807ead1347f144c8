"""Where drawing that stays must start on a figure of its own, as it does in the notebook.

1  counts, _, _ = plt.hist(x)         stays: its value is used
2  plt.show()                         goes; in the notebook it ends the figure, as the end of a cell does
3  ax = totals.plot.bar()             stays; on the figure of 1 its limits would be others: all figures are closed first
   top = ax.get_ylim()[1]
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from nb2prod import knowledge
from nb2prod.knowledge.figures import TELL_OPEN, ends_with_cells
from nb2prod.model import Choice, Import, Program, Statement
from nb2prod.plan.graph import FUNCTION, Graph
from nb2prod.walking import last_of, walk

PYPLOT = "matplotlib.pyplot"
ON_CURRENT = (f"{PYPLOT}.", "pandas.", "seaborn.", "statsmodels.", "shap.", "missingno.", "scikitplot.")
SHOWS = frozenset({f"{PYPLOT}.show"})
MAKES = frozenset({f"{PYPLOT}.figure", f"{PYPLOT}.subplots"})
TURNS = MAKES | {f"{PYPLOT}.{name}" for name in ("close", "clf", "cla", "subplot", "axes", "subplot2grid", "sca")}
ASIDE = SHOWS | {f"{PYPLOT}.{name}" for name in ("close", "imread", "imsave", "ion", "ioff")}
ASKS = frozenset(f"{PYPLOT}.{name}" for name in TELL_OPEN)
METHODS = frozenset({"plot", "hist", "boxplot"})  # of tables, whatever hands them on
BECAUSE = "drawing before it was on another figure: all are closed first"
LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass
class _State:
    """What pyplot draws on, as far as statements that stay have made it."""

    drawn: bool = False  # a figure is open
    other: bool = False  # the notebook draws on another one by now


def fresh(program: Program, staying: Collection[int]) -> frozenset[int]:
    """The statements in front of which all figures are closed."""
    return _Walk(program, staying).found()


def on_fresh_figures(found: Collection[int], choices: Iterable[Choice], name: str = PYPLOT) -> tuple[Choice, ...]:
    """The choices; those `found` draw where the notebook draws on another figure, and say so. `name`: of pyplot."""
    return tuple(
        replace(c, fresh=name, because=f"{c.because}; {BECAUSE}") if c.statement in found else c for c in choices
    )


def pyplot_import(program: Program) -> Import | None:
    """The import that gives the notebook pyplot under a name that nothing else binds."""
    for item in program.imports:
        if (
            item.qualified != PYPLOT
            or item.name == "matplotlib"
            or program.statements[item.statement].parent is not None
        ):
            continue
        others = [s for s in program.statements if item.name in s.facts.binds and s.id != item.statement]
        same = {i.statement for i in program.imports if i.name == item.name and i.qualified == PYPLOT}
        if all(s.id in same for s in others):
            return item
    return None


def under_a_name(program: Program, choices: Sequence[Choice], hoisted: Collection[str]) -> tuple[Choice, ...]:
    """The choices with a name of pyplot that holds in every generated module."""
    bound = {name for s in program.statements for name in s.facts.binds}
    name = "plt" if "plt" not in bound else "pyplot"
    while name in bound:
        name += "_"
    return tuple(replace(c, fresh=name) if c.fresh and c.fresh not in hoisted else c for c in choices)


class _Walk:
    """Goes through the notebook as it runs."""

    def __init__(self, program: Program, staying: Collection[int]) -> None:
        self.program, self.staying, self.graph = program, staying, Graph.of(program)
        self.statements = program.statements
        self.with_cells = ends_with_cells(cell.source for cell in program.notebook.cells if cell.kind == "code")
        self.functions = {s.node.name: s.id for s in self.statements if isinstance(s.node, FUNCTION)}
        self.closed: set[int] = set()

    def found(self) -> frozenset[int]:
        for function in self.functions.values():
            state = _State()
            for _ in range(2):  # it may be called again
                self._through(self.graph.children.get(function, ()), state)
        state, cell = _State(), -1
        for statement in self.statements:
            if statement.parent is None:
                if statement.cell != cell and self.with_cells:
                    state.other = True
                cell = statement.cell
                self._through([statement.id], state)
        return frozenset(self.closed)

    def _through(self, identities: Iterable[int], state: _State) -> None:
        for identity in identities:
            statement = self.statements[identity]
            if isinstance(statement.node, (*FUNCTION, ast.ClassDef)):
                continue
            self._at(statement, state)
            for _ in range(2 if isinstance(statement.node, LOOPS) else 1):
                self._through(self.graph.children.get(identity, ()), state)

    def _at(self, statement: Statement, state: _State) -> None:
        """What one statement finds, and what it leaves."""
        calls = frozenset(statement.facts.calls)
        stays = statement.id in self.staying
        if stays and self._draws(statement, frozenset()):
            if state.drawn and state.other and not self._makes(statement):
                self.closed.add(statement.id)
            state.drawn, state.other = True, False
        if self._ends(statement):
            state.other = True
        if any(self._ended_in(name, frozenset()) for name in calls & self.functions.keys()):
            state.other = True

    def _draws(self, statement: Statement, above: frozenset[str]) -> bool:
        """Whether it draws on the current figure, itself or in a function of the notebook."""
        for call in statement.facts.calls:
            if call in self.functions and call not in above:
                inside = [i for i in self.graph.inside(self.functions[call]) if i in self.staying]
                if any(self._draws(self.statements[i], above | {call}) for i in inside):
                    return True
            elif call in ASKS:
                return True
            elif call.startswith(ON_CURRENT) and call not in ASIDE:
                known = knowledge.function(call)
                if known is not None and known.kind == "plot":
                    return True
            elif call.rpartition(".")[2] in METHODS and not call.startswith(("matplotlib.", "plot.")):
                return statement.facts.display == "plot"
        return False

    def _makes(self, statement: Statement) -> bool:
        """Whether the first thing that it does is to make a figure that nobody has yet."""
        calls = [c for c in statement.facts.calls if c.startswith(ON_CURRENT)]
        if not calls or calls[0] not in MAKES:
            return False
        found = [n for n in walk(statement.node) if isinstance(n, ast.Call)]
        made = [n for n in found if last_of(n) in ("figure", "subplots")]
        numbered = any(n.args and ast.unparse(n.func).endswith("figure") for n in made)
        return not numbered and not any(k.arg in ("num", None) for n in made for k in n.keywords)

    def _ends(self, statement: Statement) -> bool:
        """Whether the notebook draws on another figure behind it, and the project does not."""
        calls = frozenset(statement.facts.calls)
        turns = bool(calls & TURNS) and statement.id not in self.staying
        return turns or (self.with_cells and bool(calls & SHOWS))

    def _ended_in(self, name: str, above: frozenset[str]) -> bool:
        """Whether a function of the notebook leaves another figure, or none, where its own go."""
        for identity in self.graph.inside(self.functions[name]):
            calls = frozenset(self.statements[identity].facts.calls)
            if self._ends(self.statements[identity]):
                return True
            if any(self._ended_in(c, above | {name}) for c in calls & self.functions.keys() if c not in above | {name}):
                return True
        return False
