"""The whole analysis: cut cells into statements, number them, walk them, say what is undefined."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from nb2prod.analyse.asked_names import Asked, asks, settled
from nb2prod.analyse.beside import acting_modules
from nb2prod.analyse.beside_drawing import drawing_functions
from nb2prod.analyse.environment import UNBOUND, Environment, Value
from nb2prod.analyse.findings import findings_of
from nb2prod.analyse.gone import removals
from nb2prod.analyse.lazy import no_iterators
from nb2prod.analyse.moves import in_place
from nb2prod.analyse.roles import in_flow
from nb2prod.analyse.scope import FUNCTIONS, bodies, bound_in
from nb2prod.analyse.walk import Walker
from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge.python import hears_warnings
from nb2prod.model import Edge, Facts, Import, Notebook, Program, Statement
from nb2prod.walking import last_of, settle, walk

Raw = tuple[int, ast.stmt, int | None, str]  # cell, node, parent id, part of the parent


def analyse(notebook: Notebook) -> Program:
    """Everything that can be known of the notebook without running it."""
    notebook = _answered(notebook)
    raw = tuple(_raw(notebook))
    walker = _walked(notebook, raw)
    exits = {name: _bound(walker, name, found) for name, found in walker.env.definers.items()}
    _walk_functions(walker, raw)
    lines = {cell.index: cell.python.split("\n") for cell in notebook.cells}
    statements = tuple(
        _statement(index, item, lines, walker.record.facts.get(index, Facts())) for index, item in enumerate(raw)
    )
    _refuse_dropped(notebook, statements, walker.record.unbound)
    edges = tuple(map(Edge._make, sorted(walker.record.edges)))
    statements = in_flow(statements, edges)
    imports = in_place(tuple(_imports(statements)), statements)
    return Program(
        notebook=notebook,
        statements=statements,
        edges=edges,
        imports=imports,
        exits={name: found for name, found in exits.items() if found},
        findings=findings_of(notebook, statements, walker.record.unbound, imports),
        removals=removals(statements, edges, imports, notebook.modules),
    )


def _walked(notebook: Notebook, raw: tuple[Raw, ...], asked: Asked | None = None) -> Walker:
    number = {node: index for index, (_, node, _, _) in enumerate(raw)}
    top = [node for _, node, parent, _ in raw if parent is None]
    walker = Walker(number, _definitions(top))
    walker.asked = asked
    walker.calls.strict = any(hears_warnings(cell.python) for cell in notebook.cells)
    walker.beside = acting_modules(notebook.modules, analyse)
    walker.calls.drawing = frozenset(drawing_functions(notebook.modules, _called(top), analyse))
    _prepare(walker.env, notebook)
    walker.env.solid = no_iterators(top)
    walker.block(top)
    return walker


def _answered(notebook: Notebook) -> Notebook:
    """The notebook without questions whose answer it tells; as it is where code that nobody sees may bind names."""
    while asks(notebook):
        raw = tuple(_raw(notebook))
        walker = _walked(notebook, raw, asked := Asked.of([node for _, node, _, _ in raw]))
        _walk_functions(walker, raw)
        trees = {cell: ast.Module([], []) for cell, _, _, _ in raw}
        for cell, node, parent, _ in raw:
            trees[cell].body += [node] if parent is None else []
        after = settled(notebook, trees, asked.known())
        if after == notebook or any("barrier" in facts.effects for facts in walker.record.facts.values()):
            break
        notebook = after
    return notebook


def _bound(walker: Walker, name: str, definers: frozenset[int]) -> frozenset[int]:
    return frozenset(s for s in definers if s != UNBOUND and (name, s) not in walker.deleted)


def _refuse_dropped(
    notebook: Notebook, statements: tuple[Statement, ...], unbound: dict[tuple[int, str], bool]
) -> None:
    """A cell tagged nb2prod:drop whose names are read later: raises Stop (2) with both places (contract, section 3)."""
    missing = {(n, statements[i].cell, statements[i].line) for (i, n), sure in unbound.items() if sure and i >= 0}
    said = []
    for cell in notebook.cells:
        if "nb2prod:drop" in cell.tags and cell.python.strip():
            names = bound_in(ast.parse(cell.python).body)
            users = sorted((where, line, name) for name, where, line in missing if name in names and where > cell.index)
            if users:
                where, line, name = users[0]
                said.append(
                    f"{notebook.file}: cell {cell.index + 1} is tagged nb2prod:drop, but cell {where + 1}, line {line} "
                    f"uses {name}, which it binds; take the tag away, or drop that cell as well"
                )
    if said:
        raise Stop(ExitCode.BAD_INPUT, *said)


def _prepare(env: Environment, notebook: Notebook) -> None:
    """Names that a notebook has without binding them: `display`, and the modules that lowered IPython lines use."""
    env.bind("display", 0, Value(ref="IPython.display.display"))
    for module in sorted({module for cell in notebook.cells for module in cell.imports}):
        env.bind(module, 0, Value(ref=module))
    for name in env.definers:
        env.definers[name] = frozenset()


def _raw(notebook: Notebook) -> Iterator[Raw]:
    count = 0

    def nested(cell: int, node: ast.stmt, parent: int | None, part: str, outermost: bool) -> Iterator[Raw]:
        nonlocal count
        identity = count
        count += 1
        settle(node)
        yield cell, node, parent, part
        for field, body in bodies(node):
            for child in body:
                yield from nested(cell, child, identity, field, False)
        if outermost and isinstance(node, FUNCTIONS):
            for child in node.body:
                yield from nested(cell, child, identity, "function", False)

    for cell in notebook.cells:
        if cell.kind == "code" and not cell.dropped and cell.python.strip():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                tree = ast.parse(cell.python)
            for node in tree.body:
                yield from nested(cell.index, node, None, "", True)


def _called(top: list[ast.stmt]) -> frozenset[str]:
    """The last words of everything that is called."""
    calls = [part for node in top for part in walk(node) if isinstance(part, ast.Call)]
    return frozenset({*map(last_of, calls)} - {""})


def _definitions(top: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Functions and classes by name, the last one of each; `pass` for a function that may be one of several."""
    kinds = (*FUNCTIONS, ast.ClassDef)
    every = [part for node in top for part in walk(node) if isinstance(part, kinds)]
    methods = {part for owner in every if isinstance(owner, ast.ClassDef) for part in owner.body}
    found: dict[str, ast.stmt] = {part.name: part for part in every}
    for name in found:
        same = [part for part in every if part.name == name and part not in methods]
        if len(same) > 1 and isinstance(found[name], FUNCTIONS) and not all(part in top for part in same):
            found[name] = ast.Pass()
    return found


