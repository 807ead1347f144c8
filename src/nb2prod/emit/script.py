"""A slice as a script: the notebook's own statements in its order, under the numbers of their cells.

df = pd.read_csv("a.csv"); df.head()      # cell 2
                                          df = pd.read_csv("a.csv")
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace

import libcst as cst

from nb2prod.emit.code.cells import read_cells
from nb2prod.emit.code.imports import generated_imports, implicit_imports, used_names
from nb2prod.emit.code.namespace import PER_LINE, WAITS
from nb2prod.emit.code.statements import Emitter, Line, Scope
from nb2prod.emit.format import format_python
from nb2prod.emit.secrets import Comments, closed
from nb2prod.fates import staying
from nb2prod.knowledge.secrets import holds_secret, values
from nb2prod.model import File, Module, Plan, Statement
from nb2prod.nesting import DEFINING, outwards
from nb2prod.rewrite.build import call, dotted, function, line, string
from nb2prod.rewrite.scoping import Scoping, namespaced
from nb2prod.rewrite.visiting import renewed, visited
from nb2prod.walking import walk

NOWHERE = Scope("", {}, ())  # the module itself: names mean what they meant in the notebook


def script(plan: Plan, names: Sequence[str]) -> str:
    """The text of a Python file that leaves `names` bound.

    Raises RuntimeError where it would not compile, and Stop where it would show a secret.
    """
    notebook = plan.program.notebook
    laid_out = format_python([File("script.py", unformatted(plan, names))], sort_imports=False)
    made = closed(notebook, laid_out, values(notebook))[0].text
    _check(made)
    return made


def unformatted(plan: Plan, names: Sequence[str]) -> str:
    """The same text before it is laid out."""
    program = replace(plan.program, notebook=replace(plan.program.notebook, modules=()))  # they lie beside the script
    source = read_cells(program)
    emitter = _Emitter(replace(plan, program=program), source)
    emitter.wanted |= set(names)
    emitter.logger = ""
    body: list[Line] = []
    marked = set()
    for statement in program.statements:
        if statement.parent is None and not _future(statement):
            lines = emitter.emit(statement.id, NOWHERE)
            if lines and statement.cell not in marked:
                marked.add(statement.cell)
                lines[0] = _marked(lines[0], statement.cell)
            body += lines
    body += [
        line(cst.Expr(cst.Name(name))) for name in names if not program.exits.get(name)
    ]  # fails if nobody bound it
    body = _in_one_loop(plan, body)
    head = [*_futures(plan), *_implicit(plan, body), *_written_modules(plan)]
    module = visited(cst.Module([*head, *body]), Comments(emitter.secrets))
    return _header(plan, names) + ("\n" if head else "") + module.code


class _Emitter(Emitter):
    """Emits statements as they stand in the notebook."""

    @property
    def wanted(self) -> set[str]:
        """Names of imports that something in the script reads."""
        if not hasattr(self, "_wanted"):
            self._wanted = {name for _, name in self.read}
        return self._wanted

    @wanted.setter
    def wanted(self, names: set[str]) -> None:
        self._wanted = names

    def _import(self, statement: Statement, concrete: cst.Import | cst.ImportFrom) -> list[Line]:
        """An import without the names that nothing reads; whole where its failing or its side effect counts."""
        changed: cst.BaseSmallStatement = concrete.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        if statement.parent is None and not isinstance(concrete.names, cst.ImportStar):
            items = [item for item in self.plan.program.imports if item.statement == statement.id]
            wanted = [
                alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)
                for item, alias in zip(items, concrete.names, strict=True)
                if item.name in self.wanted
            ]
            changed = changed.with_changes(names=wanted) if wanted else changed
            if isinstance(changed, cst.ImportFrom) and wanted:
                changed = changed.with_changes(lpar=None, rpar=None)
        return self._with_comments(statement, [line(renewed(changed, self.relocate))])

    def _scoping(self, statement: Statement, scope: Scope) -> Scoping:
        return _AsItStands()


class _AsItStands(Scoping):
    """Names of the notebook mean the same in a script: nothing is rewritten."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Nothing below is looked at."""
        return False

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> cst.CSTNodeT:
        """The same node."""
        return updated_node


def _marked(first: Line, cell: int) -> Line:
    """The first line of a cell, with the cell's number (from 1) above it."""
    above = [cst.EmptyLine(indent=False), cst.EmptyLine(comment=cst.Comment(f"# cell {cell + 1}"))]
    return first.with_changes(leading_lines=[*above, *first.leading_lines])


