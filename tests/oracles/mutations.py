"""Run a notebook statement by statement and hold what it really changed against what the analysis says it may change.

Every name is looked at before and after each top-level statement (states.py). Missed: a change that the facts do not
claim. Refuted: a claim about a name that did not change; a claim is only counted where the claiming statement ran.
"""

import ast
import builtins
import contextlib
import importlib
import io
import sys
import types
import warnings
from dataclasses import dataclass, field

import numpy as np

from nb2prod import analyse
from nb2prod.model import Facts
from tests.oracles.states import Digest, files, streams, surroundings

RAN = "__statement_ran__"
ANYTHING = frozenset({"barrier"})
OUTSIDE = frozenset({"environment", "unknown", "barrier"})
CODE = ("function", "class:", "method")  # what is said to change with what it reads: no receiver
WRITING = frozenset({"write", "network", "unknown", "barrier", "environment"})


@dataclass
class Claim:
    """A name that a statement is said to change: its static type, and whether it did."""

    statement: int
    name: str
    type: str  # "" = unknown
    certain: bool  # every call of the statement is known
    named: bool  # the statement names it: it is a receiver, not another name for one
    real: bool
    source: str


@dataclass
class Report:
    """What running one notebook showed; each missed entry is (statement, what, name or stream, source)."""

    missed: list = field(default_factory=list)
    claims: list = field(default_factory=list)
    observed: int = 0  # changes that were seen
    ran: int = 0
    error: str = ""

    def known(self):
        """Claims on names of known type, by statements of which everything is known."""
        return [claim for claim in self.claims if claim.type and claim.certain]


def check(notebook, folder=None, display=None, deadline=None):
    """Run `notebook` (as read) in the current process and compare; stops at the first statement that fails."""
    program = analyse.analyse(notebook)
    report = Report()
    with main_module() as namespace:
        namespace["display"] = display or (lambda *values, **options: None)
        implicit = sorted({module for cell in notebook.cells for module in cell.imports})
        namespace.update((module, importlib.import_module(module)) for module in implicit)
        run = Run(program, report, namespace, folder)
        for group in groups(program):
            if deadline is not None and deadline():
                report.error = "out of time"
                break
            if not run.step(group):
                break
    return report


@contextlib.contextmanager
def main_module():
    """A module `__main__` of its own, so that classes of the notebook are found where they say they are."""
    outer, module = sys.modules["__main__"], types.ModuleType("__main__")
    module.__builtins__ = builtins
    sys.modules["__main__"] = module
    try:
        yield module.__dict__
    finally:
        sys.modules["__main__"] = outer
        if hasattr(builtins, RAN):
            delattr(builtins, RAN)


def groups(program):
    """Each top-level statement with the nested ones that run when it runs (bodies of functions do not)."""
    found, home = {}, {}
    for statement in program.statements:
        if statement.parent is None:
            found[statement.id] = [statement]
            home[statement.id] = statement.id
        elif statement.body != "function" and statement.parent in home:
            home[statement.id] = home[statement.parent]
            found[home[statement.id]].append(statement)
    return list(found.values())