def _walk_functions(walker: Walker, raw: tuple[Raw, ...]) -> None:
    """Walk each function's body once for its own statements, with the types that all its calls agree on."""
    ends = walker.env
    for _, node, parent, _ in raw:
        if parent is None and isinstance(node, FUNCTIONS):
            walker.env = _inside(ends, node, walker.follower.agreed(node.name))
            walker.follower.stack.append(node.name)
            walker.block(node.body)
            walker.follower.stack.pop()
    walker.env = ends


def _inside(ends: Environment, node: ast.FunctionDef | ast.AsyncFunctionDef, types: dict[str, str]) -> Environment:
    env = ends.copy()
    env.dead = False
    env.definers = {name: frozenset() for name in env.definers}
    for index, argument in enumerate(a for a in walk(node.args) if isinstance(a, ast.arg)):
        env.bind(argument.arg, 0, Value(types.get(argument.arg, ""), frozenset({-100 - index})))
        env.definers[argument.arg] = frozenset()
    return env


def _statement(index: int, item: Raw, lines: dict[int, list[str]], facts: Facts) -> Statement:
    cell, node, parent, part = item
    end = node.end_lineno or node.lineno
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    text = lines[cell][first - 1 : end]
    if first == end:
        raw_line = text[0].encode()
        text = [raw_line[node.col_offset : node.end_col_offset].decode()]
    column = len(lines[cell][node.lineno - 1].encode()[: node.col_offset].decode())
    # `part` is the name of a field of ast, one of those that Statement lists
    return Statement(index, cell, first, end, column, "\n".join(text), node, facts, parent, part)  # type: ignore[arg-type]


def _imports(statements: tuple[Statement, ...]) -> Iterator[Import]:
    for statement in statements:
        node = statement.node
        if isinstance(node, ast.Import):
            for alias in node.names:
                plain = alias.asname is None
                name = alias.name.split(".")[0] if plain else str(alias.asname)
                yield Import(name, alias.name, "", statement.id)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(alias.asname or alias.name, node.module or "", alias.name, statement.id, node.level)
