"""What comes of a value: the model that is saved, something that is said, measured or written, or nothing at all.

depth = 3; tree = DecisionTreeClassifier(max_depth=depth).fit(X, y)      tree is saved: of the model
knn = KNeighborsClassifier(5).fit(X, y); print(knn.score(X, y))          it comes out, but not with the model
TRY = False; if TRY: knn = KNeighborsClassifier(5)                       nothing: as the notebook stands it is not run
other = KMeans(4).fit(X)                                                 nobody asks for it: nothing
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.model import Program, Span, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.touched import FILE_NAME, Files, alike
from nb2prod.plan.measuring.forms import by_name
from nb2prod.plan.models.trained import passed_over
from nb2prod.walking import walk

OUT = frozenset({"write", "barrier", "print", "raise"})
FOLDERS = frozenset({"os.makedirs", "os.mkdir"})  # an empty folder is nothing
MAKING = (".mkdir", ".makedirs")
SELECTING = {  # what only a selection asks: of one whose scores alone are read it changes nothing
    "SelectKBest": "k", "SelectPercentile": "percentile", "VarianceThreshold": "threshold",
}  # fmt: skip
SCORES = frozenset({"fit", "scores_", "pvalues_", "variances_"})


class Reach:
    """Answers for one program; `saved`: the statements that make the model, none where nothing is fitted.

    `gone`: statements that are dropped, and hand nothing on.
    """

    def __init__(
        self, program: Program, kept: Iterable[Statement], saved: frozenset[int], gone: frozenset[int] = frozenset()
    ) -> None:
        """Index who takes what from whom."""
        self.program, self.saved = program, saved
        self.gone, self.dead = gone, gone | {s.id for s in program.statements if passed_over(program, s)}
        self.kept = {s.id for s in kept}
        self.next: dict[int, set[int]] = {}
        for edge in program.edges:
            self.next.setdefault(edge.source, set()).add(edge.target)
        for s in program.statements:
            if s.parent is not None:  # what a loop runs over decides about its body, a body about its function
                pair = (s.id, s.parent) if s.body == "function" else (s.parent, s.id)
                self.next.setdefault(pair[0], set()).add(pair[1])
            if isinstance(s.node, (ast.Break, ast.Continue)) and (loop := _loop(program, s)) is not None:
                self.next.setdefault(s.id, set()).add(loop)  # when it stops decides about all that the loop makes
            if s.facts.seeds:
                draws = (o.id for o in program.statements if o.id > s.id and o.facts.draws & s.facts.seeds)
                self.next.setdefault(s.id, set()).update(draws)
        self._through_files(program)
        told = any(self._out(s, ends=False) for s in program.statements if s.id in self.kept)
        at_end = program.exits and not saved and not told  # where anything is told or written, what is not is nothing
        self.ends = frozenset().union(*program.exits.values()) if at_end else frozenset[int]()
        self.known: dict[int, frozenset[int]] = {}

    def _through_files(self, program: Program) -> None:
        """What is written may be read later: `open(path, "wb").write(resp.content); df = pyreadr.read_r(path)`."""
        files = Files(program, Graph.of(program))
        writing = [s for s in program.statements if s.id in self.kept and s.facts.effects & {"write", "network"}]
        reading = [s for s in program.statements if s.id in self.kept and _may_read(s)]
        for writer in writing:
            names = files.names(writer)
            for reader in (r for r in reading if r.id > writer.id):
                theirs = files.names(reader)
                same = any(alike(a, b) for a in names for b in theirs | _said(reader))
                if same or ("unknown" not in reader.facts.effects and not (names and theirs)):
                    self.next.setdefault(writer.id, set()).add(reader.id)

    def statement(self, cell: int, span: Span) -> Statement | None:
        """The innermost statement around a place."""
        found = None
        for s in self.program.statements:
            first, last = (s.node.lineno, s.node.col_offset), (s.node.end_lineno or 0, s.node.end_col_offset or 0)
            if s.cell == cell and first <= span[:2] and span[2:] <= last:
                found = s
        return found

    def after(self, identity: int) -> frozenset[int]:
        """The kept statements that take something from it, itself included."""
        if identity not in self.known:
            made = getattr(self.program.statements[identity].node, "value", None)
            flag = isinstance(made, ast.Constant) and isinstance(made.value, bool)  # it may bring them back to life
            todo, seen, dead = [identity], set[int](), self.gone if flag else self.dead
            while todo:
                current = todo.pop()
                if current not in seen and current not in dead:
                    seen.add(current)
                    todo += self.next.get(current, ())
            self.known[identity] = frozenset(seen & self.kept)
        return self.known[identity]

    def of_the_model(self, identity: int) -> bool:
        """Whether the saved model may be another one with another value there."""
        return not self.after(identity).isdisjoint(self.saved)

    def comes_out(self, identity: int, constant: bool = False, ends: bool = True) -> bool:
        """Whether anything that a person gets may be another one; a `constant` is no result of itself.

        `ends`: where no model is saved, what the names hold in the end counts as well.
        """
        later = self.after(identity) - ({identity} if constant else set())
        return self.of_the_model(identity) or any(self._out(self.program.statements[i], ends) for i in later)

    def counts(self, identity: int) -> bool:
        """Whether the saved model, a measure or a file may be another one; what is only looked at does not count."""
        later = (self.program.statements[i] for i in self.after(identity))
        return self.of_the_model(identity) or any(
            s.facts.effects & {"write", "barrier"}
            or ("unknown" in s.facts.effects and s.id != identity)
            or s.facts.measures
            or s.facts.metrics
            or by_name(s)
            for s in later
        )

    def drawn_from(self, statement: Statement) -> bool:
        """Whether anything that stays draws from a stream that the statement seeds."""
        later = (self.program.statements[i] for i in self.after(statement.id) if i != statement.id)
        return any(s.facts.draws & statement.facts.seeds for s in later)

    def selects_nothing(self, identity: int, origin: str, keyword: str) -> bool:
        """Whether it sets how much is selected where nothing is: only the scores of all features are read."""
        binds = self.program.statements[identity].facts.binds
        if SELECTING.get(origin) != keyword or len(binds) != 1:
            return False
        names = set(binds)
        nodes = [self.program.statements[i].node for i in sorted(self.kept)]
        for node in nodes:  # ranked = selector.fit(X, y)
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=bound)], value=ast.Call(func=ast.Attribute(value=owner, attr="fit"))
                ):
                    names |= {bound} if isinstance(owner, ast.Name) and owner.id in names else set()
        parts = [part for node in nodes for part in walk(node)]
        uses = sum(isinstance(p, ast.Name) and p.id in names and isinstance(p.ctx, ast.Load) for p in parts)
        asked = [
            p.attr
            for p in parts
            if isinstance(p, ast.Attribute) and isinstance(p.value, ast.Name) and p.value.id in names
        ]
        return uses == len(asked) and set(asked) <= SCORES and set(asked) != {"fit"}

    def names_each(self, identity: int, count: object) -> bool:
        """Whether what comes of it gets just so many names: `DataFrame(pca.fit_transform(X), columns=["a", "b"])`."""
        return any(
            keyword.arg == "columns" and isinstance(keyword.value, ast.List) and len(keyword.value.elts) == count
            for i in self._near(identity)
            for call in walk(self.program.statements[i].node)
            if isinstance(call, ast.Call)
            for keyword in call.keywords
        )

    def _readers(self, identity: int) -> list[int]:
        return sorted((self.next.get(identity, set()) & self.kept) - {identity})

    def _near(self, identity: int) -> set[int]:
        """Itself, who reads it, and who reads those."""
        found = {identity}
        for _ in range(2):
            found |= {reader for i in found for reader in self._readers(i)}
        return found

    def _out(self, statement: Statement, ends: bool = True) -> bool:
        """Whether a person gets something of the statement itself."""
        facts, node = statement.facts, statement.node
        makes = bool(facts.calls) and all(
            c in FOLDERS or c.endswith(MAKING) or c.startswith("os.path") for c in facts.calls
        )
        acts = "unknown" in facts.effects and not isinstance(node, (ast.Assign, ast.AnnAssign))  # else its value tells
        if (
            ((acts or facts.effects & OUT) and not makes)
            or facts.measures
            or facts.metrics
            or facts.display in {"print", "report"}
            or "builtins.print" in facts.calls
            or by_name(statement) is not None  # the run writes down how such a fit ended
        ):
            return True
        shown = isinstance(node, ast.Expr) and not facts.mutates and facts.display != "plot" and not makes
        return shown or (
            ends and statement.id in self.ends and not isinstance(node, ast.For)
        )  # what a loop ends with is nothing


def _loop(program: Program, statement: Statement) -> int | None:
    """The loop that a break or a continue belongs to."""
    around = outwards(program.statements, statement)
    return next((each.id for each in around if isinstance(each.node, (ast.For, ast.While))), None)


def _said(statement: Statement) -> frozenset[str]:
    """Names of files that it says anywhere: `load_dataset("csv", data_files={"train": "a.csv"})`."""
    texts = (part.value for part in walk(statement.node) if isinstance(part, ast.Constant))
    named = (text for text in texts if isinstance(text, str) and FILE_NAME.search(text))
    return frozenset(text.replace("\\", "/").rpartition("/")[2] for text in named)


def _may_read(statement: Statement) -> bool:
    facts = statement.facts
    return bool(facts.effects & {"read", "unknown"}) or "load" in facts.roles
