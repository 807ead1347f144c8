"""Places of data that are written into functions of the notebook: what an owner sets must be reached from outside.

def load():                                          def load(data_path):
    return pd.read_csv("https://h/a.csv")                return pd.read_csv(data_path)
df = load()                                          df = load(data_path="https://h/a.csv")

def load(url="https://h/a.csv"): ...; load()         load(url="https://h/a.csv"): the call says it
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nb2prod import knowledge
from nb2prod.fates import staying
from nb2prod.knowledge.data_files import holds_rows
from nb2prod.model import Plan, Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.handed_over import called_at, once, plain
from nb2prod.plan.graph import named
from nb2prod.plan.names import GENERATED
from nb2prod.walking import walk

if TYPE_CHECKING:
    from nb2prod.plan.compose import Decisions


@dataclass(frozen=True)
class Inside:
    """A place that a function reads: the argument that takes it, and whether the function has that argument already."""

    argument: str
    value: str
    default: bool
    position: int = -1  # of the argument that it has
    cell: int = -1  # where it stands
    line: int = 0


def places_inside(decided: Decisions) -> dict[str, Inside]:
    """By function; only where each use of the function is a call outside of all functions."""
    program = decided.program
    kept = staying(decided.choices)
    taken = {name for s in program.statements for name in s.facts.names | s.facts.binds | s.facts.late} | GENERATED
    found: dict[str, Inside] = {}
    functions = [(s, s.node) for s in program.statements if s.id in kept and isinstance(s.node, ast.FunctionDef)]
    every = called_at(program, {node.name for _, node in functions})
    for statement, node in functions:
        if not plain(statement):
            continue
        uses = every[node.name]
        direct = all(isinstance(use, ast.Call) and not scopes and not _is_def(s) for s, use, scopes in uses)
        if not uses or not direct or not once(program, node.name):
            continue
        inside = _default(node) or _literal(program, node, "data_path")
        inside = replace(inside, cell=statement.cell) if inside is not None else None
        if inside is not None and (inside.default or inside.argument not in taken | _names(node)):
            taken.add(inside.argument)
            found[node.name] = inside
    return found


def where_written(decided: Plan, inside: Mapping[str, Inside]) -> Plan:
    """The plan with the cell first that a place of `inside` stands in, of each parameter that a call says it as."""
    found = []
    for parameter in decided.parameters:
        one = inside.get(parameter.origin)
        if one is None or one.value != parameter.default or one.cell == parameter.cell:
            found.append(parameter)
            continue
        cells = dict.fromkeys((one.cell, *parameter.cells))
        found.append(replace(parameter, cell=one.cell, line=one.line, cells=tuple(cells)))
    return replace(decided, parameters=tuple(found))


def _is_def(statement: Statement) -> bool:
    return isinstance(statement.node, DEFINING)


def _names(node: ast.FunctionDef) -> set[str]:
    own = {part.arg for part in walk(node) if isinstance(part, ast.arg)}
    return own | named(node)


def _default(node: ast.FunctionDef) -> Inside | None:
    """`def load(url="https://h/a.csv")`."""
    names = [*node.args.posonlyargs, *node.args.args]
    pairs = [*zip(names[::-1], node.args.defaults[::-1], strict=False)]
    places = [(arg.arg, value) for arg, value in pairs if isinstance(value, ast.Constant) and _place(value.value)]
    if len(places) != 1 or node.args.posonlyargs:
        return None
    (name, value) = places[0]
    return Inside(name, str(value.value), True, [arg.arg for arg in names].index(name), line=value.lineno)


def _literal(program: Program, node: ast.FunctionDef, name: str) -> Inside | None:
    """The one text in its body that is the first argument of a call that loads."""
    texts = [part for part in walk(node) if isinstance(part, ast.Constant) and _place(part.value)]
    read = [*_read(program, node)]
    if len(texts) != 1 or len(read) != 1 or texts[0] is not read[0]:
        return None
    return Inside(name, str(texts[0].value), False, line=texts[0].lineno)


def _read(program: Program, node: ast.FunctionDef) -> Iterator[ast.expr]:
    names = {item.name: item.qualified for item in program.imports}
    for call in (part for part in walk(node) if isinstance(part, ast.Call) and part.args):
        first, dot, rest = ast.unparse(call.func).partition(".")
        effect = knowledge.function(knowledge.canonical(f"{names[first]}{dot}{rest}")) if first in names else None
        if effect is not None and effect.role == "load":
            yield call.args[0]


def _place(value: object) -> bool:
    return isinstance(value, str) and "\n" not in value and ("://" in value or holds_rows(value))