def _in_one_loop(plan: Plan, body: list[Line]) -> list[Line]:
    """What waits outside a function shares one event loop with all other cells, as in a notebook: one coroutine."""
    kept = staying(plan.choices)
    top = [s for s in plan.program.statements if _outside(s, plan.program.statements)]
    if not any(_waits(s) for s in top if s.id in kept and s.parent is None):
        return body
    names = sorted({name for s in top for name in s.facts.binds | s.facts.deletes})
    shared: list[Line] = [
        line(cst.Global([cst.NameItem(cst.Name(name)) for name in names[at : at + PER_LINE]]))
        for at in range(0, len(names), PER_LINE)
    ]
    name = next(n for n in ("run_cells", "run_cells_", "run_cells__") if n not in names)
    cells = function(name, [], [*shared, *namespaced(body)]).with_changes(asynchronous=cst.Asynchronous())
    run = cst.parse_statement(f'__import__("asyncio").run({name}())')
    assert isinstance(run, cst.SimpleStatementLine)
    return [cells, run]


def _waits(statement: Statement) -> bool:
    if isinstance(statement.node, DEFINING):
        return False
    return any(isinstance(n, WAITS) or getattr(n, "is_async", 0) for n in walk(statement.node))


def _outside(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a statement stands in no function."""
    return all(each.body != "function" for each in outwards(statements, statement))


def _header(plan: Plan, names: Sequence[str]) -> str:
    file = "".join(c if c.isprintable() else "?" for c in plan.program.notebook.file)
    one = f"# What computes {', '.join(names)} in {file}, cut out by nb2prod slice.\n"
    asked = sorted({edit.name.removeprefix('os.environ["').removesuffix('"]') for edit in plan.edits})
    two = f"# Set {', '.join(asked)} in the environment: the notebook held a secret there.\n" if asked else ""
    return f"{one}# Run it in the notebook's folder.\n{two}"


def _future(statement: Statement) -> bool:
    return isinstance(statement.node, ast.ImportFrom) and statement.node.module == "__future__"


def _futures(plan: Plan) -> list[cst.SimpleStatementLine]:
    """`from __future__ import ...` may stand nowhere but at the head."""
    names = sorted(
        {alias.name for s in plan.program.statements if _future(s) for alias in getattr(s.node, "names", ())}
    )
    return generated_imports([f"from __future__ import {', '.join(names)}"] if names else [])


def _implicit(plan: Plan, body: Iterable[Line]) -> list[cst.SimpleStatementLine]:
    """What a notebook has without importing it, and what required settings are read with."""
    used = used_names(body)
    needed = implicit_imports(plan, used)
    given = {module for cell in plan.program.notebook.cells for module in cell.imports}
    needed += [text for module in sorted(given & used) if (text := f"import {module}") not in needed]
    if plan.edits and "import os" not in needed:
        needed.append("import os")
    return generated_imports(needed)


def _written_modules(plan: Plan) -> list[Line]:
    """Modules that a cell writes (`%%writefile`) are written here as well, where something imports them."""
    kept = staying(plan.choices)
    imported = {item.module.split(".")[0] for item in plan.program.imports if item.statement in kept}
    modules = [module for module in plan.program.notebook.modules if module.cell is not None]
    if not any(module.name.split(".")[0] in imported for module in modules):
        return []
    return [*generated_imports(["import pathlib"]), *(_written(module) for module in modules)]


def _written(module: Module) -> Line:
    place = dotted("pathlib.Path")
    if holds_secret(ast.parse(module.text)):
        note = cst.EmptyLine(comment=cst.Comment(f"# cell {(module.cell or 0) + 1} writes it; it holds a secret"))
        return line(cst.Expr(call("open", [string(module.path)]))).with_changes(leading_lines=[note])
    write = cst.Attribute(cst.Call(place, [cst.Arg(string(module.path))]), cst.Name("write_text"))
    encoding = cst.Arg(string("utf-8"), keyword=cst.Name("encoding"))
    return line(cst.Expr(cst.Call(write, [cst.Arg(string(module.text)), encoding])))


def _check(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            compile(text, "slice", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (SyntaxError, ValueError) as wrong:
            raise RuntimeError(f"the slice would not compile: {wrong}") from None
