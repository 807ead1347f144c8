"""One statement of the notebook as it stands in the project: edited, logged, stripped of its plotting parts.

print("rows", len(df))                  logger.info("rows %s", len(df))
for c in cols:                          for c in cols:
    total += df[c].sum()                    total += df[c].sum()
    df[c].hist()
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile

import libcst as cst

from nb2prod.emit.code.cells import Source
from nb2prod.emit.code.figures import on_fresh
from nb2prod.emit.code.imports import relocation, repeated_elsewhere, unused
from nb2prod.emit.code.keeps import Keeps, kept
from nb2prod.emit.code.kinds import kinds_of
from nb2prod.emit.code.reasons import saying, why_it_stays
from nb2prod.emit.code.recorders import Recorders, empty
from nb2prod.emit.code.remarks import Remarks, without_its_words
from nb2prod.emit.code.shown import logger_of, shown, speaks, timed
from nb2prod.emit.code.turns import collect, mappings
from nb2prod.emit.code.versions import called_in
from nb2prod.fates import acts, staying
from nb2prod.knowledge.quoted import marked
from nb2prod.knowledge.secrets import around_secret, values
from nb2prod.model import Choice, Measure, Plan, Statement
from nb2prod.nesting import outwards
from nb2prod.rewrite.build import assign, copied, hollow, line
from nb2prod.rewrite.conditions import inverted
from nb2prod.rewrite.handed import Handed
from nb2prod.rewrite.logs import log_call, logged
from nb2prod.rewrite.scoping import Scoping, named
from nb2prod.rewrite.spans import Place, ending, expression_at, replace_places
from nb2prod.rewrite.spoken import spoken
from nb2prod.rewrite.visiting import Node, renewed, visited

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
SHOW_NAMES = frozenset({"dataclass", "define", "frozen", "mutable", "attrs"})  # decorators whose repr is __qualname__
TRIES = (ast.Try, ast.TryStar)


@dataclass(frozen=True)
class Scope:
    """Where a statement will stand: what its parameters are called there, what its names mean."""

    prefix: str  # "config." in the workflow function, "" in a step that takes parameters
    builtins: Mapping[int, frozenset[str]]  # names that are the builtin in a statement although the scope binds them
    shared: Collection[str]  # variables of the workflow, for `global` in functions
    logger: str = ""  # "" leaves prints alone, as in functions of the notebook


class Emitter:
    """Builds statements of one plan."""

    def __init__(self, plan: Plan, source: Source) -> None:
        """`source` holds the cells as concrete syntax."""
        self.plan = plan
        self.source = source
        self.statements = plan.program.statements
        self.choices: dict[int, Choice] = {choice.statement: choice for choice in plan.choices}
        self.redirected = any(map(_redirects, self.statements))  # then what is printed goes where the notebook says
        self.children: dict[int, list[Statement]] = {}
        for statement in self.statements:
            if statement.parent is not None:
                self.children.setdefault(statement.parent, []).append(statement)
        self.measures: dict[int, list[Measure]] = {}
        for measure in plan.measures:
            self.measures.setdefault(measure.statement, []).append(measure)
        self.secrets = values(plan.program.notebook)
        self.kinds = kinds_of(plan)
        self.edits: dict[int, dict[Place, str]] = {}
        for edit in plan.edits:
            if edit.cell in source.text:
                self.edits.setdefault(edit.cell, {})[source.place(edit.cell, edit.span)] = edit.name
        self.remarks = Remarks(plan, source, self.edits)
        kept = staying(plan.choices)
        self.read = {(edge.source, edge.name) for edge in plan.program.edges if edge.target in kept}
        late = {name for s in self.statements if s.id in kept for name in s.facts.late | s.facts.outer}
        self.read |= {(item.statement, item.name) for item in plan.program.imports if item.name in late}
        self.elsewhere = repeated_elsewhere(plan)
        self.called = called_in(plan)
        self.loses = {d.statement: d.loses for d in plan.definitions}
        self.relocate = relocation(plan)
        self.keeps = Keeps(plan, source)
        self.shown, self.timed = shown(plan), timed(plan)
        self.recorders = Recorders(plan)
        self.logger = logger_of(plan) if speaks(plan) and not self.redirected else ""  # "": functions go on printing
        self.aside: set[int] = set()  # statements whose lines the workflow function takes itself

    def emit(self, identity: int, scope: Scope) -> list[Line]:
        """The lines that a statement becomes, with those that keep what inference needs; none when it goes."""
        lines = on_fresh(self._emitted(identity, scope), self.choices[identity])
        if identity in self.aside or not any(keep.statement == identity for keep in self.keeps.every):
            return lines
        return [*self.beside(identity, ("first", "before"), scope), *lines, *self.beside(identity, ("after",), scope)]

    def beside(self, identity: int, places: tuple[str, ...], scope: Scope) -> list[Line]:
        """The lines of some places that keep what inference needs."""
        statement = self.statements[identity]
        found = self.keeps.lines(identity, places, lambda value: self._renamed(value, statement, scope))
        inside = self.keeps.inside(identity) if "before" in places else {}
        node = self.source.nodes[identity]
        for place, keep in inside.items():
            expression = expression_at(node, self.source.places, place)
            assert expression is not None
            changed, _ = replace_places(expression, self.source.places, self._edited(statement, scope))
            found.append(kept(keep.target, self._renamed(changed, statement, scope)))
        return found

    def _emitted(self, identity: int, scope: Scope) -> list[Line]:
        choice, statement = self.choices[identity], self.statements[identity]
        if choice.remains:
            return self._remains(statement, choice, scope)
        if choice.unwrap:
            return self._block(identity, "body", scope)
        if choice.fate == "dropped":
            return []
        if isinstance(concrete := self.source.nodes[identity], (cst.Import, cst.ImportFrom)):
            return self._import(statement, concrete)
        if isinstance(concrete, cst.BaseSmallStatement):
            return self._small(statement, concrete, scope)
        assert isinstance(concrete, cst.BaseCompoundStatement)
        if isinstance(concrete, cst.For) and choice.fate == "pruned" and not self._block(identity, "body", scope):
            note = cst.Comment("# the loop is only gone through: nothing that stood in it is needed")
            kept = self._compound(statement, concrete, scope)
            return [kept.with_changes(leading_lines=[cst.EmptyLine(comment=note)])]
        made = self.recorders.defined(identity, spoken(self._compound(statement, concrete, scope), self.logger))
        return [*mappings(self.plan, identity), made]

    # ------------------------------------------------------------------------------------------------- small statements

    def _small(self, statement: Statement, concrete: cst.BaseSmallStatement, scope: Scope) -> list[Line]:
        new = self._expressions(statement, scope)
        every = self.measures.get(statement.id, ())
        measured = {self.source.place(statement.cell, m.span): m for m in every if not m.text and not m.argument}
        first = [each for m in every if m.argument for each in (empty(m), *self._collected(m, statement, scope))]
        named = new | {p: cst.Name(m.name) for p, m in measured.items()}
        changed, taken = replace_places(concrete, self.source.places, named, self.remarks.olds(statement))
        for place, measure in measured.items():
            if place in taken:
                value = self._renamed(taken[place], statement, scope)
                same = isinstance(value, cst.Name) and value.value == measure.name
                value = copied(value) if measure.copied and not measure.into else value
                first += [] if same else [assign([measure.name], value)]
                first += self._collected(measure, statement, scope)
        result = renewed(changed, self._scoping(statement, scope), self.relocate)
        assert isinstance(result, cst.BaseSmallStatement)
        result = self.recorders.called(statement.id, self._handed(statement, result), every)
        result = self._said(statement, result, scope)
        result = result.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        said = isinstance(changed, cst.Expr) and isinstance(changed.value, cst.Name) and any(m.silent for m in every)
        lines = self._with_comments(statement, [*first, *([] if said else [line(result)])])
        for measure in (m for m in every if m.text):
            value = self._renamed(cst.parse_expression(measure.text), statement, scope)
            bound = [] if measure.text == measure.name else [assign([measure.name], value)]
            lines += [*bound, *self._collected(measure, statement, scope)]
        return lines

    def _collected(self, measure: Measure, statement: Statement, scope: Scope) -> list[Line]:
        """The line that puts this turn's value into the mapping of its loop."""
        if not measure.into:
            return []
        at = self.source.place(statement.cell, measure.key) if measure.key else None
        key = expression_at(self.source.nodes[statement.id], self.source.places, at) if at else None
        return [collect(self.plan, measure, key and self._renamed(key, statement, scope))]

    def _import(self, statement: Statement, concrete: cst.Import | cst.ImportFrom) -> list[Line]:
        """An import that stays where it stands, without what the module's head imports or nothing uses."""
        if isinstance(concrete.names, cst.ImportStar):
            return [line(renewed(concrete, self.relocate))]
        wanted, tried, unread = [], self._tried(statement), False
        for item, alias in zip(
            (i for i in self.plan.program.imports if i.statement == statement.id), concrete.names, strict=True
        ):
            read = (statement.id, item.name) in self.read - self.elsewhere
            if item.name not in self.plan.hoisted and (tried or read or acts(self.plan.program, item)):
                unread |= not read
                wanted.append(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT))
        if not wanted:
            return []
        changed = concrete.with_changes(names=wanted, semicolon=cst.MaybeSentinel.DEFAULT)
        if isinstance(changed, cst.ImportFrom):
            changed = changed.with_changes(lpar=None, rpar=None)
        moved = visited(changed, self.relocate)
        assert not isinstance(moved, cst.RemovalSentinel)
        parts = moved if isinstance(moved, cst.FlattenSentinel) else [moved]  # `import os, helper_mod` is taken apart
        lines = self._with_comments(statement, [line(part) for part in parts])
        if name := self._bound_above(statement):  # sorted, the two would change places
            notes = (f"# in the notebook's order: both bind `{name}`", "# isort: split")
            above = [*lines[0].leading_lines, *(cst.EmptyLine(comment=cst.Comment(note)) for note in notes)]
            lines[0] = lines[0].with_changes(leading_lines=above)
        return [unused(each) if unread and isinstance(each, cst.SimpleStatementLine) else each for each in lines]

    def _bound_above(self, statement: Statement) -> str:
        """A name that an import in the lines right above binds, too."""
        gone_or_imports = takewhile(
            lambda s: self.choices[s.id].fate in ("dropped", "import"), reversed(self.statements[: statement.id])
        )
        names = {n for s in gone_or_imports if self.choices[s.id].fate == "import" for n in s.facts.binds}
        return min((names & statement.facts.binds) - self.plan.hoisted, default="")

    def _tried(self, statement: Statement) -> bool:
        """Whether it stands in a `try`: then whether it can be imported says something, used or not."""
        steps = pairwise(outwards(self.statements, statement))
        return any(inner.body == "body" and isinstance(outer.node, TRIES) for inner, outer in steps)

    def _said(self, statement: Statement, node: cst.BaseSmallStatement, scope: Scope) -> cst.BaseSmallStatement:
        """Prints and shown measurements become log lines."""
        if not isinstance(node, cst.Expr) or not scope.logger or self.redirected:
            return node
        measured = statement.id in self.measures
        shows = statement.facts.display == "report" or statement.id in self.shown
        shows = shows and "builtins.print" not in statement.facts.calls and statement.id not in self.timed
        if shows or (measured and isinstance(node.value, cst.Name)):
            value = node.value
            parts: list[cst.BaseElement | cst.Arg] = list(value.elements) if isinstance(value, cst.Tuple) else []
            if isinstance(value, cst.Call) and "IPython.display.display" in statement.facts.calls:
                parts = list(value.args) if isinstance(value.func, cst.Name) and value.func.value == "display" else []
            plain = parts and all(isinstance(part, (cst.Element, cst.Arg)) for part in parts)
            values = [part.value for part in parts] if plain else [value]
            return cst.Expr(log_call(values, scope.logger, kinds=self.kinds | self.remarks.told(statement)))
        if "builtins.print" in statement.facts.calls and "captured" not in statement.facts.effects:
            call = logged(node.value, scope.logger, self.kinds | self.remarks.told(statement))
            return cst.Expr(call) if call is not None else node
        return node

    def _expressions(self, statement: Statement, scope: Scope) -> dict[Place, cst.BaseExpression]:
        return self._edited(statement, scope) | self.keeps.named(statement.id)

    def _edited(self, statement: Statement, scope: Scope) -> dict[Place, cst.BaseExpression]:
        return {
            place: cst.parse_expression(around_secret(self.source.at(statement.cell, place), scope.prefix + name))
            for place, name in self.edits.get(statement.cell, {}).items()
            if place[0] <= statement.end_line and statement.line <= place[2]
        }

    def _renamed(self, node: cst.BaseExpression, statement: Statement, scope: Scope) -> cst.BaseExpression:
        return renewed(node, self._scoping(statement, scope))

    def _scoping(self, statement: Statement, scope: Scope) -> Scoping:
        return Scoping(scope.builtins.get(statement.id, frozenset()), scope.shared, self.called.get(statement.id, {}))

    def _handed(self, statement: Statement, node: Node) -> Node:
        """Strings in nested scopes find the variables that they name."""
        if not any(name in statement.source for name in ("query", "eval")):
            return node
        everywhere = self.plan.hoisted | {d.name for d in self.plan.definitions if d.importable}
        outside = (statement.facts.names | statement.facts.late) - everywhere
        return renewed(node, Handed(outside, marked))

    def _shows_its_name(self, statement: Statement) -> bool:
        """Whether objects of the class would show that it stands in a generated function: `run.<locals>.Point(x=1)`."""
        importable = {d.statement for d in self.plan.definitions if d.importable}
        decorators = [ast.unparse(node) for node in getattr(statement.node, "decorator_list", ())]
        shows = any(text.partition("(")[0].rpartition(".")[2] in SHOW_NAMES for text in decorators)
        return shows and statement.id not in importable and not self.plan.namespace

    def _with_comments(self, statement: Statement, lines: list[Line]) -> list[Line]:
        """Comments above the statement stay above it, the one behind it stays behind it."""
        original = self.source.lines.get(statement.id)
        if original is None:
            return lines
        if original.body[0] is self.source.nodes[statement.id]:
            leading = self.remarks.above(statement, original.leading_lines)
            leading += why_it_stays(self.choices[statement.id], statement)
            lines[0] = without_its_words(lines[0].with_changes(leading_lines=leading))
        if original.body[-1] is self.source.nodes[statement.id] and isinstance(lines[-1], cst.SimpleStatementLine):
            end = ending(original.trailing_whitespace, statement.end_line, self.edits.get(statement.cell, ()))
            lines[-1] = lines[-1].with_changes(trailing_whitespace=end)
        return lines

    def _remains(self, statement: Statement, choice: Choice, scope: Scope) -> list[Line]:
        """Of a dropped plot the expressions that must still be evaluated, in their order; measures get their name."""
        found: list[Line] = []
        node, measures = self.source.nodes[statement.id], self.measures.get(statement.id, ())
        names = {m.span: m.name for m in measures if not m.text}
        for span in choice.remains:
            expression = expression_at(node, self.source.places, self.source.place(statement.cell, span))
            if expression is not None:
                changed, _ = replace_places(expression, self.source.places, self._expressions(statement, scope))
                value = self._renamed(changed, statement, scope)
                found.append(assign([names[span]], value) if span in names else line(cst.Expr(value)))
                if span in names and scope.logger:
                    found.append(line(cst.Expr(log_call([cst.Name(names[span])], scope.logger, kinds=self.kinds))))
        found += [assign([m.name], cst.parse_expression(m.text)) for m in measures if m.text]
        if found and statement.facts.drawing:
            note = cst.EmptyLine(comment=cst.Comment("# a plot stood here: the random numbers it took are still drawn"))
            found[0] = found[0].with_changes(leading_lines=[note])
        return found

    # ---------------------------------------------------------------------------------------------- compound statements

    def _compound(
        self, statement: Statement, concrete: cst.BaseCompoundStatement, scope: Scope
    ) -> cst.BaseCompoundStatement:
        whole = isinstance(concrete, cst.ClassDef) or statement.id not in self.children
        scope = Scope(scope.prefix, scope.builtins, scope.shared) if isinstance(concrete, cst.FunctionDef) else scope
        if whole:
            changed, _ = replace_places(
                concrete, self.source.places, self._expressions(statement, scope), self.remarks.olds(statement)
            )
        else:
            changed = self._header_part(statement, concrete, scope)
            changed = self._bodies(statement.id, changed, scope)
        if whole or isinstance(concrete, cst.FunctionDef):
            changed = renewed(changed, self._scoping(statement, scope), self.relocate)
            changed = self._handed(statement, changed)
        if isinstance(changed, cst.ClassDef) and self._shows_its_name(statement):
            changed = named(changed)
        leading = self.remarks.above(statement, getattr(concrete, "leading_lines", ()))
        return changed.with_changes(leading_lines=leading) if hasattr(changed, "leading_lines") else changed

    def _header_part(
        self, statement: Statement, concrete: cst.BaseCompoundStatement, scope: Scope
    ) -> cst.BaseCompoundStatement:
        """The statement with its own expressions edited; the bodies are replaced afterwards."""
        changed, _ = replace_places(hollow(concrete), self.source.places, self._expressions(statement, scope))
        if isinstance(concrete, cst.FunctionDef):
            return changed
        return renewed(changed, self._scoping(statement, scope))

    def _bodies(self, identity: int, node: cst.BaseCompoundStatement, scope: Scope) -> cst.BaseCompoundStatement:
        original = self.source.nodes[identity]
        if isinstance(node, cst.Match):
            return self._cases(identity, node, scope)
        if isinstance(node, cst.FunctionDef):
            return node.with_changes(body=self._function_body(identity, scope))
        inside = self._block(identity, "body", scope)
        changed = node.with_changes(body=cst.IndentedBlock(inside or [line(cst.Pass())]))
        if isinstance(node, (cst.Try, cst.TryStar)):
            handlers = []
            for index, handler in enumerate(node.handlers):
                body = self._block(identity, "handlers", scope, index)
                handlers.append(handler.with_changes(body=cst.IndentedBlock(body or [line(cst.Pass())])))
            changed = changed.with_changes(handlers=handlers)
        for clause in ("orelse", "finalbody"):
            if getattr(original, clause, None) is not None:
                body = self._block(identity, clause, scope)
                changed = changed.with_changes(**{clause: self._clause(original, clause, body)})
        if isinstance(changed, cst.If) and not inside and changed.orelse is not None:
            return inverted(changed)
        return changed

    def _clause(self, original: cst.CSTNode, clause: str, body: list[Line]) -> cst.CSTNode | None:
        if not body:
            needless = clause == "orelse" or getattr(original, "handlers", None)
            return None if needless else cst.Finally(cst.IndentedBlock([line(cst.Pass())]))
        if clause == "finalbody":
            return cst.Finally(cst.IndentedBlock(body))
        if isinstance(getattr(original, clause), cst.If) and len(body) == 1 and isinstance(body[0], cst.If):
            return body[0]
        return cst.Else(cst.IndentedBlock(body))

    def _cases(self, identity: int, node: cst.Match, scope: Scope) -> cst.Match:
        tree = self.statements[identity].node
        assert isinstance(tree, ast.Match)
        number = {statement.node: statement.id for statement in self.children.get(identity, ())}
        cases = []
        for case, concrete in zip(tree.cases, node.cases, strict=True):
            body = [part for inner in case.body for part in self.emit(number[inner], scope)]
            cases.append(concrete.with_changes(body=cst.IndentedBlock(body or [line(cst.Pass())])))
        return node.with_changes(cases=cases)

    def _function_body(self, identity: int, scope: Scope) -> cst.IndentedBlock:
        """The body of a function of the notebook; its docstring stays though nobody reads it."""
        body: list[Line] = []
        for index, child in enumerate(self.children.get(identity, ())):
            lines = self.emit(child.id, scope)
            docstring = isinstance(child.node, ast.Expr) and isinstance(child.node.value, ast.Constant)
            if not lines and index == 0 and docstring:
                lines = [line(self.source.nodes[child.id])]  # type: ignore[arg-type]  # an Expr is small
            body += lines
        return cst.IndentedBlock(saying(self.loses.get(identity, ""), body) or [line(cst.Pass())])

    def _block(self, identity: int, part: str, scope: Scope, handler: int | None = None) -> list[Line]:
        node = self.statements[identity].node
        wanted = set(node.handlers[handler].body) if handler is not None and isinstance(node, TRIES) else None
        return [
            lines
            for child in self.children.get(identity, ())
            if child.body == part and (wanted is None or child.node in wanted)
            for lines in self.emit(child.id, scope)
        ]


def _redirects(statement: Statement) -> bool:
    targets = statement.node.targets if isinstance(statement.node, ast.Assign) else []
    return any(ast.unparse(target) in ("sys.stdout", "sys.stderr") for target in targets)