class Run:
    """One notebook on its way."""

    def __init__(self, program, report, namespace, folder):
        self.report, self.namespace, self.folder = report, namespace, folder
        self.types = {}
        self.modules = {imported.name for imported in program.imports}
        self.modules |= {module for cell in program.notebook.cells for module in cell.imports}
        self.before = self.look()

    def names(self):
        hidden = {"display", "__builtins__"}
        return {
            n: v for n, v in self.namespace.items() if n not in hidden and not (n.startswith("__") and n.endswith("__"))
        }

    def look(self):
        seen, values = Digest(), self.names()
        return {
            "values": values,
            "digests": {name: seen.of(values[name]) for name in sorted(values)},
            "streams": streams(),
            "around": surroundings(),
            "files": files(self.folder) if self.folder else {},
        }

    def step(self, group):
        """Run one top-level statement; False where it failed."""
        ran = {group[0].id}
        setattr(builtins, RAN, ran.add)
        code = compile(marked(group), f"cell {group[0].cell}", "exec", dont_inherit=True)
        try:
            with warnings.catch_warnings(), quiet():
                exec(code, self.namespace)
        except BaseException as problem:
            self.report.error = f"cell {group[0].cell}, line {group[0].line}: {type(problem).__name__}: {problem}"[:300]
            if isinstance(problem, KeyboardInterrupt):
                raise
            return False
        self.report.ran += 1
        self.compare([s for s in group if s.id in ran], combined(group))
        for statement in group:
            self.types.update(statement.facts.types)
        return True

    def compare(self, ran, facts):
        before, after = self.before, self.look()
        seen = Digest()
        changed = {n for n, value in before["values"].items() if seen.of(value) != before["digests"][n]}
        self.report.observed += len(changed)
        first, anything = ran[0], bool(facts.effects & ANYTHING)
        missed = [("changed", name) for name in sorted(changed - facts.mutates)]
        handled = {h.name for s in ran if isinstance(s.node, ast.Try) for h in s.node.handlers}  # bound, and gone after
        bound = facts.binds | facts.outer | facts.deletes | handled
        old, new = before["values"], after["values"]
        rebound = {n for n in old.keys() | new.keys() if old.get(n, RAN) is not new.get(n, RAN)}
        star = "*" in facts.binds or any(
            isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*" for s in ran
        )
        missed += [("bound", name) for name in sorted(rebound - bound) if not star]
        if all(
            isinstance(s.node, (ast.Import, ast.ImportFrom)) for s in ran
        ):  # a module's first import is its own doing
            after = {**after, "streams": before["streams"], "around": before["around"], "files": before["files"]}
        for stream, state in after["streams"].items():
            if state != before["streams"].get(stream, state):
                self.report.observed += 1
                missed += [("drawn", stream)] if stream not in facts.draws | facts.seeds else []
        for what, state in after["around"].items():
            if state != before["around"][what] and not facts.effects & OUTSIDE:
                missed.append(("surroundings", what))
        if after["files"] != before["files"] and not facts.effects & WRITING and "plot" not in facts.roles:
            missed.append(("files", ""))
        if not anything:
            self.report.missed += [(first.id, what, name, first.source) for what, name in missed]
            self.claim(ran, changed)
        self.before = self.look() if after["streams"] is before["streams"] else after

    def claim(self, ran, changed):
        facts = combined(ran)
        certain = not facts.effects & {"unknown", "barrier"}
        again = facts.binds if len(ran) > 1 else frozenset()  # nobody knows which of its objects is meant
        for name in sorted((facts.mutates & self.before["values"].keys()) - again):
            type_ = "" if name in self.modules else self.types.get(name, "").removeprefix("ref:")
            named, source = name in facts.names, ran[0].source.strip().splitlines()[0][:100]
            type_ = "" if type_.startswith(CODE) else type_
            self.report.claims.append(Claim(ran[0].id, name, type_, certain, named, name in changed, source))


def combined(statements):
    """The facts of all of them together."""

    def every(key):
        return frozenset().union(*(getattr(s.facts, key) for s in statements))

    keys = ("names", "binds", "outer", "deletes", "mutates", "effects", "draws", "seeds", "roles")
    return Facts(**{key: every(key) for key in keys})


def marked(group):
    """The statement as a module of its own, in which each nested statement says that it runs."""
    number = {statement.node: statement.id for statement in group[1:]}

    class Marks(ast.NodeTransformer):
        def visit(self, node):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                return node
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if isinstance(body, list):
                    setattr(node, name, [part for child in body for part in (*mark(child), self.visit(child))])
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                self.visit(part)
            return node

    def mark(node):
        if node not in number:
            return ()
        call = ast.Call(ast.Name(RAN, ast.Load()), [ast.Constant(number[node])], [])
        return (ast.copy_location(ast.Expr(call), node),)

    top = group[0].node
    if len(group) > 1:
        copied, names = ast.Module([top], []), {}
        top = clone(top, number, names)
        number = names
        copied = ast.Module([top], [])
        return ast.fix_missing_locations(Marks().visit(copied))
    return ast.Module([top], [])


def clone(node, number, names):
    """A copy of the tree; `names` gives the copies their numbers."""
    if isinstance(node, ast.AST):
        made = type(node)(**{key: clone(part, number, names) for key, part in ast.iter_fields(node)})
        ast.copy_location(made, node)
        if node in number:
            names[made] = number[node]
        return made
    return [clone(part, number, names) for part in node] if isinstance(node, list) else node


@contextlib.contextmanager
def quiet():
    """Show nothing; what code prints is not part of the question."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), np.errstate():
        yield
